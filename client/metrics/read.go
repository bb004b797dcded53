package metrics

import (
	"errors"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/client/detect"
	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/client/refresh"
)

// A Guard is what is read: a *produce.Guard.
type Guard interface {
	Counts() produce.Counts
	Numbers() produce.Numbers
	Load() produce.Load
	Latency() produce.Latency
	Metadata() (age time.Duration, level refresh.Level)
	Brokers() map[int32]produce.Broker
	Missing() []string
}

// Options are what is read of a guard. The zero value is usable.
type Options struct {
	// Topics is how many topics have samples of their own: those that were seen
	// first. All others are summed up as [Others]. 0: no sample names a topic.
	Topics int
	// Detectors are what is read of what was acknowledged: a *detect.Watch. Partitions have
	// samples of their own if their topic has. nil: there are none.
	Detectors Detectors
}

// Others stands for the topics that have no sample of their own. No topic can have that
// name.
const Others = "(others)"

// A Reader reads one guard. It is safe for use by several goroutines.
type Reader struct {
	guard     Guard
	detectors Detectors
	most      int

	mu    sync.Mutex
	named map[string]bool // topics that were seen: whether they have samples of their own
	count int             // of those that have
}

// New makes a reader.
func New(g Guard, o Options) (*Reader, error) {
	if g == nil {
		return nil, errors.New("metrics.New: the guard is nil: make one with produce.New")
	}
	return &Reader{guard: g, detectors: o.Detectors, most: o.Topics, named: map[string]bool{}}, nil
}

// reading is a guard at a moment.
type reading struct {
	counts  produce.Counts
	numbers produce.Numbers
	load    produce.Load
	age     time.Duration
	level   refresh.Level
	known   bool // the age is
	missing int
	brokers map[int32]produce.Broker
	topics  []topic
	detects bool // there are detectors
	count   detect.Count
	ends    []detect.End
}

// yield takes one value with the values of its labels.
type yield func(value float64, labels ...string)

// Read is what the guard tells now, family by family.
func (r *Reader) Read() (out []Sample) {
	g := r.guard
	now := &reading{counts: g.Counts(), numbers: g.Numbers(), load: g.Load(), missing: len(g.Missing()), brokers: g.Brokers()}
	now.age, now.level = g.Metadata()
	now.known = now.age > 0 || now.level != refresh.Fresh // see Guard.Metadata
	now.topics = r.topics(now.counts.Topics)
	r.detected(now)
	for _, f := range all {
		if f.Kind == Histogram {
			out = append(out, Sample{Family: f, Latency: g.Latency()})
			continue
		}
		f.read(now, func(v float64, labels ...string) { out = append(out, Sample{Family: f, Labels: labels, Value: v}) })
	}
	return out
}
