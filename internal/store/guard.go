package store

import (
	"errors"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// Options are where a Guard keeps what, and whom it tells.
type Options struct {
	Open   func() (*Store, error) // nil: in memory alone
	Retain time.Duration          // how long what is over is kept; 0: for ever
	Now    func() time.Time
	Say    func(sentence string) // called when the disk fails, and when it works again; nil: nobody is told
}

// Guard keeps what a watch must not forget, whatever the disk does. Its Keep
// methods only note what is to be written: a goroutine writes it, and tries
// again with back-off as long as that fails. Then the whole present state is
// written, and the events since, of which it holds the last MaxEvents.
type Guard struct {
	open   func() (*Store, error)
	retain time.Duration
	now    func() time.Time
	say    func(string)

	kick  chan struct{} // there is something to write
	calls chan func()   // what is to be done at once, by the goroutine
	stop  func()
	done  chan struct{} // closed by stop
	ended chan struct{} // closed by the goroutine
	last  error         // why not all could be written at the end; read once ended is closed

	mu    sync.Mutex
	store *Store // nil: not open
	state present
	since time.Time // since when the disk fails; zero: it does not
	why   string

	// Of the goroutine.
	hung   <-chan struct{} // closed when a disk that hung has let go of the folder; nil: it does not hang
	wait   time.Duration
	next   time.Time // no try before
	reload bool      // what people asked for is to be read again
	redo   bool      // what people asked for is to be written again: the database is new
	pruned time.Time
}

// MaxEvents is how many events wait for the disk.
const MaxEvents = 10_000

// How often the disk is looked at, and how long it is left alone after it
// failed: the double each time.
const (
	poll     = time.Second
	firstTry = time.Second
	lastTry  = 30 * time.Second
)

// Start opens the folder, and begins to keep. It fails only where trying again
// cannot help: with ErrHeld or ErrVersion.
func Start(o Options) (*Guard, error) {
	g := &Guard{
		open: o.Open, retain: o.Retain, now: o.Now, say: o.Say,
		kick: make(chan struct{}, 1), calls: make(chan func()), done: make(chan struct{}), ended: make(chan struct{}),
		state: newPresent(),
	}
	if g.say == nil {
		g.say = func(string) {}
	}
	g.stop = sync.OnceFunc(func() { close(g.done) })
	if o.Open != nil {
		if _, err := g.ready(); errors.Is(err, ErrHeld) || errors.Is(err, ErrVersion) {
			return nil, err
		}
		_ = g.turn() // Failing tells of it
	}
	go g.run()
	return g, nil
}

// Close writes what is still to be written, as far as the disk takes it, and
// lets go of the folder. The error says what is lost.
func (g *Guard) Close() error {
	g.stop()
	<-g.ended
	return g.last
}

// Failing tells since when nothing can be written, and why; the zero time and
// "" if it can, or if nothing is kept on disk at all.
func (g *Guard) Failing() (since time.Time, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.since, g.why
}

// OnDisk tells whether anything outlives the process.
func (g *Guard) OnDisk() bool { return g.open != nil }

// Dropped is how many events were lost since the timeline was last written,
// because too many waited for the disk.
func (g *Guard) Dropped() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state.dropped
}

// current is the open store; nil while there is none.
func (g *Guard) current() *Store {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.store
}

// Windows gives the maintenance and silences that are not over, as they were
// last read.
func (g *Guard) Windows() []incident.Window {
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []incident.Window
	for _, w := range g.state.windows {
		if w.End.After(now) {
			out = append(out, w)
		}
	}
	return out
}

// Acks gives the acknowledgements by the id of their incident, as they were
// last read. The map must not be changed.
func (g *Guard) Acks() map[string]incident.Note {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state.acks
}
