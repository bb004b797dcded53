package watch

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TestTheBoardOfSeveralClusters has them in the order of the configuration, with
// those at which nobody has looked yet.
func TestTheBoardOfSeveralClusters(t *testing.T) {
	inTime(t, func(t *testing.T) {
		slow, f := newFake("harbour"), newFake("plant")
		slow.hangs = true
		w := on(t, slow, f)
		w.disk.why = "no space left"
		w.disk.windows = []incident.Window{{ID: "w1", Kind: "silence", Subject: "*", End: time.Now().Add(time.Hour)}}
		started := time.Now()
		w.begin().pass(7 * time.Second)
		b := w.o.Holder.Get()
		if b.Version != "1.2.3" || !b.Started.Equal(started) || !b.At.Equal(time.Now().Add(-time.Second)) || b.Storage != "no space left" || len(b.Windows) != 1 || len(b.Delivery) != 1 {
			t.Errorf("the board is %+v", b)
		}
		if len(b.Clusters) != 2 || b.Clusters[0].Name != "harbour" || b.Clusters[1].Name != "plant" {
			t.Fatalf("%d clusters", len(b.Clusters))
		}
		if c := b.Clusters[0]; !c.At.IsZero() || c.Result != nil || c.Scope != nil || c.Look.Every != 5*time.Second {
			t.Errorf("of a cluster at which nobody has looked there is %+v", c)
		}
		same(t, "alerts", w.teller.firing(), "plant watch/heartbeat cluster")
	})
}

// TestWhatIsShownOfACluster.
func TestWhatIsShownOfACluster(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.gaps = []model.Gap{gapOf(model.FactQuorum, model.KindCluster, "")}
		w := on(t, f).begin()
		w.pass(7 * time.Second)
		c := w.cluster("plant")
		if c.ID != "id-of-plant" || c.Scope == nil || len(c.Scope.Brokers) != 3 || len(c.Result.Gaps) != 1 {
			t.Errorf("shown is %+v", c)
		}
		if c.Look.Number != 3 || c.Look.Requests["Metadata"] != 1 || c.Look.Sent != 10 || c.Look.Received != 100 {
			t.Errorf("the look cost %+v", c.Look)
		}
		if len(c.Lag) != 1 || c.Lag[0].ID != "billing" || c.Lag[0].Records != 10 || !c.Lag[0].Complete {
			t.Errorf("lag %+v", c.Lag)
		}
		if c.Memory.Series == 0 || c.Memory.Bytes == 0 {
			t.Errorf("memory %+v", c.Memory)
		}
		newest, first := w.o.Holder.Get().At, f.began
		for fact, want := range map[model.Fact]time.Time{model.FactOffsets: newest, model.FactTopicConfig: first, model.FactLogDirs: first, model.FactViews: first} {
			if got := c.Ages[fact]; !got.Equal(want) {
				t.Errorf("%s was told at %s, want %s", fact, got, want)
			}
		}
		if _, told := c.Ages[model.FactQuorum]; told {
			t.Error("what was refused has an age")
		}
	})
}

// TestABoardDoesNotChange once it is published.
func TestABoardDoesNotChange(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		b := w.o.Holder.Get()
		c := *b.Clusters[0]
		aged := c.Ages[model.FactOffsets]
		f.locked(func() { f.topics = []string{"lossy"} })
		w.pass(2 * time.Minute)
		if now := b.Clusters[0]; len(b.Clusters) != 1 || now.Look.Number != c.Look.Number || len(now.Result.Findings) != 0 || !now.Ages[model.FactOffsets].Equal(aged) {
			t.Errorf("it was %+v, and is %+v", c, now)
		}
		same(t, "the newest one", w.found("plant"), "topic/lossy lossy")
	})
}

// TestWhomIsToldWhat: what settles is told to nobody, what is open and what is
// over is.
func TestWhomIsToldWhat(t *testing.T) {
	const heartbeat = "plant watch/heartbeat cluster"
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f)
		patience, gone := 20*time.Second, 15*time.Second
		w.o.Settings.Rules.Rules = []rule.Override{{Pattern: "group/behind", Settle: &patience, Clear: &gone}}
		w.begin()
		w.pass(11 * time.Second)
		f.locked(func() { f.groups = []string{"slow"} })
		w.pass(10 * time.Second)
		same(t, "it settles", w.incidents("plant"), "settling group/behind slow")
		same(t, "told while it settles", w.teller.firing(), heartbeat)
		w.pass(20 * time.Second)
		same(t, "told once it has settled", w.teller.firing(), "plant group/behind group/slow", heartbeat)
		f.locked(func() { f.groups = []string{"billing"} })
		w.pass(10 * time.Second)
		same(t, "told before it is over", w.teller.firing(), "plant group/behind group/slow", heartbeat)
		w.pass(20 * time.Second)
		same(t, "told when it is over", w.teller.firing(), "plant group/behind group/slow over", heartbeat)
		same(t, "events", w.disk.kinds(), incident.EventOpened, incident.EventResolved)
	})
}

func TestTold(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		i    incident.Incident
		want bool
	}{
		"settling":               {incident.Incident{State: incident.Settling}, false},
		"open":                   {incident.Incident{State: incident.Open, Opened: now}, true},
		"recovering":             {incident.Incident{State: incident.Recovering, Opened: now}, true},
		"held":                   {incident.Incident{State: incident.Open, Opened: now, Held: "maintenance"}, false},
		"over":                   {incident.Incident{State: incident.Resolved, Opened: now, Resolved: now}, true},
		"over before it settled": {incident.Incident{State: incident.Resolved, Resolved: now}, false},
	} {
		if got := told(&c.i); got != c.want {
			t.Errorf("%s: told %v", name, got)
		}
	}
}

// TestAHeartbeatIsOfTheLastLook: of a cluster that hangs it grows old.
func TestAHeartbeatIsOfTheLastLook(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f, g := newFake("plant"), newFake("harbour")
		w := on(t, f, g).begin()
		w.pass(11 * time.Second)
		g.locked(func() { g.hangs = true })
		w.pass(time.Minute)
		beats := map[string]time.Time{}
		for _, a := range w.teller.last {
			if a.Labels[notify.LabelRule] == notify.HeartbeatRule {
				beats[a.Labels[notify.LabelCluster]] = a.StartsAt
			}
		}
		if len(beats) != 2 || time.Since(beats["plant"]) > 5*time.Second || time.Since(beats["harbour"]) < time.Minute {
			t.Errorf("heartbeats %v at %s", beats, time.Now())
		}
	})
}

// TestAddressesOnAlerts.
func TestAddressesOnAlerts(t *testing.T) {
	b := &board.Board{Clusters: []*board.Cluster{{Name: "plant", Incidents: []incident.Incident{{
		ID: "abc", Cluster: "plant", State: incident.Open, Opened: time.Now(), Cause: finding.Finding{Rule: "group/behind", Message: "slow"}}}}}}
	o := Options{Now: time.Now, Runbook: func(name string) string { return "https://docs/" + name }, Incident: func(id string) string { return "https://watch/incidents/" + id }}
	alerts := newHub(o).alerts(b)
	if len(alerts) != 1 || alerts[0].URL != "https://watch/incidents/abc" || alerts[0].Annotations[notify.Runbook] != "https://docs/group/behind" {
		t.Errorf("alerts %+v", alerts)
	}
	o.Incident = nil
	if alerts = newHub(o).alerts(b); alerts[0].URL != "" {
		t.Errorf("without a page the address is %q", alerts[0].URL)
	}
}

// TestPatience is that of the settings in force; of a rule that nobody knows any
// more, none.
func TestPatience(t *testing.T) {
	h := newHub(Options{Now: time.Now, Settings: Settings{Rules: &rule.Settings{}}})
	r := &rule.Rule{Name: "group/behind", Settle: time.Minute}
	check := func(r *rule.Rule, settle, clearing time.Duration) {
		t.Helper()
		if s, c := h.patience(r); s != settle || c != clearing {
			t.Errorf("it settles in %s and clears in %s, want %s and %s", s, c, settle, clearing)
		}
	}
	check(r, time.Minute, rule.ClearDefault)
	check(nil, 0, rule.ClearDefault)
	soon := time.Second
	h.reload(Settings{Rules: &rule.Settings{Rules: []rule.Override{{Pattern: "group/*", Settle: &soon}}}})
	check(r, time.Second, rule.ClearDefault)
}

// TestReload judges by other settings from the next look on.
func TestReload(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.topics = []string{"lossy", "weak"}
		w := on(t, f).begin()
		w.pass(7 * time.Second)
		same(t, "before", w.found("plant"), "topic/lossy lossy", "topic/min-isr-one weak")
		w.watch.Reload(Settings{Rules: &rule.Settings{Rules: []rule.Override{{Pattern: "topic/lossy", Off: true}}}})
		same(t, "until the next look", w.found("plant"), "topic/lossy lossy", "topic/min-isr-one weak")
		w.pass(4 * time.Second)
		same(t, "after", w.found("plant"), "topic/min-isr-one weak")
		w.pass(20 * time.Second)
		same(t, "the incident is over", w.incidents("plant"), "resolved topic/lossy lossy")
	})
}

// TestNobodyIsTold, and nothing is kept: it watches all the same.
func TestNobodyIsTold(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f)
		w.o.Teller, w.o.Keeper = nil, nil
		w.begin().pass(61 * time.Second)
		same(t, "incidents", w.incidents("plant"), "open cluster/broker-missing 3")
		if b := w.o.Holder.Get(); b.Storage != "" || b.Delivery != nil || b.Windows != nil {
			t.Errorf("the board is %+v", b)
		}
		w.stop()
	})
}

// TestWhatWasDeliveredIsKept with every board.
func TestWhatWasDeliveredIsKept(t *testing.T) {
	inTime(t, func(t *testing.T) {
		w := on(t, newFake("plant"))
		w.teller.known = map[string]json.RawMessage{"pager": json.RawMessage(`{"a":1}`)}
		w.begin()
		if got := string(w.disk.delivered); got != `{"pager":{"a":1}}` {
			t.Errorf("kept is %s", got)
		}
		w.disk.locked(func() { w.disk.delivered = nil })
		w.teller.locked(func() { w.teller.broken = errors.New("no such state") })
		w.pass(7 * time.Second)
		if w.disk.delivered != nil || !strings.Contains(w.log.String(), "after a restart they may be told twice") {
			t.Errorf("kept is %s, the log says %s", w.disk.delivered, w.log)
		}
	})
}
