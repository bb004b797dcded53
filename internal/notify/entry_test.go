package notify

import (
	"testing"
	"time"
)

// with is an alert of one severity that began at begun; over tells whether it
// is over.
func with(severity string, over bool, words string) Alert {
	a := Alert{Key: "k", StartsAt: begun, Labels: map[string]string{LabelSeverity: severity}, Annotations: map[string]string{Summary: words}}
	if over {
		a.EndsAt = begun.Add(5 * time.Minute)
	}
	return a
}

func TestWhenAnEntryIsDue(t *testing.T) {
	t.Parallel()
	var (
		firing, worse, ended = with("warning", false, "s"), with("error", false, "s"), with("warning", true, "s")
		reworded             = with("warning", false, "t")
		told                 = begun.Add(time.Minute)
		atOnce               = time.Time{}
	)
	for _, c := range []struct {
		name      string
		e         entry
		listed    bool
		people    time.Time // when people are told
		toPeople  bool
		machine   time.Time
		toMachine bool
	}{
		{"new", entry{Want: firing}, true, atOnce, true, atOnce, true},
		{"new, and held", entry{Want: firing}, false, atOnce, false, atOnce, false},
		{"came and went", entry{Want: ended}, false, atOnce, true, atOnce, true},
		{"told", entry{Want: firing, Told: &firing, At: told}, true, atOnce, false, told.Add(time.Minute), true},
		{"told, and held", entry{Want: firing, Told: &firing, At: told}, false, atOnce, false, atOnce, false},
		{"worse", entry{Want: worse, Told: &firing, At: told}, true, atOnce, true, atOnce, true},
		{"worse, and held", entry{Want: worse, Told: &firing, At: told}, false, atOnce, false, atOnce, false},
		{"reworded", entry{Want: reworded, Told: &firing, At: told}, true, told.Add(10 * time.Minute), true, told.Add(time.Minute), true},
		{"over", entry{Want: ended, Told: &firing, At: told}, true, atOnce, true, atOnce, true},
		{"over, and not listed", entry{Want: ended, Told: &firing, At: told}, false, atOnce, true, atOnce, true},
		{"over, and told late", entry{Want: ended, Told: &firing, At: told, Late: true}, true, told.Add(time.Minute), true, told.Add(time.Minute), true},
		{"told to be over", entry{Want: ended, Told: &ended, At: told}, true, atOnce, false, atOnce, false},
		{"back", entry{Want: firing, Told: &ended, At: told}, true, atOnce, true, atOnce, true},
		{"refused", entry{Want: firing, Refused: &firing, At: told}, true, told.Add(10 * time.Minute), true, told.Add(time.Minute), true},
		{"refused, reworded", entry{Want: reworded, Refused: &firing, At: told}, true, told.Add(10 * time.Minute), true, told.Add(time.Minute), true},
		{"refused, and worse", entry{Want: worse, Refused: &firing, At: told}, true, atOnce, true, atOnce, true},
		{"refused, and held", entry{Want: firing, Refused: &firing, At: told}, false, atOnce, false, atOnce, false},
	} {
		cad := cadence{resend: time.Minute, calm: 10 * time.Minute}
		if at, ok := c.e.due(c.listed, cad); ok != c.toPeople || ok && !at.Equal(c.people) {
			t.Errorf("%s: people are told at %v, %v; want %v, %v", c.name, at, ok, c.people, c.toPeople)
		}
		cad.resent = true
		if at, ok := c.e.due(c.listed, cad); ok != c.toMachine || ok && !at.Equal(c.machine) {
			t.Errorf("%s: machines are told at %v, %v; want %v, %v", c.name, at, ok, c.machine, c.toMachine)
		}
	}
}

func TestWhoWaits(t *testing.T) {
	t.Parallel()
	firing, worse, ended := with("warning", false, "s"), with("error", false, "s"), with("error", true, "s")
	for _, c := range []struct {
		name             string
		e                entry
		listed, unlisted bool
	}{
		{"new", entry{Want: firing}, true, false},
		{"told", entry{Want: firing, Told: &firing}, false, false},
		{"worse", entry{Want: worse, Told: &firing}, true, false},
		{"over", entry{Want: ended, Told: &firing}, true, true},
		{"came and went", entry{Want: ended}, true, true},
		{"told to be over, under other labels", entry{Want: ended, Told: new(with("warning", true, "s"))}, false, false},
	} {
		if l, u := c.e.waits(true), c.e.waits(false); l != c.listed || u != c.unlisted {
			t.Errorf("%s waits: %v, and %v where it is not listed; want %v, %v", c.name, l, u, c.listed, c.unlisted)
		}
	}
}

func TestAnAlertThatIsReplacedEndsWhenItWasToldLast(t *testing.T) {
	t.Parallel()
	told := begun.Add(time.Minute)
	for _, c := range []struct {
		name     string
		want     Alert
		told     *Alert
		at       time.Time
		end      time.Time
		replaced bool
	}{
		{"worse", with("error", false, ""), new(with("warning", false, "")), told, told, true},
		{"told before it began, by a clock that was set", with("error", false, ""), new(with("warning", false, "")), begun.Add(-time.Hour), begun, true},
		{"the same", with("error", false, ""), new(with("error", false, "")), told, told, false},
		{"over already", with("error", false, ""), new(with("warning", true, "")), told, told, false},
		{"new", with("error", false, ""), nil, told, told, false},
	} {
		e := entry{Want: c.want, Told: c.told, At: c.at}
		old, ok := e.outdated()
		if ok != c.replaced || ok && (!old.EndsAt.Equal(c.end) || old.Labels[LabelSeverity] != "warning") {
			t.Errorf("%s: %+v, %v; want the warning to end at %v: %v", c.name, old, ok, c.end, c.replaced)
		}
	}
}

func TestWhatALateAlertSays(t *testing.T) {
	t.Parallel()
	e := entry{Want: Alert{StartsAt: begun, EndsAt: begun.Add(90 * time.Second)}}
	a := e.news()
	if !a.Firing() || a.Annotations[Late] != "it is over since 03:01:30 UTC, after 1 min 30 s; it could not be told while it went on" {
		t.Errorf("%+v; want it to fire, and to say that it is over", a)
	}
	if e.Want.Firing() || e.Want.Annotations != nil {
		t.Error("the entry itself was changed")
	}
}

func TestSeverityOfAnAlert(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{"none": "none", "info": "info", "warning": "warning", "error": "error", "": "error", "critical": "error"} {
		a := with(label, false, "")
		if got := a.severity().String(); got != want {
			t.Errorf("%q counts as %s, want %s", label, got, want)
		}
	}
}
