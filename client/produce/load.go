package produce

import "time"

// Load is what a guard has on its hands at a moment.
type Load struct {
	Oldest time.Duration // how long ago the oldest record was given of which nothing was told; 0: there is none
	Within time.Duration // Config.Within
	Used   int64         // bytes of the budget that are taken
	Budget int64         // Config.Budget
}

// Load is what the guard has on its hands. It looks at every record that is on its way, a
// few at a time: for a scrape, not for each record.
func (g *Guard) Load() Load {
	now := time.Now().UnixMilli()
	l := Load{Within: g.within, Budget: g.budget, Used: g.budget - g.desk.free()}
	if sent, any := g.desk.oldest(now); any {
		l.Oldest = time.Duration(now-sent) * time.Millisecond
	}
	return l
}

// free is how much of the budget is not taken.
func (d *desk) free() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.room.free
}

// oldest is when the oldest record was given that is on its way, or waits for room; none
// that came after now. The lock is let go in between, so that nobody waits for it long: a
// record stays in its slot, and what comes meanwhile is younger.
func (d *desk) oldest(now int64) (sent int64, any bool) {
	const slots = 64 // at a time
	sent = now
	for from := 0; from < turn; from += slots {
		d.mu.Lock()
		if first, waits := d.room.first(); from == 0 && waits && first <= sent {
			sent, any = first, true
		}
		for _, e := range d.wheel.slots[from : from+slots] {
			for ; e != nil; e = e.next {
				if e.sent <= sent {
					sent, any = e.sent, true
				}
			}
		}
		d.mu.Unlock()
	}
	return sent, any
}

// first is since when who waits first has waited, in ms since 1970.
func (r *room) first() (since int64, any bool) {
	if r.queue.Len() == 0 {
		return 0, false
	}
	return r.queue.Front().Value.(*guest).since, true
}
