package produce

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// follow asks for the limits of all topics that were met, again and again, until the context
// ends, and what it has begun with it. A topic that is met while others are asked for does
// not wait for their answers, which may never come: each topic is asked for once at a time.
func (l *limits) follow(ctx context.Context, client *kgo.Client) {
	every := time.NewTicker(limitsEvery)
	defer every.Stop()
	var asks sync.WaitGroup
	defer asks.Wait()
	var again <-chan time.Time
	open, told := openAsks{}, make(chan []string)
	for {
		var topics []string
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			topics = open.begin(l.names(), true)
		case <-l.now:
			topics = open.begin(l.names(), true)
		case <-again:
			again = nil
			topics = open.begin(l.awaited(), false)
		case of := <-told:
			topics = open.end(of)
		}
		if len(topics) > 0 {
			asks.Go(func() {
				l.ask(ctx, client, topics)
				select {
				case told <- topics:
				case <-ctx.Done():
				}
			})
		}
		if again == nil && open.lack(l.awaited()) {
			again = time.After(limitsAgain)
		}
	}
}

// ask asks for the limits of topics. The first record of a topic goes when what is asked for
// beside it was told, too.
func (l *limits) ask(ctx context.Context, client *kgo.Client, topics []string) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	later := l.look(ctx, client, topics)
	if l.beside != nil { // behind it: a broker answers what comes on one connection in its order
		l.beside(ctx, client, topics)
	}
	for _, topic := range topics {
		if !later[topic] {
			l.set(topic, 0)
		}
	}
}

// look asks for the limits of topics alone. What it is told holds at once, since kgo keeps for
// good what it hears of a topic when it meets it. Later are those that a broker may know later.
func (l *limits) look(ctx context.Context, client *kgo.Client, topics []string) (later map[string]bool) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	later = map[string]bool{}
	if resp, err := limitsRequest(topics).RequestWith(ctx, client); err == nil {
		for i := range resp.Resources {
			r := &resp.Resources[i]
			bytes, err := leastIn(r) // 0 where it is not told
			t := l.notes(r.ResourceName, bytes)
			later[r.ResourceName] = t != nil && errors.Is(err, kerr.UnknownTopicOrPartition) && time.Since(t.since) < limitsFirst && !makes(client)
		}
	}
	return later
}

// makes tells whether a client has brokers make the topics that they do not know: not before
// kgo has the first record.
func makes(client *kgo.Client) bool { return client.OptValue(kgo.AllowAutoTopicCreation) == true }

func limitsRequest(topics []string) *kmsg.DescribeConfigsRequest {
	req := kmsg.NewPtrDescribeConfigsRequest()
	for _, topic := range topics {
		req.Resources = append(req.Resources, kmsg.DescribeConfigsRequestResource{
			ResourceType: kmsg.ConfigResourceTypeTopic, ResourceName: topic, ConfigNames: []string{"max.message.bytes", "segment.bytes"},
		})
	}
	return req
}

// leastIn is the smallest one of the settings that a broker told, all of them numbers
// above 0. A batch must fit max.message.bytes and segment.bytes (Kafka's UnifiedLog.append:
// MESSAGE_TOO_LARGE and RECORD_LIST_TOO_LARGE).
func leastIn(of *kmsg.DescribeConfigsResponseResource) (int, error) {
	if err := kerr.ErrorForCode(of.ErrorCode); err != nil {
		return 0, err
	}
	least := 0
	for _, c := range of.Configs {
		if c.Value == nil {
			continue
		}
		n, err := strconv.Atoi(*c.Value)
		if err != nil || n <= 0 {
			return 0, fmt.Errorf("%s of %s is %q, which is no number above 0", c.Name, of.ResourceName, *c.Value)
		}
		if least == 0 || n < least {
			least = n
		}
	}
	if least == 0 {
		return 0, fmt.Errorf("the broker told no setting of %s that was asked for", of.ResourceName)
	}
	return least, nil
}
