package produce

import (
	"sync/atomic"
	"time"
)

// A clock is the one by which a guard keeps its times: how long ago it was made, which
// nobody sets. A record costs hardly more than to ask it, so that one answer does for
// several records that come within a millisecond.
type clock struct {
	began time.Time
	last  atomic.Int64 // the last answer, in ns
	good  atomic.Int32 // for how many more records it does
	quick atomic.Int32 // how many answers in a row were within a millisecond of the one before
}

// several is for how many records an answer does, once as many in a row came within a
// millisecond of each other.
const several = 16

// now is how long ago the clock began.
func (c *clock) now() time.Duration { return time.Since(c.began) }

// lately is how long ago the clock began, or a little less: at most a tick, behind several
// records in a row, and mostly less than a millisecond.
func (c *clock) lately() time.Duration {
	if c.good.Add(-1) >= 0 {
		return time.Duration(c.last.Load())
	}
	now := c.now()
	c.good.Store(-1)
	before := c.last.Load()
	for int64(now) > before && !c.last.CompareAndSwap(before, int64(now)) {
		before = c.last.Load()
	}
	if now-time.Duration(before) >= time.Millisecond {
		c.quick.Store(0)
	} else {
		c.quick.Add(1)
	}
	return now
}

// again has an answer that was just had do for several records, if they come in a row and it
// is the last one. It is to be called where the keeper of the time is awake, who has the clock
// asked again in each tick.
func (c *clock) again(now time.Duration) {
	if c.good.Load() < 0 && c.quick.Load() > several && c.last.Load() == int64(now) {
		c.good.Store(several)
	}
}

// stale has the clock asked again.
func (c *clock) stale() { c.good.Store(0) }

// until is a deadline of a context by this clock. One that was not made from a reading of the
// process's own clock is held against what people's clock says now, which may have been set.
func (c *clock) until(deadline time.Time) time.Duration {
	if deadline == deadline.Round(0) {
		return c.now() + min(time.Until(deadline), longest)
	}
	return deadline.Sub(c.began)
}

// at is a time of this clock, as contexts and timers take it.
func (c *clock) at(now time.Duration) time.Time { return c.began.Add(now) }

// A calendar is what people's clock says at a time of a clock. They set theirs, so that it is
// asked once in a tick.
type calendar struct {
	asked time.Duration // when it was asked last
	said  time.Time     // what it said then; zero before it was asked
	of    time.Duration // the time that was wanted last
	date  time.Time     // and what it is
}

// at is a time since a clock began as people have it. It is mostly the one before.
func (c *calendar) at(now time.Duration, began time.Time) time.Time {
	switch {
	case c.said.IsZero() || now-c.asked >= tick:
		t := time.Now()
		c.asked, c.said = t.Sub(began), t.Round(0)
	case now == c.of:
		return c.date
	}
	c.of, c.date = now, c.said.Add(now-c.asked)
	return c.date
}

// longest is as long as a record may take, so that no deadline is beyond what a clock tells.
const longest = time.Duration(1 << 61)
