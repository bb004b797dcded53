package detect

import (
	"slices"
	"time"
)

// A dispute is a range of acknowledged offsets against which detectors speak.
type dispute struct {
	from, to  int64
	since     time.Time
	against   [D7 + 1]evidence
	samples   []claim // that are claimed no more
	absent    bool    // of what was read back, it was not there at all
	confirmed bool
}

// evidence is what one detector has.
type evidence struct {
	looks   int
	leaders []int32
	now     bool // by the look that is judged
}

// A hold is what one detector says by one look.
type hold struct {
	by       Detector
	from, to int64
	absent   bool
}

// enough is in how many looks a detector has to say something.
const enough = 2

// takes adds what a detector says of a leader's log.
func (d *dispute) takes(h hold, leader int32) {
	d.from, d.to = min(d.from, h.from), max(d.to, h.to)
	d.absent = d.absent || h.absent
	e := &d.against[h.by]
	if !e.now {
		e.looks++
		e.now = true
	}
	if leader >= 0 && !slices.Contains(e.leaders, leader) {
		e.leaders = append(e.leaders, leader)
	}
}

// meets tells whether a hold is about the same loss. What was read back are single records
// of one.
func (d *dispute) meets(h hold) bool {
	return h.from <= d.to && d.from <= h.to || h.by == D4 && d.against[D4].looks > 0
}

// closes ends a look: who no longer says what was not said often enough is not heard. It
// tells whether anything is left.
func (d *dispute) closes() bool {
	firm, left := 0, false
	for i := range d.against {
		e := &d.against[i]
		if !e.now && e.looks < enough && Detector(i) != D3 {
			*e = evidence{}
		}
		e.now = false
		left = left || e.looks > 0
		if e.looks >= enough || e.looks > 0 && Detector(i) == D3 {
			firm++
		}
		if e.looks >= enough && (len(e.leaders) > 1 || Detector(i) == D4) {
			d.confirmed = true
		}
	}
	d.confirmed = d.confirmed || firm > 1
	return left || d.confirmed
}

// by lists the detectors that speak.
func (d *dispute) by() (out []Detector) {
	for i := range d.against {
		if d.against[i].looks > 0 {
			out = append(out, Detector(i))
		}
	}
	return out
}

// cause is what their words amount to.
func (d *dispute) cause() Cause {
	if d.absent && d.against[D1].looks+d.against[D2].looks+d.against[D3].looks == 0 {
		return NotStored
	}
	return Cut
}
