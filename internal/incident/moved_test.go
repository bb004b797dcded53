package incident

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestAnIncidentWhoseClusterHasAnotherName(t *testing.T) {
	at := time.Unix(1e9, 0)
	f := finding.Finding{Rule: "cluster/broker-missing", Severity: finding.Error, Subject: model.Subject{Cluster: "b1:9092", Kind: model.KindBroker, Name: "2"}}
	told := Incident{ID: "0f3a", Cluster: "b1:9092", Fingerprint: f.Fingerprint(), Cause: f, State: Open, Start: at, Opened: at}
	settling := told
	settling.Opened, settling.State = time.Time{}, Settling
	twice := told.MovedTo("b1:9092", "b3:9092", "b3:9092")
	for name, c := range map[string]struct {
		in    Incident
		from  string
		label string
	}{
		"told": {told, "b1:9092", "b1:9092"}, "settling": {settling, "b1:9092", "plant"}, "moved before": {twice, "b3:9092", "b1:9092"},
	} {
		got := c.in.MovedTo(c.from, "plant", "plant")
		want := f
		want.Subject.Cluster = "plant"
		if got.Cluster != "plant" || got.AlertCluster() != c.label || got.Fingerprint != want.Fingerprint() || got.ID != "0f3a" || !got.Start.Equal(at) {
			t.Errorf("%s: %+v", name, got)
		}
		if again := got.MovedTo("elsewhere", "plant", "plant"); again.AlertCluster() != c.label {
			t.Errorf("%s: it moves where it is already: %+v", name, again)
		}
	}
	if told.AlertCluster() != "b1:9092" || told.Cause.Subject.Cluster != "b1:9092" {
		t.Errorf("the first was changed: %+v", told)
	}
}

// TestAMovedIncidentGoesOn: a look under the new name finds its cause, and
// nothing is told anew.
func TestAMovedIncidentGoesOn(t *testing.T) {
	at := time.Unix(1e9, 0)
	missing := func(cluster string) finding.Finding {
		return finding.Finding{Rule: "cluster/broker-missing", Severity: finding.Error, Subject: model.Subject{Cluster: cluster, Kind: model.KindBroker, Name: "2"}, Message: "gone"}
	}
	before := New(Options{})
	before.Update(Cycle{Cluster: "old", At: at, Findings: []finding.Finding{missing("old")}})
	kept := before.List("old")
	if len(kept) != 1 || kept[0].State != Open {
		t.Fatalf("%+v", kept)
	}
	b := New(Options{})
	b.Restore([]Incident{kept[0].MovedTo("old", "new", "new")})
	if events := b.Update(Cycle{Cluster: "new", At: at.Add(time.Minute), Findings: []finding.Finding{missing("new")}}); len(events) != 0 {
		t.Errorf("told anew: %+v", events)
	}
	events := b.Update(Cycle{Cluster: "new", At: at.Add(2 * time.Minute)})
	list := b.List("new")
	if len(events) != 1 || events[0].Kind != EventResolved || len(list) != 1 || list[0].ID != kept[0].ID || !list[0].Start.Equal(at) || list[0].AlertCluster() != "old" {
		t.Errorf("%+v\n%+v", events, list)
	}
}
