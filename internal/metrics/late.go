package metrics

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

const (
	// missedLooks is after how many looks that should have ended a watch no
	// longer counts as one that goes on.
	missedLooks = 3

	// firstLook is how long a look may take of which nobody knows the cadence.
	firstLook = 30 * time.Second

	// hungBrokers is how long a look may take at the least: its calls wait for
	// their limits where brokers hang, and just then the watch must not be
	// restarted.
	hungBrokers = 30 * time.Second
)

// patience is how long the end of a cluster's next look may be awaited. A look
// at a large cluster may take longer than its cadence.
func patience(c *board.Cluster) time.Duration {
	longest := max(c.Look.Every, c.Look.Took)
	if longest <= 0 {
		longest = firstLook
	}
	return max(missedLooks*longest, hungBrokers)
}

// moved is when the watch of a cluster last ended a look; before the first one
// when it began.
func moved(b *board.Board, c *board.Cluster) time.Time {
	if c.At.IsZero() {
		return b.Started
	}
	return c.At
}

// late tells whether the watch of a cluster has not moved for too long.
func late(b *board.Board, c *board.Cluster, now time.Time) bool {
	return now.Sub(moved(b, c)) > patience(c)
}
