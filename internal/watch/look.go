package watch

import (
	"context"
	"errors"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// mostCuts is how many looks in a row may be cut short: the next one runs to its
// end, or where brokers come and go all the time nobody would ever see a group.
const mostCuts = 3

// mostOwed is how many looks in a row ask again for what a broker did not tell of
// itself: as many as it takes to start. Then it is asked at its usual time.
const mostOwed = 6

// look looks once, judges, and tells. A look that a probe cuts short is as if it
// had not been, and a quick one follows at once, which is not cut. So is the next
// one: most rules tell what two looks have found, and the second is not to take
// long either. It tells whether another look is to follow with the next probe.
func (k *keeper) look(ctx context.Context, at time.Time, changed bool) (again bool) {
	settings, before := k.hub.settings(), k.plan
	// The first look, and the first one by other settings, are what a quick one rests on.
	rests, quick := k.shown != nil && k.judge.by == settings.Rules, k.confirm
	k.confirm = false
	k.hub.begin(k.slot, at)
	if quick && rests {
		_ = k.once(ctx, at, quickly(), settings, false)
		return true
	}
	want := k.plan.want(at)
	if changed { // whoever was owed for before
		k.owed = 0
	}
	if changed || k.cuts > 0 || k.owed > 0 && k.owed <= mostOwed { // one that is back has yet to tell of itself
		want = want.With(model.FactBrokerConfig).With(model.FactLogDirs)
	}
	if !errors.Is(k.once(ctx, at, want, settings, rests && k.cuts < mostCuts), errOvertaken) {
		k.cuts = 0
		return false
	}
	k.cuts++
	k.plan, k.confirm = before, true
	k.probes.taken()
	now := k.o.Now()
	k.log.Info("a broker has changed its answer: the look is cut short, and who is there is looked at at once", "after", now.Sub(at))
	_ = k.once(ctx, now, quickly(), settings, false) // it has told of its failure itself
	return true
}

// once looks for some facts.
func (k *keeper) once(ctx context.Context, at time.Time, want model.Facts, settings Settings, mayCut bool) error {
	took := k.stopwatch()
	from := &cuttable{Looker: k.place.Looker, probes: k.probes, mayCut: mayCut}
	seen, err := k.judge.look(ctx, from, at, want, settings, func(s *model.Scope, gaps []model.Gap) {
		took.ended(Collecting)
		if from.err == nil {
			k.recognise(s)
			k.past.Record(at, s, gaps)
		}
		took.ended(Recording)
	})
	if err != nil {
		if ctx.Err() == nil && !errors.Is(err, errOvertaken) { // else the watch ends
			k.log.Error("this look has failed, and what is shown is what the one before has seen", "error", err)
		}
		return err
	}
	k.tell(at, want, seen, took)
	return nil
}

// tell makes incidents of what a look has found, and publishes it.
func (k *keeper) tell(at time.Time, want model.Facts, seen *seen, took *stopwatch) {
	k.number++
	for f := range want.Each() {
		if seen.told(f) {
			k.ages[f] = at
		}
	}
	switch {
	case !want.Has(model.FactLogDirs):
	case seen.owes():
		k.owed++
	default:
		k.owed = 0
	}
	standing := unasked(k.judge.known, want)
	events := append(k.obey(at), k.book.Update(incident.Cycle{Cluster: k.place.Name, At: at,
		Findings: k.judge.happening(seen.result.Findings), Unjudged: seen.unjudged, Standing: func(name string) bool { return standing[name] }})...)
	k.journal(events)
	took.ended(Judging)
	c := k.cluster(at, seen)
	switch {
	case often().Without(want).IsEmpty():
		k.spent(&c.Look)
		k.shown = c
	case k.shown != nil: // else another cluster has taken its place meanwhile
		c = merged(c, k.shown)
		c.Standing = standing
	}
	k.keep(at, c.Incidents, events)
	k.hub.publish(k.slot, c)
	took.ended(Publishing)
	k.hub.heap.ended()
}

// cluster is what the board shows of the cluster.
func (k *keeper) cluster(at time.Time, seen *seen) *board.Cluster {
	ended := k.o.Now()
	c := &board.Cluster{Name: k.place.Name, At: at, Scope: seen.scope, Result: seen.result, Lag: seen.lag, Behind: behind(seen.scope, k.past, at), Ages: map[model.Fact]time.Time{},
		Incidents: k.book.List(k.place.Name), Advice: k.judge.advice,
		Look: board.Look{Begun: at, Ended: ended, Took: ended.Sub(at), Every: k.o.Cadence.Every, Number: k.number, Requests: map[string]int{}}}
	for f, told := range k.ages {
		c.Ages[f] = told
	}
	c.Memory.Series, c.Memory.Bytes = k.past.Memory()
	if seen.scope != nil && seen.scope.Cluster != nil {
		c.ID = seen.scope.Cluster.ID
	}
	return c
}

// spent adds what was asked since the last whole look.
func (k *keeper) spent(l *board.Look) {
	for name, spent := range k.place.Looker.Spent() {
		l.Requests[name] = spent.Requests
		l.Sent += spent.Sent
		l.Received += spent.Received
	}
}
