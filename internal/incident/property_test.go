package incident

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// world is a cluster in which anything may happen, and what a reader of the
// events alone believes of its incidents.
type world struct {
	t    *testing.T
	rand *rand.Rand
	book *Book
	at   time.Time

	findings []finding.Finding
	there    []bool
	blind    map[string]bool // fingerprints that this look could not judge
	believed map[string]*belief
}

type belief struct {
	over, held bool
	severity   finding.Severity
}

// settleOf is the patience of the rules of a world: two of them have none.
func settleOf(rule string) (time.Duration, time.Duration) {
	n, _ := strconv.Atoi(rule[1:])
	return time.Duration(n/2) * 5 * time.Second, time.Duration(n%3) * 10 * time.Second
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{t: t, rand: rand.New(rand.NewPCG(seed, 1)), at: epoch, believed: map[string]*belief{}}
	w.book = New(w.options())
	for i := range 24 {
		w.findings = append(w.findings, finding.Finding{
			Rule: "r" + strconv.Itoa(i%5), Message: "it is so", Severity: finding.Warning,
			Subject: model.Subject{Kind: model.KindBroker, Name: strconv.Itoa(i / 3)},
		})
	}
	w.there = make([]bool, len(w.findings))
	return w
}

func (w *world) options() Options {
	return Options{Patience: settleOf, Flood: 3, Flaps: 2, FlapQuiet: time.Minute, Outlive: 40 * time.Second}
}

// change lets something happen.
func (w *world) change() {
	w.at = w.at.Add(time.Duration(1+w.rand.IntN(3)) * 5 * time.Second)
	for i := range w.findings {
		f := &w.findings[i]
		if w.rand.IntN(6) == 0 {
			w.there[i] = !w.there[i]
		}
		switch w.rand.IntN(12) {
		case 0:
			f.CausedBy = w.findings[w.rand.IntN(len(w.findings))].Fingerprint()
		case 1, 2:
			f.CausedBy = ""
		case 3:
			f.Severity = finding.Severity(1 + w.rand.IntN(3))
		case 4:
			f.Since = w.at.Add(-time.Duration(w.rand.IntN(100)) * time.Second).UnixMilli()
		}
	}
	switch id := strconv.Itoa(w.rand.IntN(3)); w.rand.IntN(15) {
	case 0:
		w.book.Hold(Window{ID: id, Kind: "silence", Subject: "broker/" + id + "*", Start: w.at, End: w.at.Add(5 * time.Minute)})
	case 1:
		w.book.Release(id, w.at)
	}
}

func (w *world) cycle() Cycle {
	c := Cycle{Cluster: "plant", At: w.at}
	w.blind = map[string]bool{}
	for i, there := range w.there {
		switch f := w.findings[i]; {
		case there:
			c.Findings = append(c.Findings, f)
		case w.rand.IntN(4) == 0:
			w.blind[f.Fingerprint()] = true
		}
	}
	w.rand.Shuffle(len(c.Findings), func(i, j int) { c.Findings[i], c.Findings[j] = c.Findings[j], c.Findings[i] })
	c.Unjudged = func(rule string, s model.Subject) bool {
		f := finding.Finding{Rule: rule, Subject: s}
		return w.blind[f.Fingerprint()]
	}
	return c
}

// believe reads the events as somebody does who sees nothing else.
func (w *world) believe(events []Event) {
	for _, e := range events {
		b := w.believed[e.Incident]
		begins := e.Kind == EventOpened || e.Kind == EventHeld && (b == nil || b.over)
		if begins != (b == nil || b.over) {
			w.t.Fatalf("%s of %s, which is over, not begun, or begun twice", e.Kind, e.Incident)
		}
		switch {
		case begins:
			b = &belief{held: e.Kind == EventHeld}
			w.believed[e.Incident] = b
		case e.Kind == EventHeld, e.Kind == EventReleased:
			if b.held == (e.Kind == EventHeld) {
				w.t.Fatalf("%s twice", e.Kind)
			}
			b.held = !b.held
		case e.Kind == EventResolved, e.Kind == EventFolded:
			b.over = true
		case e.Kind == EventMilder && e.Severity >= b.severity:
			w.t.Fatalf("milder: %s after %s", e.Severity, b.severity)
		}
		b.severity = e.Severity
		if e.Text == "" || !e.At.Equal(w.at) || e.Cluster != "plant" {
			w.t.Fatalf("event %+v", e)
		}
	}
}

// check holds the list against the events.
func (w *world) check() {
	ids, prints, told := map[string]bool{}, map[string]bool{}, 0
	for _, i := range w.book.List("plant") {
		b := w.believed[i.ID]
		switch {
		case ids[i.ID]:
			w.t.Fatalf("two incidents %s", i.ID)
		case i.State != Resolved && prints[i.Fingerprint]:
			w.t.Fatalf("two incidents of %s", i.Cause.Subject)
		case i.State == Settling && b != nil && !b.over:
			w.t.Fatalf("%s settles, and was told", i.ID)
		case i.State == Resolved && !b.over:
			w.t.Fatalf("%s is over, and no event says so", i.ID)
		}
		ids[i.ID] = true
		if i.State == Resolved {
			continue
		}
		prints[i.Fingerprint] = true
		if i.State == Settling {
			continue
		}
		told++
		if b == nil || b.over || b.held != (i.Held != "") || b.severity != i.Severity() {
			w.t.Fatalf("%+v is listed, events say %+v", i, b)
		}
	}
	for _, b := range w.believed {
		if !b.over {
			told--
		}
	}
	if told != 0 {
		w.t.Fatalf("%d incidents more are listed than events tell of", told)
	}
}

// checkPlaces holds that each finding is a cause or below one, and counted.
func (w *world) checkPlaces(findings int) {
	l := w.book.clusters["plant"]
	placed := 0
	for _, r := range l.records {
		counted := 0
		for _, e := range r.Effects {
			counted += e.Count
		}
		if len(r.before) == 0 && counted != r.below.present+r.below.unjudged {
			w.t.Fatalf("%d effects are named, of %d and %d", counted, r.below.present, r.below.unjudged)
		}
		placed += r.below.present
		if r.flood == nil && r.cause.presence == present {
			placed++
		}
	}
	if placed != findings {
		w.t.Fatalf("%d of %d findings have a place", placed, findings)
	}
}

// told is which conditions somebody hears of, by fingerprint.
func (w *world) told() map[string]bool {
	out := map[string]bool{}
	for name, c := range w.book.clusters["plant"].conditions {
		if home := c.at(); home != nil && home.told() {
			out[name] = true
		}
	}
	return out
}

// checkKept holds that nobody is left in the belief that something is over
// which is there or cannot be judged.
func (w *world) checkKept(before map[string]bool) {
	after := w.told()
	for i, f := range w.findings {
		name := f.Fingerprint()
		settle, _ := settleOf(f.Rule)
		if lost := before[name] && !after[name]; lost && (w.there[i] && settle == 0 || w.blind[name]) {
			w.t.Fatalf("%s on %s was told, is there or cannot be judged, and is told no more", f.Rule, f.Subject)
		}
	}
}

// TestAnythingMayHappen plays random worlds: no finding is ever lost, no
// incident is there twice, the events alone give the list, and what cannot be
// judged is never over.
func TestAnythingMayHappen(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, seed)
			w.book.Update(Cycle{Cluster: "plant", At: w.at})
			for range 150 {
				w.change()
				before := w.told()
				if w.rand.IntN(20) == 0 {
					before = nil
					w.restart()
				}
				c := w.cycle()
				w.believe(w.book.Update(c))
				w.check()
				w.checkPlaces(len(c.Findings))
				w.checkKept(before)
			}
			w.end()
		})
	}
}

// restart begins another book with what the old one showed.
func (w *world) restart() {
	kept, windows := w.book.List("plant"), w.book.Windows(w.at)
	w.book = New(w.options())
	for _, window := range windows {
		w.book.Hold(window)
	}
	w.book.Restore(kept)
}

// end holds that all is over when nothing is there for long enough, and that
// nothing is kept for ever.
func (w *world) end() {
	for range 40 {
		w.at = w.at.Add(time.Minute)
		w.believe(w.book.Update(Cycle{Cluster: "plant", At: w.at}))
		w.check()
	}
	for _, i := range w.book.List("plant") {
		if i.State != Resolved {
			w.t.Fatalf("%s of %s is still %s", i.ID, i.Cause.Rule, i.State)
		}
	}
	w.at = w.at.Add(2 * time.Hour)
	w.book.Update(Cycle{Cluster: "plant", At: w.at})
	l := w.book.clusters["plant"]
	if kept := len(l.conditions) + len(l.records) + len(l.over) + len(l.openings) + len(l.awaiting); kept != 0 {
		w.t.Fatalf("%d things are kept for ever", kept)
	}
}
