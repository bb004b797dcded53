package live

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// quietFor is how long nothing may be told. BREAKWATER_QUIET makes it longer.
func quietFor(t *testing.T) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(os.Getenv("BREAKWATER_QUIET"))
	if err != nil {
		return 2 * time.Minute
	}
	return d
}

// TestM45_WhatIsPlannedWakesNobody: a cluster at work, on which everything is
// done that people do to clusters on purpose.
func TestM45_WhatIsPlannedWakesNobody(t *testing.T) {
	c := guarded(t)
	a := admin(t, c)
	create(t, a, "orders", 12, 3)
	create(t, a, "events", 12, 3)
	load(t, c, "orders", "billing")
	load(t, c, "events", "audit")
	w := watchIt(t, addresses(c))

	ctx, stop := context.WithTimeout(t.Context(), quietFor(t))
	defer stop()
	var chores sync.WaitGroup
	chores.Go(func() { comeAndGo(ctx, a) })
	chores.Go(func() { deploy(ctx, c) })
	for round := 0; ctx.Err() == nil; round++ {
		for _, n := range c.Brokers() {
			if ctx.Err() == nil {
				roll(t, n)
				whole(t, c)
			}
		}
		electAll(t, a)
		moveOne(t, a, round)
	}
	chores.Wait()
	w.only(time.Time{})
	var status struct {
		Clusters []struct{ Verdict struct{ State, Sentence string } }
	}
	eventually(t, time.Minute, "the watch calls it healthy", func() bool {
		w.ask("/api/v1/status", &status)
		return status.Clusters[0].Verdict.State == "healthy"
	})
	w.only(time.Time{})
}

// roll restarts a broker in an orderly way.
func roll(t *testing.T, n *lab.Node) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := n.Restart(ctx); err != nil {
		t.Fatal(err)
	}
}

// comeAndGo creates a topic and deletes it, each ten seconds.
func comeAndGo(ctx context.Context, a *kadm.Client) {
	for i := 0; ctx.Err() == nil; i++ {
		name := fmt.Sprintf("job-%d", i)
		_, _ = a.CreateTopic(ctx, 3, 3, nil, name) // while a broker restarts it may fail
		wait(ctx, 10*time.Second)
		_, _ = a.DeleteTopic(ctx, name)
	}
}

// deploy replaces the members of a group of forty one by one, over and over.
func deploy(ctx context.Context, c *lab.Cluster) {
	const members = 40
	join := func() *kgo.Client {
		client, err := kgo.NewClient(append(c.Admin(), kgo.ConsumeTopics("events"), kgo.ConsumerGroup("fleet"), kgo.Balancers(kgo.CooperativeStickyBalancer()))...)
		if err != nil {
			return nil
		}
		go func() { // ends when the client is closed
			for !client.PollFetches(ctx).IsClientClosed() && ctx.Err() == nil {
				continue
			}
		}()
		return client
	}
	var fleet []*kgo.Client
	for range members {
		fleet = append(fleet, join())
	}
	wait(ctx, 20*time.Second)
	for i := 0; ctx.Err() == nil; i = (i + 1) % members {
		old := fleet[i]
		fleet[i] = join()
		leave(old)
		wait(ctx, 500*time.Millisecond)
		if i == members-1 {
			wait(ctx, 5*time.Minute) // one roll-out in a while
		}
	}
	for _, m := range fleet {
		leave(m)
	}
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

// electAll makes the preferred replicas lead again.
func electAll(t *testing.T, a *kadm.Client) {
	t.Helper()
	if _, err := a.ElectLeaders(t.Context(), kadm.ElectPreferredReplica, nil); err != nil {
		t.Error(err)
	}
}

// moveOne gives a partition another preferred leader.
func moveOne(t *testing.T, a *kadm.Client, round int) {
	t.Helper()
	var req kadm.AlterPartitionAssignmentsReq
	first := int32(round%3) + 1
	req.Assign("orders", 0, []int32{first, first%3 + 1, (first+1)%3 + 1})
	if _, err := a.AlterPartitionAssignments(t.Context(), req); err != nil {
		t.Error(err)
	}
}
