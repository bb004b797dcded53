package live

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// TestM44_NobodyAnswers: first one broker freezes that leads and coordinates,
// then the others, too. What is not seen is never healthy, and no sum falls because
// a part of it was not told.
func TestM44_NobodyAnswers(t *testing.T) {
	c := guarded(t)
	a := admin(t, c)
	create(t, a, "orders", 12, 3)
	for p := range int32(12) {
		write(t, c, "orders", p, 100, 10)
	}
	victim := other(c, activeController(t, c))
	behind := coordinatedBy(t, a, victim, "orders", 12, 40)
	w := watchIt(t, addresses(c), "--compat", "kafka_exporter",
		"--policy", policy(t, "rules:\n  watch/blind: {clear: 5s, params: {dark: 10s}}\n  cluster/*: {clear: 5s}\n"))
	looked(w, 1)
	before := healthyFigures(t, w, behind)
	w.only(time.Time{})

	var frozen time.Time
	undisturbed(func() {
		frozen = time.Now()
		pause(t, victim)
		for _, after := range []time.Duration{2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second} {
			wait(t.Context(), time.Until(frozen.Add(after)))
			neverBetter(t, w, victim, before, time.Since(frozen))
		}
		w.expect(time.Second, frozen, "firing", "cluster/broker-missing", subject(victim))
	})
	w.only(frozen, "cluster/broker-missing "+subject(victim))

	dark := time.Now()
	for _, n := range c.Brokers() {
		if n != victim {
			pause(t, n)
		}
	}
	w.expect(40*time.Second, dark, "firing", "watch/blind", "cluster")
	if state := w.state(); state == "healthy" {
		t.Error("a cluster that nobody sees is called healthy")
	}
	for _, name := range []string{"breakwater_partitions_under_replicated", "breakwater_partitions", "breakwater_group_lag_records", "kafka_consumergroup_lag", "kafka_brokers"} {
		if got := series(w.scrape(), name); len(got) > 0 {
			t.Errorf("%s of a cluster that nobody sees: %v", name, got)
		}
	}
	for _, n := range c.Brokers() {
		if err := n.Continue(); err != nil {
			t.Fatal(err)
		}
	}
	w.expect(time.Minute, dark, "resolved", "watch/blind", "cluster")
	w.expect(time.Minute, dark, "resolved", "cluster/broker-missing", subject(victim))
	w.only(frozen, "cluster/broker-missing "+subject(victim), "watch/blind cluster")
}

// state is what the watch says of its first cluster.
func (w *watched) state() string {
	w.t.Helper()
	var status api.Status
	w.ask("/api/v1/status", &status)
	return string(status.Clusters[0].Verdict.State)
}

// coordinatedBy makes a group whose coordinator is a broker, and commits one
// offset in all partitions of a topic.
func coordinatedBy(t *testing.T, a *kadm.Client, n *lab.Node, topic string, partitions int32, offset int64) string {
	t.Helper()
	commit(t, a, "first", topic, 0) // that makes the topic of the commits
	for i := range 1000 {
		group := fmt.Sprintf("behind-%d", i)
		found := a.FindGroupCoordinators(t.Context(), group)[group]
		if found.Err != nil || int(found.NodeID) != n.ID() {
			continue
		}
		offsets := kadm.Offsets{}
		for p := range partitions {
			offsets.AddOffset(topic, p, offset, -1)
		}
		eventually(t, 20*time.Second, "the commit of "+group, func() bool { return a.CommitAllOffsets(t.Context(), group, offsets) == nil })
		return group
	}
	t.Fatalf("broker %d coordinates no group", n.ID())
	return ""
}

// sums are metrics that add up what several brokers tell.
var sums = []string{"breakwater_group_lag_records", "breakwater_group_partitions_committed", "kafka_consumergroup_lag_sum", "kafka_consumergroup_lag", "kafka_consumergroup_current_offset_sum", "breakwater_topic_log_end_offset"}

// lacking are metrics that are 0 where nothing is wrong.
var lacking = []string{"breakwater_partitions_under_replicated", "breakwater_partitions_with_offline_replicas"}

// healthyFigures are the sums while all answer.
func healthyFigures(t *testing.T, w *watched, group string) map[string]map[string]float64 {
	t.Helper()
	text, out := w.scrape(), map[string]map[string]float64{}
	for _, name := range sums {
		if out[name] = series(text, name); len(out[name]) == 0 {
			t.Errorf("there is no %s while all is well", name)
		}
	}
	lag := 0.0
	for labels, n := range out["breakwater_group_lag_records"] {
		if strings.Contains(labels, `group="`+group+`"`) {
			lag = n
		}
	}
	if lag != 12*60 {
		t.Errorf("the lag of %s is %v, want 720", group, lag)
	}
	return out
}

// neverBetter holds what is served while a broker hangs against what was served
// before: it may be absent, and it is never less.
func neverBetter(t *testing.T, w *watched, victim *lab.Node, before map[string]map[string]float64, after time.Duration) {
	t.Helper()
	text := w.scrape()
	for name, was := range before {
		now := series(text, name)
		for labels, n := range was {
			if got, there := now[labels]; there && got < n {
				t.Errorf("%s after it froze: %s{%s} fell from %v to %v", after, name, labels, n, got)
			}
		}
	}
	up := 1.0
	for labels, n := range series(text, "breakwater_broker_up") {
		if strings.Contains(labels, fmt.Sprintf(`broker="%d"`, victim.ID())) {
			up = n
		}
	}
	t.Logf("%s: broker up %v, lag %v", after.Round(time.Millisecond), up, series(text, "breakwater_group_lag_records"))
	switch {
	case up == 1 && after > 9*time.Second:
		t.Errorf("%s after it froze the broker is up", after)
	case up == 1: // of a look before
		return
	}
	for _, name := range lacking {
		if got := series(text, name); len(got) > 0 && !positive(got) {
			t.Errorf("%s after it froze: %s is %v", after, name, got)
		}
	}
	if state := w.state(); state == "healthy" {
		t.Errorf("%s after it froze the cluster is called healthy", after)
	}
}

func positive(all map[string]float64) bool {
	for _, n := range all {
		if n > 0 {
			return true
		}
	}
	return false
}
