package watch

import (
	"bytes"
	"context"
	"log/slog"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// keeper watches one cluster. All of it belongs to the goroutine of run.
type keeper struct {
	o     Options
	hub   *hub
	slot  int
	place Place
	log   *slog.Logger

	plan    plan
	past    *history.Store
	judge   *judge
	book    *incident.Book
	ages    map[model.Fact]time.Time
	number  int64
	saved   time.Time
	windows map[string]bool          // that the book has been told of
	acked   map[string]incident.Note // that the book has been told of, by incident
}

func newKeeper(o Options, h *hub, slot int, p Place) *keeper {
	k := &keeper{o: o, hub: h, slot: slot, place: p, log: o.Log.With("cluster", p.Name),
		plan: plan{cadence: o.Cadence}, past: history.New(), ages: map[model.Fact]time.Time{}, windows: map[string]bool{}, acked: map[string]incident.Note{}}
	k.judge = newJudge(o.Known, func(string) model.History { return k.past })
	k.book = incident.New(incident.Options{Patience: func(name string) (time.Duration, time.Duration) {
		return h.patience(k.judge.byName[name])
	}})
	k.restore()
	return k
}

// restore takes in what the watch before has kept.
func (k *keeper) restore() {
	if k.o.Keeper == nil {
		return
	}
	kept := k.o.Keeper.Incidents(k.place.Name)
	k.book.Restore(kept)
	for i := range kept {
		if n := kept[i].Acked; n != nil {
			k.acked[kept[i].ID] = *n
		}
	}
	saved := k.o.Keeper.History(k.place.Name)
	if saved == nil {
		return
	}
	past, err := history.Load(bytes.NewReader(saved))
	if err != nil {
		k.log.Warn("the history that was kept cannot be read: rules that look back have to wait", "error", err)
		return
	}
	k.past = past
}

// run looks until the context ends. After a broker has changed its answer it
// looks once more with the next probe: what the others say of it takes a moment.
func (k *keeper) run(ctx context.Context) {
	defer k.place.Looker.Close()
	k.hub.publish(k.slot, &board.Cluster{Name: k.place.Name, Look: board.Look{Every: k.o.Cadence.Every}})
	tick := time.NewTimer(0)
	defer tick.Stop()
	again := false
	for {
		select {
		case <-ctx.Done():
			k.save(k.o.Now())
			return
		case <-tick.C:
		}
		began := k.o.Now()
		changed := k.place.Looker.Probe(ctx)
		if ctx.Err() != nil {
			continue // it was cut short, and says nothing
		}
		if !changed {
			k.past.Probed(began)
		}
		if changed || again || k.plan.due(began) {
			k.look(ctx, began, changed)
		}
		again = changed
		tick.Reset(max(0, k.o.Cadence.Probe-k.o.Now().Sub(began)))
	}
}

// look looks once, judges, and tells.
func (k *keeper) look(ctx context.Context, at time.Time, changed bool) {
	settings := k.hub.settings()
	want := k.plan.want(at)
	if changed { // one that is back has yet to tell of itself
		want = want.With(model.FactBrokerConfig).With(model.FactLogDirs)
	}
	k.hub.begin(k.slot, at)
	took := k.stopwatch()
	seen, err := k.judge.look(ctx, k.place.Looker, at, want, settings, func(s *model.Scope, gaps []model.Gap) {
		took.ended(Collecting)
		k.past.Record(at, s, gaps)
		took.ended(Recording)
	})
	if err != nil {
		if ctx.Err() == nil { // else the watch ends
			k.log.Error("this look has failed, and what is shown is what the one before has seen", "error", err)
		}
		return
	}
	k.number++
	for f := range want.Each() {
		if seen.told(f) {
			k.ages[f] = at
		}
	}
	events := append(k.obey(at), k.book.Update(incident.Cycle{
		Cluster: k.place.Name, At: at, Findings: k.judge.happening(seen.result.Findings), Unjudged: seen.unjudged})...)
	k.journal(events)
	took.ended(Judging)
	c := k.cluster(at, seen)
	k.keep(at, c.Incidents, events)
	k.hub.publish(k.slot, c)
	took.ended(Publishing)
}

// cluster is what the board shows of the cluster.
func (k *keeper) cluster(at time.Time, seen *seen) *board.Cluster {
	ended := k.o.Now()
	c := &board.Cluster{Name: k.place.Name, At: at, Scope: seen.scope, Result: seen.result, Lag: seen.lag, Ages: map[model.Fact]time.Time{},
		Incidents: k.book.List(k.place.Name), Advice: k.judge.advice,
		Look: board.Look{Begun: at, Ended: ended, Took: ended.Sub(at), Every: k.o.Cadence.Every, Number: k.number, Requests: map[string]int{}}}
	for name, spent := range k.place.Looker.Spent() {
		c.Look.Requests[name] = spent.Requests
		c.Look.Sent += spent.Sent
		c.Look.Received += spent.Received
	}
	for f, told := range k.ages {
		c.Ages[f] = told
	}
	c.Memory.Series, c.Memory.Bytes = k.past.Memory()
	if seen.scope != nil && seen.scope.Cluster != nil {
		c.ID = seen.scope.Cluster.ID
	}
	return c
}

// keep writes down what has become of incidents, and from time to time what is
// remembered.
func (k *keeper) keep(at time.Time, list []incident.Incident, events []incident.Event) {
	if k.o.Keeper == nil {
		return
	}
	k.o.Keeper.Keep(k.place.Name, list, events)
	if at.Sub(k.saved) >= k.o.Cadence.Save {
		k.save(at)
	}
}

func (k *keeper) save(at time.Time) {
	if k.o.Keeper == nil || k.number == 0 {
		return
	}
	k.saved = at
	var b bytes.Buffer
	if err := k.past.Save(&b); err != nil {
		k.log.Error("the history cannot be written down", "error", err)
		return
	}
	k.o.Keeper.KeepHistory(k.place.Name, at, b.Bytes())
}
