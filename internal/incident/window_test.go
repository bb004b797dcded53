package incident

import (
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestWindows(t *testing.T) {
	for name, script := range map[string]string{
		"what holds at its end is told": `
			0s  hold w broker/2
			5s  a@broker/2 => held:a@broker/2 | open:a@broker/2!
			10s a@broker/2 => | open:a@broker/2!
			12s release w
			15s a@broker/2 => released:a@broker/2 | open:a@broker/2
			20s a@broker/2 => | open:a@broker/2`,
		"what is over within it was never told": `
			0s  hold w broker/2
			5s  a@broker/2 => held:a@broker/2 | open:a@broker/2!
			10s
			20s            => resolved:a@broker/2 |`,
		"what is about to be over at its end is not told": `
			0s  hold w broker/2
			5s  a@broker/2 => held:a@broker/2 | open:a@broker/2!
			10s            => | open:a@broker/2!
			11s release w
			12s            => | open:a@broker/2!
			20s            => resolved:a@broker/2 |`,
		"unless it comes back": `
			0s  hold w broker/2
			5s  a@broker/2 => held:a@broker/2
			10s
			11s release w
			12s a@broker/2 => released:a@broker/2 | open:a@broker/2`,
		"what cannot be seen at its end is told": `
			0s  hold w broker/2
			5s  a@broker/2 => held:a@broker/2
			6s  release w
			7s  ?a         => unknown:a@broker/2 released:a@broker/2 | open:a@broker/2?`,
		"it holds what is told already": `
			0s  a@broker/2 => opened:a@broker/2
			1s  hold w broker/2
			5s  a@broker/2 => held:a@broker/2 | open:a@broker/2!
			6s  release w
			10s a@broker/2 => released:a@broker/2 | open:a@broker/2`,
		"what is told already and it does not hold stays told, whatever explains it": `
			0s  g@group/x                       => opened:g@group/x
			5s  hold w broker/2
			10s g@group/x<a@broker/2 a@broker/2 => held:a@broker/2 | open:g@group/x open:a@broker/2!
			12s release w
			15s g@group/x<a@broker/2 a@broker/2 => folded:g@group/x worse:a@broker/2 released:a@broker/2 | open:a@broker/2+g*1`,
		"what it holds itself goes below its cause": `
			0s  u@topic/x~2                       => opened:u@topic/x
			5s  hold w broker/2
			10s u@topic/x~2<a@broker/2 a@broker/2 => folded:u@topic/x held:a@broker/2 | open:a@broker/2!+u*1`,
		"another broker is not held": `
			0s hold w broker/2
			5s a@broker/2 a@broker/3 a@broker/22 => held:a@broker/2 opened:a@broker/3 opened:a@broker/22 | open:a@broker/3 open:a@broker/22 open:a@broker/2!`,
		"what blames the broker alone is held": `
			0s hold w broker/2
			5s u@topic/x~2 => held:u@topic/x | open:u@topic/x!`,
		"what blames a second one is not": `
			0s hold w broker/2
			5s u@topic/x~2,3 => opened:u@topic/x | open:u@topic/x`,
		"what blames nobody is not": `
			0s hold w broker/2
			5s u@topic/x => opened:u@topic/x | open:u@topic/x`,
		"what blames two that a pattern names is held": `
			0s hold w broker/*
			5s u@topic/x~2,3 => held:u@topic/x | open:u@topic/x!`,
		"what is below a cause that is held is held with it": `
			0s hold w broker/2
			5s a@broker/2 u@topic/x=error<a@broker/2 => held:a@broker/2 | open:a@broker/2!+u*1`,
		"what the cause does not explain is told": `
			0s hold w broker/2
			5s a@broker/2 u@topic/x<a@broker/2 u@topic/y => held:a@broker/2 opened:u@topic/y | open:u@topic/y open:a@broker/2!+u*1`,
		"what recovers at its end is not told before it outlives the cause": `
			0s  hold w broker/2
			5s  a@broker/2 u@topic/x<a@broker/2 => held:a@broker/2
			10s u@topic/x
			20s u@topic/x => recovering:a@broker/2 | recovering:a@broker/2!+u*1
			21s release w
			25s u@topic/x => | recovering:a@broker/2!+u*1
			30s u@topic/x ?a => | recovering:a@broker/2!+u*1
			11m u@topic/x => resolved:a@broker/2 opened:u@topic/x | open:u@topic/x`,
		"a rule may be named": `
			0s hold w * a*
			5s a@broker/2 ab@broker/2 b@broker/2 => held:a@broker/2 held:ab@broker/2 opened:b@broker/2`,
		"a window without a subject holds nothing": `
			0s hold w @ a
			5s a@broker/2 => opened:a@broker/2`,
		"of two windows the second goes on": `
			0s  hold w broker/2
			0s  hold v broker/*
			5s  a@broker/2 => held:a@broker/2
			6s  release w
			10s a@broker/2 => | open:a@broker/2!
			11s release v
			12s a@broker/2 => released:a@broker/2`,
		"what settles is not held before it is told": `
			0s hold w broker/2
			1s slow@broker/2 => | settling:slow@broker/2
			2s release w
			61s slow@broker/2 => opened:slow@broker/2`,
		"a released window can be begun again": `
			0s hold w broker/2
			1s release w
			2s a@broker/2 => opened:a@broker/2
			3s hold w broker/2
			4s a@broker/2 => held:a@broker/2`,
	} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Patience: func(rule string) (time.Duration, time.Duration) {
				if rule == "slow" {
					return time.Minute, 0
				}
				return 0, 10 * time.Second
			}}, script)
		})
	}
}

// TestNoMaintenanceHoldsThatClientsAreRefused: who works on a broker, and takes
// with it the only copy of a partition, is told.
func TestNoMaintenanceHoldsThatClientsAreRefused(t *testing.T) {
	o := Options{
		Patience: func(rule string) (time.Duration, time.Duration) {
			if rule == "slow" {
				return 10 * time.Second, 0
			}
			return 0, 10 * time.Second
		},
		Refuses: func(rule string) bool { return rule == "down" || rule == "slow" },
	}
	for name, script := range map[string]string{
		"what follows from the work is held": `
			0s hold w broker/2
			5s a@broker/2 b@topic/x<a@broker/2 => held:a@broker/2`,
		"what is down below it is told, with its start, and to its end": `
			0s  hold w broker/2
			5s  a@broker/2                           => held:a@broker/2
			10s a@broker/2 down@topic/x<a@broker/2   => worse:a@broker/2 released:a@broker/2 | open:a@broker/2+down*1
			15s a@broker/2                           => | open:a@broker/2
			30s a@broker/2                           => | open:a@broker/2
			35s restart
			40s a@broker/2                           => | open:a@broker/2`,
		"at once, where it is down from the beginning": `
			0s hold w broker/2
			5s a@broker/2 down@topic/x<a@broker/2 => opened:a@broker/2`,
		"once it has held for long enough": `
			0s  hold w broker/2
			5s  a@broker/2 slow@topic/x<a@broker/2 => held:a@broker/2
			10s a@broker/2 slow@topic/x<a@broker/2 => | open:a@broker/2!+slow*1
			15s a@broker/2 slow@topic/x<a@broker/2 => released:a@broker/2`,
		"by what it blames alone": `
			0s hold w broker/2
			5s down@topic/x~2 => opened:down@topic/x`,
		"but not what the window itself names": `
			0s hold w topic/x
			5s down@topic/x => held:down@topic/x`,
		"nor anything where it names all": `
			0s hold w *
			5s a@broker/2 down@topic/x<a@broker/2 => held:a@broker/2`,
	} {
		t.Run(name, func(t *testing.T) { play(t, o, script) })
	}
	b := New(o)
	b.Hold(Window{ID: "s", Kind: Silence, Subject: "broker/2", Start: epoch})
	b.Update(cycle(t, epoch, []string{"a@broker/2", "down@topic/x<a@broker/2"}))
	if i := b.List("plant")[0]; i.Held == "" || i.Refused != "" {
		t.Errorf("a silence holds whatever it names: %+v", i)
	}
	b = New(o)
	b.Hold(Window{ID: "m", Kind: Maintenance, Subject: "broker/2", Start: epoch})
	b.Update(cycle(t, epoch, []string{"a@broker/2"}))
	events := b.Update(cycle(t, epoch.Add(time.Second), []string{"a@broker/2", "down@topic/x<a@broker/2"}))
	if text := events[1].Text; !strings.Contains(text, "a maintenance holds no longer that") || !strings.Contains(text, "clients are refused, by down") {
		t.Errorf("it is told as %q", text)
	}
	i := b.List("plant")[0]
	for want, w := range map[string]Window{"down": {Kind: Maintenance, Subject: "broker/2"}, "": {Kind: Silence, Subject: "broker/2"}} {
		if got := w.Spares(&i, o.Refuses); got != want || i.Refused != "down" || !w.Covers(&i) {
			t.Errorf("a %s spares it for %q, want %q: %+v", w.Kind, got, want, i)
		}
	}
}

func TestReleasedIsToldWithItsStart(t *testing.T) {
	b := play(t, patient(0, 0), `
		0s  hold w broker/2
		5s  a@broker/2 => held:a@broker/2`)
	if i := b.List("plant")[0]; !i.Opened.IsZero() || i.Told() || i.Held != "maintenance of broker/2, by anna: new disk" {
		t.Errorf("held: opened %s, told %v, %q", i.Opened, i.Told(), i.Held)
	}
	playOn(t, b, `
		10s release w
		15s a@broker/2 => released:a@broker/2`)
	i := b.List("plant")[0]
	if !i.Start.Equal(epoch.Add(5*time.Second)) || !i.Opened.Equal(epoch.Add(15*time.Second)) || !i.Told() {
		t.Errorf("released: start %s, opened %s, told %v", i.Start, i.Opened, i.Told())
	}
}

func TestAWindowOfItsTimeAndCluster(t *testing.T) {
	w := Window{ID: "w", Kind: "silence", Cluster: "plant", Subject: "*", Start: epoch, End: epoch.Add(time.Minute)}
	for _, c := range []struct {
		cluster string
		after   time.Duration
		held    bool
	}{
		{"plant", -time.Second, false},
		{"plant", 0, true},
		{"plant", time.Minute - 1, true},
		{"plant", time.Minute, false},
		{"dev", 0, false},
	} {
		b := New(Options{})
		b.Hold(w)
		b.Update(Cycle{Cluster: c.cluster, At: epoch.Add(c.after), Findings: []finding.Finding{named("a@broker/2")}})
		if got := b.List(c.cluster)[0].Held != ""; got != c.held {
			t.Errorf("%s after %s: held %v, want %v", c.cluster, c.after, got, c.held)
		}
	}
}

func TestWindowsAreListedUntilTheyEnd(t *testing.T) {
	b := New(Options{})
	b.Hold(Window{ID: "w", Start: epoch, End: epoch.Add(time.Minute)})
	b.Hold(Window{ID: "open", Start: epoch.Add(time.Hour)})
	ids := func(after time.Duration) string {
		var out []string
		for _, w := range b.Windows(epoch.Add(after)) {
			out = append(out, w.ID)
		}
		return strings.Join(out, " ")
	}
	for after, want := range map[time.Duration]string{0: "w open", time.Minute: "open", 100 * time.Hour: "open"} {
		if got := ids(after); got != want {
			t.Errorf("after %s: %q, want %q", after, got, want)
		}
	}
	if b.Release("none", epoch) || !b.Release("open", epoch.Add(2*time.Hour)) {
		t.Error("a window that is not there was released, or one that is was not")
	}
	if b.Release("open", epoch.Add(3*time.Hour)) {
		t.Error("a window that is over was released again, which would make it longer")
	}
	b.Hold(Window{ID: "w", Start: epoch, End: epoch.Add(3 * time.Hour)})
	if got := ids(2 * time.Hour); got != "w" {
		t.Errorf("after a window was replaced: %q, want w", got)
	}
	b.Update(Cycle{Cluster: "plant", At: epoch.Add(5 * time.Hour)})
	if len(b.windows) != 0 {
		t.Errorf("%d windows are kept for ever", len(b.windows))
	}
}

func TestTheReasonOfAWindow(t *testing.T) {
	for want, w := range map[string]Window{
		"silence of *": {Kind: "silence", Subject: "*"},
		"maintenance of broker/2, rule a/*, until 2026-11-29 03:00:00 UTC, by anna: new disk": {
			Kind: "maintenance", Subject: "broker/2", Rule: "a/*", End: epoch, By: "anna", Reason: "new disk"},
	} {
		if got := w.reason(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
