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

// follow asks for the limits of all topics that were met, again and again, until the
// context ends.
func (l *limits) follow(ctx context.Context, client *kgo.Client) {
	every := time.NewTicker(limitsEvery)
	defer every.Stop()
	var again <-chan time.Time
	for {
		names := l.names
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		case <-l.now:
		case <-again:
			names = l.awaited
		}
		l.ask(ctx, client, names())
		if again = nil; len(l.awaited()) > 0 {
			again = time.After(limitsAgain)
		}
	}
}

// ask asks for the limits of topics. What it is told holds at once, since kgo keeps for good
// what it hears of a topic when it meets it; the first record of a topic goes when what is
// asked for beside it was told, too.
func (l *limits) ask(ctx context.Context, client *kgo.Client, topics []string) {
	if len(topics) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var beside sync.WaitGroup
	if l.beside != nil {
		beside.Go(func() { l.beside(ctx, client, topics) })
	}
	later := map[string]bool{}
	if resp, err := limitsRequest(topics).RequestWith(ctx, client); err == nil {
		for i := range resp.Resources {
			r := &resp.Resources[i]
			bytes, err := leastIn(r) // 0 where it is not told
			t := l.notes(r.ResourceName, bytes)
			later[r.ResourceName] = t != nil && errors.Is(err, kerr.UnknownTopicOrPartition) && time.Since(t.since) < limitsFirst && !makes(client)
		}
	}
	beside.Wait()
	for _, topic := range topics {
		if !later[topic] {
			l.set(topic, 0)
		}
	}
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
