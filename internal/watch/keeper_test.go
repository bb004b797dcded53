package watch

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// again is a watch after a restart: another process with the same disk.
func (w *bench) again(t *testing.T, f *fake) *bench {
	t.Helper()
	w.stop()
	next := on(t, f)
	next.disk, next.o.Keeper = w.disk, w.disk
	next.o.Known = next.rules.all()
	return next
}

// only is the one incident of a cluster.
func (w *bench) only() incident.Incident {
	w.t.Helper()
	all := w.cluster("plant").Incidents
	if len(all) != 1 {
		w.t.Fatalf("%d incidents, want one: %v", len(all), w.incidents("plant"))
	}
	return all[0]
}

// TestAfterARestart the same incident goes on, and nobody is told twice.
func TestAfterARestart(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		before := w.only()
		same(t, "events before", w.disk.kinds(), incident.EventOpened)
		w = w.again(t, f).begin()
		w.pass(21 * time.Second)
		if after := w.only(); after.ID != before.ID || !after.Start.Equal(before.Start) || !after.Opened.Equal(before.Opened) || after.State != incident.Open {
			t.Errorf("it was %+v, and is %+v", before, after)
		}
		same(t, "events after", w.disk.kinds())
		f.locked(func() { f.down = nil })
		w.pass(30 * time.Second)
		same(t, "events at the end", w.disk.kinds(), incident.EventResolved)
	})
}

// TestWhatWasOverWhileNobodyWatched is over after as long as its rule asks for.
func TestWhatWasOverWhileNobodyWatched(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		w.disk.kinds()
		w.stop()
		w.pass(time.Hour)
		f.locked(func() { f.down = nil })
		w = w.again(t, f).begin()
		w.pass(time.Second)
		same(t, "at the first look", w.disk.kinds())
		w.pass(30 * time.Second)
		same(t, "then", w.disk.kinds(), incident.EventResolved)
	})
}

// looksBack is a rule that needs a past of a minute.
func (r *ruleset) looksBack() *rule.Rule {
	back := r.rule("group/stuck", finding.Warning, model.KindGroup, model.FactOffsets, func(p *rule.Pass) {
		if h, ok := p.Past(60_000); ok && h.Since() > 0 {
			p.Report("it is remembered")
		}
	})
	back.Reads = rule.ReadsHistory
	return back
}

// TestThePastIsRestored: rules that look back do not wait after a restart.
func TestThePastIsRestored(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f)
		w.o.Known = append(w.o.Known, w.rules.looksBack())
		w.begin().pass(31 * time.Second)
		same(t, "of a young watch", w.found("plant"))
		if skips := w.cluster("plant").Result.Skipped; len(skips) != 1 || skips[0].Needs != rule.NeedsPast {
			t.Errorf("skipped %v", skips)
		}
		w.pass(35 * time.Second)
		same(t, "once it is older", w.found("plant"), "group/stuck billing")
		w = w.again(t, f)
		w.o.Known = append(w.o.Known, w.rules.looksBack())
		w.begin()
		same(t, "after a restart", w.found("plant"), "group/stuck billing")
	})
}

// TestAPastThatCannotBeRead is told, and begins anew.
func TestAPastThatCannotBeRead(t *testing.T) {
	inTime(t, func(t *testing.T) {
		whole := &bytes.Buffer{}
		if err := history.New().Save(whole); err != nil {
			t.Fatal(err)
		}
		for name, saved := range map[string][]byte{"nonsense": []byte("nonsense"), "nothing": {}, "cut off": whole.Bytes()[:whole.Len()-1]} {
			f := newFake("plant")
			w := on(t, f)
			w.disk.histories["plant"] = saved
			w.o.Known = append(w.o.Known, w.rules.looksBack())
			w.begin()
			if !strings.Contains(w.log.String(), "the history that was kept cannot be read") || !strings.Contains(w.log.String(), "cluster=plant") {
				t.Errorf("%s: the log says %q", name, w.log)
			}
			w.pass(66 * time.Second)
			same(t, "found", w.found("plant"), "group/stuck billing")
			w.stop()
		}
	})
}

// TestWhenThePastIsSaved: with the first look, once a minute, and at the end.
func TestWhenThePastIsSaved(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		w.pass(130 * time.Second)
		w.stop()
		var got []time.Duration
		for _, at := range w.disk.saves {
			got = append(got, at.Sub(f.began))
		}
		same(t, "saved", got, seconds(0, 60, 120, 130)...)
		past, err := history.Load(bytes.NewReader(w.disk.histories["plant"]))
		if err != nil || past.Since() != f.began.UnixMilli() {
			t.Errorf("saved is %+v, %v", past, err)
		}
	})
}

// TestAPastOfNothingIsNotSaved over the one of the watch before.
func TestAPastOfNothingIsNotSaved(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.hangs = true
		w := on(t, f).begin()
		w.pass(10 * time.Second)
		w.stop()
		if len(w.disk.saves) > 0 {
			t.Errorf("saved at %v", w.disk.saves)
		}
	})
}

// TestWindows hold what they cover from the next look on, until they end or
// people end them.
func TestWindows(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		w.disk.kinds()
		ends := func(d time.Duration) {
			w.disk.locked(func() {
				w.disk.windows = []incident.Window{{ID: "w1", Kind: "maintenance", Cluster: "plant", Subject: "broker/*", By: "ines", Reason: "upgrade", Start: time.Now(), End: time.Now().Add(d)}}
			})
		}
		ends(time.Hour)
		w.pass(10 * time.Second)
		if i := w.only(); !strings.Contains(i.Held, "upgrade") {
			t.Errorf("held is %q", i.Held)
		}
		same(t, "held", w.disk.kinds(), incident.EventHeld)
		same(t, "told while it is held", w.teller.firing(), "plant watch/heartbeat cluster")
		w.disk.locked(func() { w.disk.windows = nil })
		w.pass(10 * time.Second)
		if i := w.only(); i.Held != "" {
			t.Errorf("it is still held: %q", i.Held)
		}
		same(t, "released", w.disk.kinds(), incident.EventReleased)
		same(t, "told then", w.teller.firing(), "plant cluster/broker-missing broker/3", "plant watch/heartbeat cluster")
		w.pass(time.Minute)
		same(t, "once", w.disk.kinds())
	})
}

// TestAcks are obeyed once, whatever restarts.
func TestAcks(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		w.disk.kinds()
		id := w.only().ID
		note := incident.Note{By: "ines", At: time.Now(), Reason: "on it"}
		w.disk.locked(func() { w.disk.acks = map[string]incident.Note{id: note, "of another cluster": note} })
		w.pass(30 * time.Second)
		if n := w.only().Acked; n == nil || n.By != "ines" || n.Reason != "on it" {
			t.Errorf("acknowledged by %+v", n)
		}
		same(t, "events", w.disk.kinds(), incident.EventAcked)
		w = w.again(t, f).begin()
		w.pass(30 * time.Second)
		if n := w.only().Acked; n == nil || n.By != "ines" {
			t.Errorf("after a restart it is acknowledged by %+v", n)
		}
		same(t, "events after a restart", w.disk.kinds())
		w.disk.locked(func() { w.disk.acks = map[string]incident.Note{id: {By: "tom", At: time.Now()}} })
		w.pass(10 * time.Second)
		if n := w.only().Acked; n == nil || n.By != "tom" {
			t.Errorf("acknowledged by %+v, and tom has taken it over", n)
		}
		same(t, "events when another one takes it", w.disk.kinds(), incident.EventAcked)
	})
}

// TestAnAckThatIsOver is over after a restart, too.
func TestAnAckThatIsOver(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		w.disk.kinds()
		w.disk.acks[w.only().ID] = incident.Note{By: "ines", At: time.Now(), Until: time.Now().Add(time.Minute)}
		w.pass(2 * time.Minute)
		same(t, "events", w.disk.kinds(), incident.EventAcked, incident.EventUnacked)
		w = w.again(t, f).begin()
		w.pass(time.Minute)
		if n := w.only().Acked; n != nil {
			t.Errorf("it is acknowledged by %+v again", n)
		}
		same(t, "events after a restart", w.disk.kinds())
	})
}

// TestTheSameNote, as a disk gives it back.
func TestTheSameNote(t *testing.T) {
	at := time.Now()
	n := incident.Note{By: "ines", At: at, Until: at.Add(time.Hour), Reason: "on it"}
	for name, c := range map[string]struct {
		change func(*incident.Note)
		want   bool
	}{
		"itself":              {func(*incident.Note) {}, true},
		"in another zone":     {func(n *incident.Note) { n.At, n.Until = n.At.UTC(), n.Until.In(time.FixedZone("", 3600)) }, true},
		"of somebody else":    {func(n *incident.Note) { n.By = "tom" }, false},
		"with another reason": {func(n *incident.Note) { n.Reason = "" }, false},
		"later":               {func(n *incident.Note) { n.At = n.At.Add(time.Second) }, false},
		"for longer":          {func(n *incident.Note) { n.Until = time.Time{} }, false},
	} {
		other := n
		c.change(&other)
		if got := sameNote(n, other); got != c.want {
			t.Errorf("%s: the same %v", name, got)
		}
	}
}

// TestEventsAreLogged with what somebody needs who reads nothing else.
func TestEventsAreLogged(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f).begin()
		w.pass(3 * time.Second)
		for _, want := range []string{`msg="opened: error cluster/broker-missing broker/3: broker 3 does not answer`, "cluster=plant", "incident="} {
			if !strings.Contains(w.log.String(), want) {
				t.Errorf("no %s in %s", want, w.log)
			}
		}
	})
}

// TestProbesAreRemembered as answers, so that only a time in which nobody asked
// is a hole.
func TestProbesAreRemembered(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f)
		w.o.Cadence.Every = time.Hour
		w.begin()
		w.pass(61 * time.Second)
		before := w.watch.keepers[0].past.Broker(1)
		f.locked(func() { f.flips, f.down = true, []int32{1} })
		w.pass(2 * time.Second)
		after := w.watch.keepers[0].past.Broker(1)
		if len(after) != len(before)+1 {
			t.Fatalf("its past was %+v and is %+v", before, after)
		}
		last := after[len(after)-1]
		if hole := last.At - last.Before; hole > 2000 {
			t.Errorf("it went within %d ms, although it was probed 2 s before: %+v", hole, last)
		}
	})
}

// TestAProbeThatIsCutShort says nothing of anybody.
func TestAProbeThatIsCutShort(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		w.pass(3 * time.Second)
		looks := len(f.laps())
		w.stop()
		if len(f.laps()) != looks || slices.Contains(w.incidents("plant"), "open cluster/broker-missing 1") {
			t.Errorf("looks %v, incidents %v", f.laps(), w.incidents("plant"))
		}
	})
}

// TestAWindowOnAnotherCluster holds nothing here.
func TestAWindowOnAnotherCluster(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down = []int32{3}
		w := on(t, f)
		w.disk.windows = []incident.Window{{ID: "w1", Kind: "silence", Cluster: "harbour", Subject: "*", Start: time.Now(), End: time.Now().Add(time.Hour)}}
		w.begin().pass(21 * time.Second)
		if i := w.only(); i.Held != "" || i.State != incident.Open {
			t.Errorf("it is %s, held by %q", i.State, i.Held)
		}
	})
}

// TestConsequencesAreToldBelowTheirCause.
func TestConsequencesAreToldBelowTheirCause(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.down, f.groups = []int32{3}, []string{"slow", "slower"}
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		i := w.only()
		if len(i.Effects) != 1 || i.Effects[0].Rule != "group/behind" || i.Effects[0].Count != 2 {
			t.Errorf("below it are %+v", i.Effects)
		}
	})
}

// TestOneThatCannotBeSeenIsNotOver: the cluster goes dark, a group is veiled.
func TestOneThatCannotBeSeenIsNotOver(t *testing.T) {
	for name, hide := range map[string]func(*fake){
		"nobody answers":     func(f *fake) { f.dark = true },
		"groups are hidden":  func(f *fake) { f.groups, f.gaps = nil, []model.Gap{gapOf(model.FactGroups, model.KindBroker, "1")} },
		"nothing is hidden":  func(f *fake) { f.groups = nil },
		"another is refused": func(f *fake) { f.groups, f.gaps = nil, []model.Gap{gapOf(model.FactQuorum, model.KindCluster, "")} },
	} {
		inTime(t, func(t *testing.T) {
			f := newFake("plant")
			f.groups = []string{"slow"}
			w := on(t, f).begin()
			w.pass(21 * time.Second)
			f.locked(func() { hide(f) })
			w.pass(time.Hour)
			unseen := name == "nobody answers" || name == "groups are hidden"
			for _, i := range w.cluster("plant").Incidents {
				if i.Cause.Rule == "group/behind" && (i.State == incident.Open) != unseen || i.Cause.Rule == "group/behind" && i.Unknown != unseen {
					t.Errorf("%s: after an hour it is %s, unknown %v", name, i.State, i.Unknown)
				}
			}
			if len(w.cluster("plant").Incidents) == 0 && unseen {
				t.Errorf("%s: there is no incident any more", name)
			}
		})
	}
}
