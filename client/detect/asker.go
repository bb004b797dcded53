package detect

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// An asker asks the brokers by raw requests, beside whatever the client does.
type asker struct {
	client   *kgo.Client
	patience time.Duration // for one request
}

// looks answers asks, of each partition one. Leaders are asked side by side.
func (a *asker) looks(ctx context.Context, asks []Ask) []Look {
	looks := make([]Look, len(asks))
	for i := range asks {
		looks[i] = Look{Ask: asks[i], At: time.Now(), EpochEnd: -1, Read: make([]Read, len(asks[i].Samples))}
	}
	a.places(ctx, looks)
	led := map[int32][]*Look{}
	for i := range looks {
		if l := &looks[i]; l.Err == nil {
			led[l.Leader] = append(led[l.Leader], l)
		}
	}
	var all sync.WaitGroup
	for leader, of := range led {
		all.Go(func() { a.leader(ctx, leader, of) })
	}
	all.Wait()
	a.settings(ctx, looks)
	return looks
}

// leader asks one broker for all that it leads.
func (a *asker) leader(ctx context.Context, id int32, of []*Look) {
	a.offsets(ctx, id, of, earliest, func(l *Look, at int64) { l.Start = at })
	a.offsets(ctx, id, of, latest, func(l *Look, at int64) { l.End = at })
	a.epochs(ctx, id, of)
	for _, l := range of {
		for i, s := range l.Samples {
			if l.Err == nil && s.Offset >= l.Start && s.Offset < l.End {
				l.Read[i] = a.readBack(ctx, l, s, i == 0)
			}
		}
	}
	a.again(ctx, id, of)
}

// places asks for the leaders, their epochs, and the ids of topics.
func (a *asker) places(ctx context.Context, looks []Look) {
	topics := map[string]bool{}
	for i := range looks {
		topics[looks[i].Topic] = true
	}
	resp, err := a.metadata(ctx, a.client, topics)
	for i := range looks {
		l := &looks[i]
		if l.Err = err; err == nil {
			l.Err = l.place(resp)
		}
	}
}

// again asks a leader for the ids once more, behind all else. Offsets are asked for by the
// topic's name: they are believed only if it was the same topic all the time, and for the
// leader, too.
func (a *asker) again(ctx context.Context, id int32, of []*Look) {
	topics := map[string]bool{}
	for _, l := range of {
		if l.Err == nil {
			topics[l.Topic] = true
		}
	}
	resp, err := a.metadata(ctx, a.client.Broker(int(id)), topics)
	for _, l := range of {
		now := Look{Ask: l.Ask, Leader: id}
		switch {
		case l.Err != nil:
		case now.fails(err, true, 0):
			l.Err = now.Err
		default:
			if l.Err = now.place(resp); l.Err == nil && now.TopicID != l.TopicID && now.TopicID != noID && l.TopicID != noID {
				l.Err = errAnew
			}
		}
	}
}

// metadata asks for those of some topics, beside what any cache has.
func (a *asker) metadata(ctx context.Context, of kmsg.Requestor, topics map[string]bool) (*kmsg.MetadataResponse, error) {
	if len(topics) == 0 {
		return nil, nil // an empty list would be all topics for old brokers
	}
	req := kmsg.NewPtrMetadataRequest()
	for name := range topics {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = &name
		req.Topics = append(req.Topics, t)
	}
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	return req.RequestWith(ctx, of)
}

// place finds a partition in the metadata.
func (l *Look) place(resp *kmsg.MetadataResponse) error {
	for _, t := range resp.Topics {
		if t.Topic == nil || *t.Topic != l.Topic {
			continue
		}
		if err := kerr.ErrorForCode(t.ErrorCode); err != nil {
			return err
		}
		for _, p := range t.Partitions {
			if p.Partition == l.Partition && p.Leader >= 0 {
				l.TopicID, l.Leader, l.LeaderEpoch = t.TopicID, p.Leader, p.LeaderEpoch
				return nil
			}
		}
	}
	return fmt.Errorf("partition %d of %s has no leader", l.Partition, l.Topic)
}

// settings asks for what takes records away, of the topics of which that has to be known.
func (a *asker) settings(ctx context.Context, looks []Look) {
	known := map[string]*Settings{}
	for i := range looks {
		l := &looks[i]
		if l.Err != nil || !l.needsSettings() {
			continue
		}
		s, asked := known[l.Topic]
		if !asked {
			s = a.topic(ctx, l.Topic)
			known[l.Topic] = s
		}
		l.Settings = s
	}
}

// needsSettings tells whether something is gone from the log, but for its end.
func (l *Look) needsSettings() bool {
	for _, r := range l.Read {
		if r == Absent {
			return true
		}
	}
	return l.First >= 0 && l.Start > l.First
}
