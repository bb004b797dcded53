package deadletter

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// keepCounts is for how long a number of partitions is taken for true: it changes only by
// hand, and a wrong one costs the order of a key, not the letter.
const keepCounts = time.Minute

// counts asks for numbers of partitions, and remembers them.
type counts struct {
	ask func(context.Context, kmsg.Request) (kmsg.Response, error)

	mu    sync.Mutex
	known map[string]count
}

type count struct {
	partitions int
	until      time.Time
}

func (c *counts) of(ctx context.Context, topic string) (int, error) {
	c.mu.Lock()
	was := c.known[topic]
	c.mu.Unlock()
	if time.Now().Before(was.until) {
		return was.partitions, nil
	}
	n, err := c.fresh(ctx, topic)
	if err != nil {
		if was.partitions > 0 {
			return was.partitions, nil
		}
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string]count{}
	}
	c.known[topic] = count{n, time.Now().Add(keepCounts)}
	return n, nil
}

func (c *counts) fresh(ctx context.Context, topic string) (int, error) {
	topics, err := metadata(ctx, c.ask, topic)
	if err != nil {
		return 0, fmt.Errorf("the number of partitions of %s is not known: %w", topic, err)
	}
	t := topics[topic]
	if err := kerr.ErrorForCode(t.ErrorCode); err != nil {
		return 0, fmt.Errorf("the number of partitions of %s is not known: create the topic, or allow the client to describe it: %w", topic, err)
	}
	if len(t.Partitions) == 0 {
		return 0, fmt.Errorf("the number of partitions of %s is not known, the broker tells of none: allow the client to describe it", topic)
	}
	return len(t.Partitions), nil
}

// metadata asks for topics without creating them.
func metadata(ctx context.Context, ask func(context.Context, kmsg.Request) (kmsg.Response, error), topics ...string) (map[string]kmsg.MetadataResponseTopic, error) {
	req := kmsg.NewPtrMetadataRequest()
	for _, topic := range topics {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = kmsg.StringPtr(topic)
		req.Topics = append(req.Topics, t)
	}
	resp, err := bounded[*kmsg.MetadataResponse](ctx, ask, req)
	if err != nil {
		return nil, err
	}
	all := map[string]kmsg.MetadataResponseTopic{}
	for _, t := range resp.Topics {
		if t.Topic != nil {
			all[*t.Topic] = t
		}
	}
	return all, nil
}

// bounded asks, and waits no longer than ctx, whatever the client does.
func bounded[R kmsg.Response](ctx context.Context, ask func(context.Context, kmsg.Request) (kmsg.Response, error), req kmsg.Request) (R, error) {
	type answer struct {
		resp kmsg.Response
		err  error
	}
	told := make(chan answer, 1)
	go func() {
		resp, err := ask(ctx, req)
		told <- answer{resp, err}
	}()
	var none R
	select {
	case a := <-told:
		if a.err != nil {
			return none, a.err
		}
		resp, is := a.resp.(R)
		if !is {
			return none, fmt.Errorf("the cluster answered by a %T", a.resp)
		}
		return resp, nil
	case <-ctx.Done():
		return none, fmt.Errorf("the cluster did not answer in time: %w", context.Cause(ctx))
	}
}
