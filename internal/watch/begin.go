package watch

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

// begin shows that a look at a cluster has begun: a watch whose looks fail, or
// take long, goes on all the same. All else on the board stays as it is, and
// nobody is told.
func (h *hub) begin(slot int, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := *h.clusters[slot]
	c.Look.Begun = at
	h.clusters[slot] = &c
	b := *h.o.Holder.Get()
	b.Clusters = h.shown()
	h.o.Holder.Set(&b)
}

// shown are the clusters of which something was published.
func (h *hub) shown() (out []*board.Cluster) {
	for _, c := range h.clusters {
		if c != nil {
			out = append(out, c)
		}
	}
	return out
}
