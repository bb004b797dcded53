package produce

import "time"

// A clock is the one by which a guard keeps its times: how long ago it was made, which
// nobody sets. What people set is asked once in a tick, since a record costs less than two
// clocks.
type clock struct {
	began time.Time
	asked time.Duration // when the other was asked last
	wall  time.Duration // what it says of the beginning, since 1970; 0 before it was asked
}

// now is how long ago the clock began.
func (c *clock) now() time.Duration { return time.Since(c.began) }

// at is a time of this clock, as contexts and timers take it.
func (c *clock) at(now time.Duration) time.Time { return c.began.Add(now) }

// ms is a time of this clock since 1970, in milliseconds. The lock of those who come guards
// it.
func (c *clock) ms(now time.Duration) int64 {
	if c.wall == 0 || now-c.asked >= tick {
		t := time.Now()
		c.asked = t.Sub(c.began)
		c.wall = time.Duration(t.UnixNano()) - c.asked
	}
	return int64((c.wall + now) / time.Millisecond)
}

// longest is as long as a record may take, so that no deadline is beyond what a clock tells.
const longest = time.Duration(1 << 61)
