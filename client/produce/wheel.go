package produce

import "time"

// A wheel keeps entries by their deadlines: one list for each tick, in a circle. To come
// and to go costs the same with one entry as with a million. The desk's lock guards it.
type wheel struct {
	slots [turn]*entry
	count int
	began time.Time // tick 0, by the clock that nobody sets
	at    int64     // the tick up to which all that is over was taken out
}

const (
	// tick is how exactly a deadline is kept.
	tick = 10 * time.Millisecond
	// turn is how many ticks the wheel has; what is later lies in it for several turns.
	turn = 1 << 11
)

func (w *wheel) ticks(t time.Time) int64 { return int64(t.Sub(w.began) / tick) }

// add takes an entry in, to be over at its deadline or up to a tick later.
func (w *wheel) add(e *entry) {
	e.slot = int(max(w.ticks(e.deadline)+1, w.at+1) % turn)
	e.prev, e.next = nil, w.slots[e.slot]
	if e.next != nil {
		e.next.prev = e
	}
	w.slots[e.slot] = e
	w.count++
}

// unlink takes an entry out, and tells whether it was in.
func (w *wheel) unlink(e *entry) bool {
	if e.slot < 0 {
		return false
	}
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		w.slots[e.slot] = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	}
	e.next, e.prev, e.slot = nil, nil, -1
	w.count--
	return true
}

// over takes out the entries whose deadline has come.
func (w *wheel) over(now time.Time, out []*entry) []*entry {
	until := w.ticks(now)
	for range min(until-w.at, turn) {
		w.at++
		for e := w.slots[w.at%turn]; e != nil; {
			next := e.next
			if !e.deadline.After(now) {
				w.unlink(e)
				out = append(out, e)
			}
			e = next
		}
	}
	w.at = max(w.at, until)
	return out
}

// rest takes out all.
func (w *wheel) rest() (out []*entry) {
	for i := range w.slots {
		for w.slots[i] != nil {
			out = append(out, w.slots[i])
			w.unlink(w.slots[i])
		}
	}
	return out
}
