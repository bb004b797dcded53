package produce

import (
	"sync"
	"time"
)

// A desk knows which records are on their way: until when, how much room they take, and
// whether more are let in. Each record passes it twice, under one lock.
type desk struct {
	mu      sync.Mutex
	room    room
	wheel   wheel
	owed    int // records of which nothing was told
	unclear int // they were told to be in doubt, and are to be settled
	barred  int // those of the unclear ones that wait for a barrier, which only a record can be that kgo has
	lost    int // they were told to be in doubt, and nothing will settle them
	closed  bool
	shut    chan struct{} // closed with the desk
	landed  chan struct{} // closed as soon as the desk is, and nothing comes any more
	first   chan struct{} // tells the keeper of the time that there is something to wait for
}

func newDesk(budget int64, now time.Time) *desk {
	return &desk{
		room: room{free: budget}, wheel: wheel{began: now},
		shut: make(chan struct{}), landed: make(chan struct{}), first: make(chan struct{}, 1),
	}
}

// enter takes a record in whose room was taken before, or is taken now.
func (d *desk) enter(e *entry, hasRoom bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed && hasRoom:
		d.room.give(e.cost)
		return ErrClosed
	case d.closed:
		return ErrClosed
	case !hasRoom && !d.room.try(e.cost):
		return errFull
	}
	d.owed++
	d.wheel.add(e)
	if d.wheel.count == 1 {
		wake(d.first)
	}
	return nil
}

// leave takes a record out that kgo has answered, with its room, and tells whether nobody
// else has it. The numbers change by what is said.
func (d *desk) leave(e *entry, owed, unclear, lost int) (alone bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room.give(e.cost)
	alone = d.wheel.unlink(e)
	d.add(owed, unclear, lost)
	return alone
}

// count changes the numbers.
func (d *desk) count(owed, unclear, lost int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.add(owed, unclear, lost)
}

// await changes how many records wait for a barrier.
func (d *desk) await(barred int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.barred += barred
	d.add(0, 0, 0)
}

func (d *desk) add(owed, unclear, lost int) {
	d.owed, d.unclear, d.lost = d.owed+owed, d.unclear+unclear, d.lost+lost
	if d.closed && d.owed == 0 && d.unclear == d.barred {
		d.land()
	}
}

// land is told once.
func (d *desk) land() {
	select {
	case <-d.landed:
	default:
		close(d.landed)
	}
}

// over takes out the records whose time is over, and tells whether others wait.
func (d *desk) over(now time.Time, out []*entry) (due []*entry, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wheel.over(now, out), d.wheel.count > 0
}

// rest takes out all records.
func (d *desk) rest() []*entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wheel.rest()
}

// close lets no more in.
func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.closed = true
		close(d.shut)
	}
	d.add(0, 0, 0)
}

// numbers are how many records are on their way.
func (d *desk) numbers() Numbers {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Numbers{Owed: d.owed, InDoubt: d.unclear, Lost: d.lost}
}
