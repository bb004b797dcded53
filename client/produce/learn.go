package produce

import (
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// learns asks for the names of topics that requests name by their ids alone (from version
// 13 of Produce on), until the guard ends. What cannot be learnt now is asked for again by
// the next request.
func (g *Guard) learns(client *kgo.Client) {
	r := &reader{client: client}
	for {
		select {
		case <-g.ctx.Done():
			return
		case id := <-g.kit.learn:
			if _, known := g.kit.names.Load(id); known {
				continue
			}
			t := kmsg.NewMetadataRequestTopic()
			t.TopicID = id
			topic, err := r.topic(g.ctx, t)
			if err != nil || topic.Topic == nil {
				pause(g.ctx.Done(), time.Second)
				continue
			}
			g.kit.names.Store(id, *topic.Topic)
		}
	}
}

// pause waits, unless it is ended before.
func pause(end <-chan struct{}, d time.Duration) {
	select {
	case <-end:
	case <-time.After(d):
	}
}
