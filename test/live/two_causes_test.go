package live

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// stateful keeps what a watch must not forget in a folder of its own, and asks
// for settings often. A group that stands still is told half a minute earlier.
func stateful(t *testing.T) (data string, args []string) {
	t.Helper()
	data = t.TempDir()
	file := filepath.Join(t.TempDir(), "breakwater.yaml")
	if err := os.WriteFile(file, []byte("watch: {settings_every: 10s}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return data, []string{"--config", file, "--data", data, "--policy", policy(t, "rules:\n  group/partition-stuck: {settle: 15s}\n")}
}

// TestM45_TwoCausesAtOnce: a broker is killed while a group fails at a record
// on a partition of another broker, and a partition refuses writes for a reason
// of its own. Each is told by itself, and what follows from the broker below it.
// A watch that was told of work on the broker holds that alert, and no other,
// until the time of the work is over.
func TestM45_TwoCausesAtOnce(t *testing.T) {
	c := guardedLong(t)
	a := admin(t, c)
	assign(t, a, c, "orders", [][]int32{{3, 1, 2}, {1, 2, 3}, {2, 3, 1}, {3, 2, 1}, {1, 3, 2}, {2, 1, 3}})
	assign(t, a, c, "narrow", [][]int32{{3}}, "min.insync.replicas", "1")
	write(t, c, "narrow", 0, 40, 900_000)
	feed(t, c, "orders", 100, 10*time.Millisecond)
	poisoned(t, c, "orders", "billing", 0)
	data, args := stateful(t)
	held := watchIt(t, addresses(c), args...)
	_, args = stateful(t)
	w := watchIt(t, addresses(c), args...)
	looked(w, 1)
	const poison, narrow, missing = "group/partition-stuck group/billing/orders/0", "cluster/under-min-isr partition/narrow/0", "cluster/broker-missing broker/2"
	w.only(time.Time{}, poison)

	command(t, "maintenance", "start", "broker/2", "--for", "1m", "--reason", "test", "--data", data)
	over := time.Now().Add(time.Minute)
	eventually(t, 10*time.Second, "the watch knows of the work", func() bool {
		var windows api.Windows
		held.ask("/api/v1/windows", &windows)
		return len(windows.Items) == 1
	})
	began := time.Now()
	starve(t, a, "narrow", 3, 1)
	killed, first := killNamed(t, w, c.Node(2))
	w.expect(30*time.Second, began, "firing", "cluster/under-min-isr", "partition/narrow/0")
	w.expect(90*time.Second, time.Time{}, "firing", "group/partition-stuck", "group/billing/orders/0")
	t.Run("two causes", func(t *testing.T) { apart(t, w) })

	late := held.expect(time.Until(over)+15*time.Second, killed, "firing", "cluster/broker-missing", "broker/2")
	if late.At.Before(over) {
		t.Errorf("told %s before the work was over", over.Sub(late.At))
	}
	if gap := late.StartsAt.Sub(first.StartsAt).Abs(); gap > 5*time.Second {
		t.Errorf("it began at %s, says the alert that was held; at %s in truth", late.StartsAt, first.StartsAt)
	}
	for _, one := range []*watched{w, held} {
		one.expect(20*time.Second, began, "firing", "cluster/under-min-isr", "partition/narrow/0")
		one.expect(20*time.Second, time.Time{}, "firing", "group/partition-stuck", "group/billing/orders/0")
		one.only(time.Time{}, missing, narrow, poison)
	}
}

// looked waits until a watch has looked so many times more.
func looked(w *watched, times float64) {
	w.t.Helper()
	before := w.metric("breakwater_looks_total")
	eventually(w.t, time.Minute, "a few looks", func() bool { return w.metric("breakwater_looks_total") >= before+times })
}

// incidents are those that hold, by RULE SUBJECT.
func (w *watched) incidents() map[string]api.Incident {
	w.t.Helper()
	var all api.Incidents
	w.ask("/api/v1/incidents", &all)
	out := map[string]api.Incident{}
	for _, i := range all.Items {
		if i.State == "open" || i.State == "recovering" {
			out[i.Rule+" "+i.Subject] = i
		}
	}
	return out
}

// below are the rules of what follows from an incident.
func below(i api.Incident) map[string]int {
	out := map[string]int{}
	for _, e := range i.Effects {
		out[e.Rule] = e.Count
	}
	return out
}

// apart: neither incident hides the other.
func apart(t *testing.T, w *watched) {
	all := w.incidents()
	broker := below(all["cluster/broker-missing broker/2"])
	if broker["cluster/at-min-isr"] == 0 {
		t.Errorf("what follows from the broker is not below it: %v", broker)
	}
	for _, e := range all["cluster/broker-missing broker/2"].Effects {
		if slices.ContainsFunc(e.Subjects, func(s string) bool {
			return strings.Contains(s, "narrow") || strings.Contains(s, "orders/0") && strings.HasPrefix(s, "group/")
		}) {
			t.Errorf("below the broker is what it does not explain: %v", e)
		}
	}
}

// starve gives a partition a second replica that never gets in sync, and asks
// for two in sync.
func starve(t *testing.T, a *kadm.Client, topic string, leader, follower int32) {
	t.Helper()
	set := func(key, value string) kadm.AlterConfig {
		return kadm.AlterConfig{Op: kadm.SetConfig, Name: key, Value: &value}
	}
	t.Cleanup(func() { // others get the broker after this
		_, err := a.AlterBrokerConfigs(context.WithoutCancel(t.Context()), []kadm.AlterConfig{{Op: kadm.DeleteConfig, Name: "leader.replication.throttled.rate"}}, leader)
		if err != nil {
			t.Error(err)
		}
	})
	_, first := a.AlterBrokerConfigs(t.Context(), []kadm.AlterConfig{set("leader.replication.throttled.rate", "1")}, leader)
	_, second := a.AlterTopicConfigs(t.Context(), []kadm.AlterConfig{set("leader.replication.throttled.replicas", "*"), set("min.insync.replicas", "2")}, topic)
	if first != nil || second != nil {
		t.Fatal(first, second)
	}
	var req kadm.AlterPartitionAssignmentsReq
	req.Assign(topic, 0, []int32{leader, follower})
	if _, err := a.AlterPartitionAssignments(t.Context(), req); err != nil {
		t.Fatal(err)
	}
}
