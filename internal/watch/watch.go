// Package watch looks at running clusters all the time, and wires what it needs
// for that: a source looks, the history remembers, the rules judge, a book makes
// incidents of what they find, and the board, the notifiers and the disk are
// told. It judges nothing itself.
//
// Each cluster has a goroutine, a cadence and failures of its own.
package watch

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
)

// Looker looks at one cluster again and again.
type Looker interface {
	source.Source
	Probe(ctx context.Context) (changed bool)
	Spent() cluster.Cost
	Close()
}

// Place is a cluster that is watched.
type Place struct {
	Name   string // as people call it: on alerts, metrics and pages
	Looker Looker

	load *Load // that the looks are added to; nil: nobody measures them
}

// Teller is told which alerts there are, the whole list each time.
type Teller interface {
	Update(alerts []notify.Alert)
	Status() []notify.Status
}

// Keeper keeps on disk what a watch must not forget, and hands out what people
// have asked of it. It never fails: what it cannot write it keeps until it can,
// and says so.
type Keeper interface {
	Incidents(cluster string) []incident.Incident // what was kept when the last watch ended
	Keep(cluster string, all []incident.Incident, events []incident.Event)
	History(cluster string) []byte // nil: none
	KeepHistory(cluster string, at time.Time, saved []byte)
	KeepDelivered(known []byte)
	Windows() []incident.Window
	Acks() map[string]incident.Note         // by the id of the incident
	Failing() (since time.Time, why string) // why nothing can be written; "" if it can
}

// Settings are what rules are run by. They may change while the watch runs.
type Settings struct {
	Rules     *rule.Settings
	Workloads []*model.Workload
	Scopes    []scope.Named
}

// Options are what is watched, by what, and who is told.
type Options struct {
	Version  string
	Places   []Place
	Known    []*rule.Rule
	Settings Settings
	Cadence  Cadence

	Holder   *board.Holder
	Teller   Teller // nil: nobody is told
	Keeper   Keeper // nil: nothing is kept
	Runbook  func(rule string) string
	Incident func(id string) string // the address of an incident's page; nil: none

	Now func() time.Time
	Log *slog.Logger
}

// Cadence is how often what is asked. Zero values are the defaults.
type Cadence struct {
	Every    time.Duration // metadata, groups and offsets; 5 s
	Probe    time.Duration // whether each broker lives; 2 s
	Settings time.Duration // settings and log directories; 60 s
	Views    time.Duration // the metadata of all brokers, held against each other; 60 s
	Save     time.Duration // the history to disk; 60 s
}

func (c Cadence) withDefaults() Cadence {
	return Cadence{
		Every:    cmp.Or(c.Every, 5*time.Second),
		Probe:    cmp.Or(c.Probe, 2*time.Second),
		Settings: cmp.Or(c.Settings, time.Minute),
		Views:    cmp.Or(c.Views, time.Minute),
		Save:     cmp.Or(c.Save, time.Minute),
	}
}

// Watch is a watch that is ready to run.
type Watch struct {
	hub     *hub
	keepers []*keeper
}

// New makes a watch. It looks at nothing before it runs.
func New(o Options) *Watch {
	o.Cadence = o.Cadence.withDefaults()
	h := newHub(o)
	w := &Watch{hub: h}
	for i, p := range o.Places {
		w.keepers = append(w.keepers, newKeeper(o, h, i, p))
	}
	return w
}

// Run watches until the context ends. All connections are closed when it
// returns, and what is to be kept is with the keeper.
func (w *Watch) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, k := range w.keepers {
		all.Go(func() { k.run(ctx) })
	}
	all.Wait()
}

// Reload makes the watch judge by other settings from the next look on.
func (w *Watch) Reload(s Settings) { w.hub.reload(s) }
