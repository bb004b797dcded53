package live

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// quietFor is how long nothing may be told. BREAKWATER_QUIET makes it longer.
func quietFor(t *testing.T) time.Duration {
	t.Helper()
	told := os.Getenv("BREAKWATER_QUIET")
	if told == "" {
		return 2 * time.Minute
	}
	d, err := time.ParseDuration(told)
	if err != nil {
		t.Fatalf("BREAKWATER_QUIET: %v", err)
	}
	return d
}

// betweenRolls is how long a cluster rests between two rolling restarts.
const betweenRolls = 5 * time.Minute

// TestM45_WhatIsPlannedWakesNobody: a cluster at work, on which everything is
// done that people do to clusters on purpose. Where a roll takes longer than the
// time that is given, it is finished all the same.
func TestM45_WhatIsPlannedWakesNobody(t *testing.T) {
	c := guardedLong(t)
	a := admin(t, c)
	create(t, a, "orders", 12, 3)
	create(t, a, "events", 12, 3)
	load(t, c, "orders", "billing")
	load(t, c, "events", "audit")
	w := watchIt(t, addresses(c))

	began := time.Now()
	ctx, stop := context.WithTimeout(t.Context(), quietFor(t))
	defer stop()
	var done planned
	var chores sync.WaitGroup
	chores.Go(func() { comeAndGo(ctx, a, &done) })
	chores.Go(func() { deploy(ctx, t, c, &done) })
	for ctx.Err() == nil {
		maintain(t, c, a, &done)
		wait(ctx, betweenRolls)
	}
	chores.Wait()
	w.quiet()
	var status struct {
		Clusters []struct {
			Verdict struct{ State, Sentence string }
		}
	}
	eventually(t, time.Minute, "the watch calls it healthy", func() bool {
		w.ask("/api/v1/status", &status)
		return status.Clusters[0].Verdict.State == "healthy"
	})
	w.quiet()
	done.Seconds = int(time.Since(began).Seconds())
	w.figures(done)
}

// quiet fails for every alert that would wake somebody.
func (w *watched) quiet() {
	w.t.Helper()
	for _, a := range w.since(time.Time{}) {
		if a.Labels["severity"] != "info" {
			w.t.Errorf("somebody is woken: %s\n%s", a, a.Annotations["description"])
		}
	}
}

// maintain restarts all brokers one after the other, makes the preferred
// replicas lead again, and moves a partition.
func maintain(t *testing.T, c *lab.Cluster, a *kadm.Client, done *planned) {
	t.Helper()
	for _, n := range c.Brokers() {
		roll(t, n)
		whole(t, c)
		done.Restarts++
	}
	electAll(t, a)
	done.Elections++
	moveOne(t, a, done.Reassignments)
	done.Reassignments++
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
