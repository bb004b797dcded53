package produce

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A desk knows which records are on their way: until when, how much room they take, and
// whether more are let in. It has two sides, each with its own lock, so that who sends and
// who answers do not wait for each other: records come in on one and leave on the other.
// What was left there is taken over when those who come need it.
type desk struct {
	shut   chan struct{} // closed with the desk
	landed chan struct{} // closed as soon as the desk is, and nothing comes any more
	first  chan struct{} // tells the keeper of the time that there is something to wait for
	worth  int64         // room of which those who wait for some are told at once
	waited atomic.Uint32 // what those who leave are to look for

	_ [64]byte // a side has its lines of the cache alone
	clock
	in struct {
		sync.Mutex
		shelves
		room
		calendar
		owed   int  // records of which nothing was told
		asleep bool // the keeper of the time waits for the first
		tells  bool // he tells some that their time is over
		closed bool
	}
	_   [64]byte
	out struct {
		sync.Mutex
		left
	}
	_ [64]byte
}

// What those who leave are to look for.
const (
	forNobody uint32 = iota
	forRoom          // somebody waits for room
	forOthers        // somebody waits until all have left
)

func newDesk(budget int64, now time.Time) *desk {
	d := &desk{worth: budget / 16, shut: make(chan struct{}), landed: make(chan struct{}), first: make(chan struct{}, 1)}
	d.began = now
	d.in.free, d.in.asleep = budget, true
	return d
}

// enter takes a record in whose room was taken before, or is taken now.
func (d *desk) enter(o *errand, hasRoom bool) (*entry, error) {
	d.in.Lock()
	defer d.in.Unlock()
	barred := o.topic != nil && o.topic.lane.Load() != nil
	if hasRoom && (d.in.closed || barred) {
		d.in.give(o.cost)
	}
	switch {
	case d.in.closed:
		return nil, ErrClosed
	case barred:
		return nil, errLane
	case !hasRoom && !d.tries(o.cost):
		return nil, errFull
	}
	o.at = d.in.calendar.at(o.given, d.began)
	e := d.in.take(o)
	if e == nil {
		e = d.another(o)
	}
	d.in.owed++
	d.rouse()
	d.again(o.given)
	return e, nil
}

// tries takes room, also of what was left.
func (d *desk) tries(cost int64) bool {
	if d.in.try(cost) {
		return true
	}
	d.takeOver()
	return d.in.try(cost)
}

// another takes an entry that was left, or a new one.
func (d *desk) another(o *errand) *entry {
	d.takeOver()
	if d.in.tight(d.in.owed) {
		d.in.grow()
	} else {
		d.in.again(d.in.owed)
	}
	e := d.in.take(o)
	if e == nil { // others than those of whom nothing was told have them
		d.in.grow()
		e = d.in.take(o)
	}
	return e
}

// holds finds the entry of a record that is on its way; nil if there is none.
func (d *desk) holds(r *kgo.Record) *entry {
	for e := range d.each {
		if e.record == r {
			return e
		}
	}
	return nil
}

// each goes through the entries of all records that are on their way. Nobody comes or leaves
// meanwhile.
func (d *desk) each(yield func(*entry) bool) {
	d.in.Lock()
	defer d.in.Unlock()
	d.out.Lock()
	defer d.out.Unlock()
	for e := range d.in.all {
		if e.record != nil && e.state.Load() != ended && !yield(e) {
			return
		}
	}
}

// rouse has the keeper of the time look at the clock again.
func (d *desk) rouse() {
	if d.in.asleep {
		d.in.asleep = false
		wake(d.first)
	}
}

// over is the records whose time is over, and tells whether others wait. What becomes free
// is not taken again before those were told, so that none of them is another record by then.
func (d *desk) over(now time.Time, out []*entry) (due []*entry, more bool) {
	d.in.Lock()
	defer d.in.Unlock()
	d.look()
	due = d.in.over(now.Sub(d.began), out)
	d.in.tells = len(due) > 0
	more = d.in.owed > 0 || d.in.queue.Len() > 0
	d.in.asleep = !more
	d.stale()
	return due, more
}

// told is behind over, when those were told.
func (d *desk) told() {
	d.in.Lock()
	defer d.in.Unlock()
	d.in.tells = false
}

// rest is all records of which nothing was told, when no more are let in.
func (d *desk) rest() []*entry {
	d.in.Lock()
	defer d.in.Unlock()
	return d.in.over(never, nil)
}

// close lets no more in.
func (d *desk) close() {
	d.in.Lock()
	defer d.in.Unlock()
	if !d.in.closed {
		d.in.closed = true
		close(d.shut)
	}
	d.look()
}

// numbers are how many records are on their way.
func (d *desk) numbers() Numbers {
	d.in.Lock()
	defer d.in.Unlock()
	l := d.takeOver()
	return Numbers{Owed: d.in.owed, InDoubt: l.unclear, Lost: l.lost}
}

// persisted is how many records have left that are.
func (d *desk) persisted() uint64 {
	d.out.Lock()
	defer d.out.Unlock()
	return uint64(d.out.left.persisted)
}
