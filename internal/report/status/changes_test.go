package status

import (
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// dead is a board with one incident in a state.
func dead(state incident.State, more ...func(*incident.Incident)) *board.Board {
	b := webtest.Healthy()
	in := webtest.IncidentOf("9f2c51d07ab3e846", webtest.Dead(), time.Hour)
	switch in.State = state; state {
	case incident.Resolved:
		in.Resolved = webtest.Now().Add(-time.Second)
	case incident.Settling:
		in.Opened = time.Time{}
	}
	for _, m := range more {
		m(&in)
	}
	b.Clusters[0].Incidents = []incident.Incident{in}
	return b
}

func milder(in *incident.Incident) { in.Cause.Severity = finding.Warning }

func unknown(in *incident.Incident) { in.Unknown = true }

func effects(names ...string) func(*incident.Incident) {
	return func(in *incident.Incident) {
		for _, n := range names {
			in.Effects = append(in.Effects, incident.Effect{Rule: n, Severity: finding.Error, Count: 3, Subjects: []string{"topic/a"}})
		}
	}
}

const (
	name     = "error cluster/broker-missing broker/2"
	opened   = "2026-11-29 02:12:46 UTC  opened    " + name + ": broker 2 refuses connections at 10.0.0.2:9092: what it leads cannot be written or read"
	resolved = "2026-11-29 03:12:39 UTC  resolved  " + name + ", after 59 min 59 s"
	now      = "2026-11-29 03:12:40 UTC  "
	healthy  = now + "verdict   plant: Healthy: nothing found in 3 brokers, 120 topics, 360 partitions and 2 groups, 2 s ago."
)

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after *board.Board
		want          []string
	}{
		{"nothing", dead(incident.Open), dead(incident.Open), nil},
		{"opened", webtest.Healthy(), dead(incident.Open), []string{opened}},
		{"settling", webtest.Healthy(), dead(incident.Settling), nil},
		{"settled", dead(incident.Settling), dead(incident.Open), []string{opened}},
		{"resolved", dead(incident.Open), dead(incident.Resolved), []string{resolved, healthy}},
		{"recovering", dead(incident.Open), dead(incident.Recovering), nil},
		{"it came to nothing", dead(incident.Settling), webtest.Healthy(), []string{healthy}},
		{"it came to nothing, and is listed", dead(incident.Settling), dead(incident.Resolved, func(in *incident.Incident) { in.Opened = time.Time{} }), []string{healthy}},
		{"opened and resolved between two looks", webtest.Healthy(), dead(incident.Resolved), nil},
		{"worse by itself", dead(incident.Open, milder), dead(incident.Open), []string{now + "worse     " + name + ": it was of severity warning"}},
		{"milder", dead(incident.Open), dead(incident.Open, milder), nil},
		{"worse by what follows", dead(incident.Open, effects("a/b")), dead(incident.Open, effects("a/b", "c/d")), []string{now + "worse     " + name + ": 3 × error c/d follows from it: topic/a and 2 more"}},
		{"less follows", dead(incident.Open, effects("a/b")), dead(incident.Open), nil},
		{"not seen any more", dead(incident.Open), dead(incident.Open, unknown), []string{now + "unknown   " + name + ": whether it still holds cannot be seen any more"}},
		{"seen again", dead(incident.Open, unknown), dead(incident.Open), nil},
		{"gone without a word", dead(incident.Open), webtest.Healthy(), []string{now + "unknown   " + name + ": the watch does not list it any more, and does not say how it ended", healthy}},
		{"the watch was started anew", dead(incident.Open), nil, []string{now + "unknown   plant: the watch does not look at it any more"}},
		{"it is back", nil, dead(incident.Open), []string{opened}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Changes(statusOf(t, c.before), statusOf(t, c.after))
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestOpenedAndResolvedBetweenTwoLooks: it was told to somebody, who wants to
// hear of its end.
func TestOpenedAndResolvedBetweenTwoLooks(t *testing.T) {
	before := statusAt(t, webtest.Healthy(), webtest.Now().Add(-2*time.Second))
	if got := Changes(before, statusOf(t, dead(incident.Resolved))); len(got) != 1 || got[0] != resolved {
		t.Errorf("%q", got)
	}
}

// TestTheFirstStatusTellsWhatIsOpen, and not what was over before.
func TestTheFirstStatusTellsWhatIsOpen(t *testing.T) {
	got := Changes(Status{}, statusOf(t, webtest.Trouble()))
	if len(got) != 2 || !strings.Contains(got[0], "opened    warning cluster/leaders-skewed") || !strings.Contains(got[1], "opened    error cluster/broker-missing") {
		t.Errorf("%q", got)
	}
}

// TestACutListProvesNothing: an incident that does not stand in it may still
// hold.
func TestACutListProvesNothing(t *testing.T) {
	before, after := statusOf(t, webtest.Big()), statusOf(t, webtest.Big())
	after.Incidents.Items = after.Incidents.Items[:50]
	if got := Changes(before, after); len(got) != 0 {
		t.Errorf("%d lines, as %s", len(got), got[0])
	}
}

// TestWhatGrowsOldIsTold: nothing is heard of a watch that does not look any
// more, except that.
func TestWhatGrowsOldIsTold(t *testing.T) {
	young, old := statusOf(t, webtest.Healthy()), statusAt(t, webtest.Healthy(), webtest.Now().Add(time.Minute))
	got := Changes(young, old)
	if len(got) != 1 || !strings.HasPrefix(got[0], "2026-11-29 03:13:40 UTC  verdict   plant: Not known: ") {
		t.Errorf("%q", got)
	}
	if got := Changes(old, young); len(got) != 1 || !strings.Contains(got[0], "plant: Healthy") {
		t.Errorf("%q", got)
	}
}

// TestTheClusterIsNamedWhereThereAreSeveral, in lines and in the status.
func TestTheClusterIsNamedWhereThereAreSeveral(t *testing.T) {
	b := dead(incident.Open)
	if text := written(t, statusOf(t, b), 100, false); strings.Contains(text, "in plant") {
		t.Errorf("one cluster is named again and again:\n%s", text)
	}
	other := *webtest.Healthy().Clusters[0]
	other.Name = "harbour"
	b.Clusters = append(b.Clusters, &other)
	s := statusOf(t, b)
	if text := written(t, s, 100, false); !strings.Contains(text, "error cluster/broker-missing broker/2 in plant\n") {
		t.Errorf("it is not said in which cluster:\n%s", text)
	}
	if lines := strings.Join(Changes(Status{}, s), "\n"); !strings.Contains(lines, "broker/2 in plant: broker 2 refuses") {
		t.Errorf("it is not said in which cluster:\n%s", lines)
	}
}

// TestALineIsShort: who follows is told what happened, and not all about it.
func TestALineIsShort(t *testing.T) {
	long := dead(incident.Open, func(in *incident.Incident) {
		in.Cause.Message += ". The controllers have fenced it. " + strings.Repeat("It goes on. ", 50)
	})
	lines := Changes(statusOf(t, webtest.Healthy()), statusOf(t, long))
	if len(lines) != 1 || !strings.HasSuffix(lines[0], "what it leads cannot be written or read. The controllers have fenced it. It goes on. It goes on. It goes on") {
		t.Errorf("%q", lines)
	}
}
