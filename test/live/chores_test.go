package live

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// comeAndGo creates a topic and deletes it, each ten seconds. While a broker
// restarts either may fail.
func comeAndGo(ctx context.Context, a *kadm.Client, done *planned) {
	for i := 0; ctx.Err() == nil; i++ {
		name := fmt.Sprintf("job-%d", i)
		_, failed := a.CreateTopic(ctx, 3, 3, nil, name)
		wait(ctx, 10*time.Second)
		drop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		_, kept := a.DeleteTopic(drop, name)
		cancel()
		if failed == nil && kept == nil {
			done.Topics++
		}
	}
}

// deploy runs a group of forty members until the test ends. Until the context
// ends it replaces them one by one, in one roll-out after the other.
func deploy(ctx context.Context, t *testing.T, c *lab.Cluster, done *planned) {
	const members = 40
	fleet := make([]*kgo.Client, members)
	t.Cleanup(func() {
		for _, m := range fleet {
			leave(m)
		}
	})
	for i := range fleet {
		fleet[i] = join(t, c)
	}
	wait(ctx, 20*time.Second)
	for ctx.Err() == nil {
		for i := range fleet {
			if ctx.Err() != nil {
				return
			}
			leave(fleet[i])
			fleet[i] = join(t, c)
			done.Members++
			wait(ctx, 500*time.Millisecond)
		}
		wait(ctx, betweenRolls)
	}
}

// join adds a member to the fleet. It reads until it is closed.
func join(t *testing.T, c *lab.Cluster) *kgo.Client {
	client, err := kgo.NewClient(append(c.Admin(), kgo.ConsumeTopics("events"), kgo.ConsumerGroup("fleet"), kgo.Balancers(kgo.CooperativeStickyBalancer()))...)
	if err != nil {
		t.Error(err)
		return nil
	}
	go func() {
		for !client.PollFetches(context.Background()).IsClientClosed() {
			continue
		}
	}()
	return client
}

func leave(m *kgo.Client) {
	if m != nil {
		m.Close()
	}
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
