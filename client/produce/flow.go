package produce

import (
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/client/limiter"
	"github.com/breakwaterhq/breakwater/client/refresh"
)

// A flow has the gates of all brokers.
type flow struct {
	set *limiter.Set

	mu    sync.Mutex
	gates map[int32]*gate
}

// leastBudget is the least that a limiter takes: one batch.
const leastBudget = 1 << 20

func newFlow(budget int64) *flow {
	set, err := limiter.New(limiter.Options{Budget: max(budget, leastBudget)})
	if err != nil {
		panic(fmt.Sprintf("%v, and it is given", err))
	}
	return &flow{set: set, gates: map[int32]*gate{}}
}

// gate is that of a broker by its node id; nil where it is not known, or no guard is there.
func (f *flow) gate(node int32) *gate {
	if f == nil || node < 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	g := f.gates[node]
	if g == nil {
		g = &gate{limiter: f.set.Of(node)}
		f.gates[node] = g
	}
	return g
}

func (f *flow) all() map[int32]*gate {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.gates)
}

// look halves the limits when the metadata have become stale, and has none grow until they
// are fresh again.
func (f *flow) look(now time.Time, level refresh.Level) {
	f.set.Stale(now, level != refresh.Fresh)
	for _, g := range f.all() {
		g.mu.Lock()
		g.halved(now, cutStale)
		g.mu.Unlock()
	}
}
