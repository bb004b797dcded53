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
	heard     bool // some of the samples were read by the look that is judged
}

// asks tells whether a sample is of the dispute.
func (d *dispute) asks(s Sample) bool {
	return slices.ContainsFunc(d.samples, func(c claim) bool { return c.offset == s.Offset && c.hash == s.Hash })
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
	read     Sample // by D4
}

// enough is in how many looks a detector has to say something.
const enough = 2

// takes adds what a detector says of a leader's log.
func (d *dispute) takes(h hold, leader int32) {
	d.from, d.to = min(d.from, h.from), max(d.to, h.to)
	d.absent = d.absent || h.absent
	if h.by == D4 && !d.asks(h.read) { // so that it is asked again, and not another one
		d.samples = thin(append(d.samples, claim{offset: h.read.Offset, hash: h.read.Hash, acked: h.read.acked}))
	}
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

// without takes a sample out, and tells whether there is another one. What is between those
// that are left was not read.
func (d *dispute) without(offset int64) bool {
	d.samples = slices.DeleteFunc(d.samples, func(c claim) bool { return c.offset == offset })
	for i, c := range d.samples {
		if i == 0 {
			d.from, d.to = c.offset, c.offset
		}
		d.from, d.to = min(d.from, c.offset), max(d.to, c.offset)
	}
	return len(d.samples) > 0
}

// closes ends a look: who no longer says what was not said often enough is not heard. It
// tells whether anything is left.
func (d *dispute) closes() bool {
	firm, left, heard := 0, false, d.heard
	d.heard = false
	for i := range d.against {
		e := &d.against[i]
		asked := Detector(i) != D3 && (Detector(i) != D4 || heard)
		if !e.now && e.looks < enough && asked {
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
	if d.absent && d.isRead() {
		return NotStored
	}
	return Cut
}

// isRead tells whether only what was read back speaks against it.
func (d *dispute) isRead() bool {
	return d.against[D1].looks+d.against[D2].looks+d.against[D3].looks == 0
}
