package watch

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
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
	probes  *prober
	judge   *judge
	book    *incident.Book
	ages    map[model.Fact]time.Time
	number  int64
	saved   time.Time
	cuts    int                      // looks in a row that were cut short
	owed    int                      // looks in a row in which a broker that answers did not tell all of itself
	confirm bool                     // the next look is a quick one, too
	shown   *board.Cluster           // by the newest whole look
	windows map[string]bool          // that the book has been told of
	acked   map[string]incident.Note // that the book has been told of, by incident

	id     string           // Kafka's own id of the cluster; "" before it was told
	looked bool             // whether it was known by another name has been looked up
	unsure string           // why that could not be; "": it could
	news   []incident.Event // that the next events begin with
}

func newKeeper(o Options, h *hub, slot int, p Place) *keeper {
	k := &keeper{o: o, hub: h, slot: slot, place: p, log: o.Log.With("cluster", p.Name),
		plan: plan{cadence: o.Cadence}, past: history.New(), ages: map[model.Fact]time.Time{}, windows: map[string]bool{}, acked: map[string]incident.Note{}}
	k.probes = newProber(p.Looker, o.Cadence.Probe, o.Now)
	k.judge = newJudge(o.Known, func(string) model.History { return k.past })
	k.book = k.newBook()
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
// So it does after the first look.
func (k *keeper) run(ctx context.Context) {
	defer k.place.Looker.Close()
	var probing sync.WaitGroup
	defer probing.Wait()
	k.hub.publish(k.slot, &board.Cluster{Name: k.place.Name, Look: board.Look{Every: k.o.Cadence.Every}})
	probing.Go(func() { k.probes.run(ctx) })
	for first, again := true, false; ; {
		select {
		case <-ctx.Done():
			k.save(k.o.Now())
			return
		case <-k.probes.ended:
		}
		if ctx.Err() != nil {
			continue
		}
		quiet, changed := k.probes.take()
		if !quiet.IsZero() {
			k.past.Probed(quiet)
		}
		if at := k.o.Now(); changed || again || k.plan.due(at) {
			more := k.look(ctx, at, changed)
			again = changed || more || first
			first = false
		}
	}
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
