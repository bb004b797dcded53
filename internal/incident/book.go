package incident

import (
	"cmp"
	"sync"
	"time"
)

// Options are how patient a Book is. What is zero takes its default.
type Options struct {
	// Patience is how long a rule's condition must be seen before it is told,
	// and how long it must be gone before it is over. Nil: no patience at all.
	Patience func(rule string) (settle, clearing time.Duration)

	// Refuses tells whether clients are refused while a rule's condition holds: a
	// maintenance does not hold that, because work that is done well does not do it.
	// Nil: no rule is of that kind.
	Refuses func(rule string) bool

	Flaps      int           // more openings than this within FlapWindow are flapping; 3
	FlapWindow time.Duration // 30 min
	FlapQuiet  time.Duration // a flapping incident is kept open until nothing came or went for so long; 10 min
	Flood      int           // more incidents of one rule than this in one look are told as one; 50
	Outlive    time.Duration // a consequence that is there for longer than this after its cause is an incident of its own; 10 min
}

func (o Options) withDefaults() Options {
	o.Flaps = cmp.Or(o.Flaps, 3)
	o.FlapWindow = cmp.Or(o.FlapWindow, 30*time.Minute)
	o.FlapQuiet = cmp.Or(o.FlapQuiet, 10*time.Minute)
	o.Flood = cmp.Or(o.Flood, 50)
	o.Outlive = cmp.Or(o.Outlive, 10*time.Minute)
	if o.Refuses == nil {
		o.Refuses = func(string) bool { return false }
	}
	if o.Patience == nil {
		o.Patience = func(string) (time.Duration, time.Duration) { return 0, 0 }
	}
	return o
}

// Kept is how long an incident is remembered after it was resolved.
const Kept = time.Hour

// Book keeps the incidents of one cluster or several. It reads no clock: the
// time of a look is the only time that it knows. It may be used by several
// goroutines at once.
type Book struct {
	options Options

	mu       sync.Mutex
	clusters map[string]*ledger
	windows  []Window // in the order in which they were begun
}

// New is an empty book.
func New(o Options) *Book {
	return &Book{options: o.withDefaults(), clusters: map[string]*ledger{}}
}

// Update takes in what one look at one cluster has found, and gives what
// became of its incidents by it. Looks at one cluster come in the order of
// their times; of one that comes late the findings count, and no time passes.
func (b *Book) Update(c Cycle) []Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropWindows(c.At)
	return b.of(c.Cluster).look(c, b.active(c.Cluster, c.At))
}

// List is the incidents of a cluster that are not resolved, or were within the
// last hour: those that hold before those that are over, then the worst and
// the oldest first. Those that are settling are among them.
func (b *Book) List(cluster string) []Incident {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, known := b.clusters[cluster]
	if !known {
		return nil
	}
	return l.list()
}

// of is the ledger of a cluster, which is opened by the first look at it.
func (b *Book) of(cluster string) *ledger {
	l, known := b.clusters[cluster]
	if !known {
		l = newLedger(cluster, b.options)
		b.clusters[cluster] = l
	}
	return l
}
