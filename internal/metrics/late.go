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

	// stuck is how long a watch may make no progress at the least, until it is
	// one that hangs. It is longer than the values hold: a restart costs more than
	// a few seconds without them.
	stuck = time.Minute
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

// ended is when the last look at a cluster that brought something ended; zero
// before the first one. A board that does not tell when, tells when it began.
func ended(c *board.Cluster) time.Time {
	if c.Look.Ended.IsZero() {
		return c.At
	}
	return c.Look.Ended
}

// late tells whether what is known of a cluster is too old. Before the first
// look has ended it is too old once that should have.
func late(b *board.Board, c *board.Cluster, now time.Time) bool {
	last := ended(c)
	if last.IsZero() {
		last = b.Started
	}
	return now.Sub(last) > patience(c)
}

// moved is when the watch of a cluster was last seen to go on: when it began or
// ended a look; before the first one when the watch began.
func moved(b *board.Board, c *board.Cluster) time.Time {
	last := b.Started
	for _, at := range []time.Time{c.Look.Begun, ended(c)} {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// endurance is how long a watch may make no progress until it hangs.
func endurance(c *board.Cluster) time.Duration { return max(patience(c), stuck) }

// hangs tells whether the watch of a cluster makes no progress. That looks are
// slow, or fail, is no reason to restart it.
func hangs(b *board.Board, c *board.Cluster, now time.Time) bool {
	return now.Sub(moved(b, c)) > endurance(c)
}
