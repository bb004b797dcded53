package produce

import (
	"slices"
	"time"
)

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
	now := g.desk.now()
	l := Load{Within: g.within, Budget: g.budget, Used: g.budget - g.desk.free()}
	if given, any := g.desk.oldest(now); any {
		l.Oldest = now - given
	}
	return l
}

// free is how much of the budget is not taken.
func (d *desk) free() int64 {
	d.in.Lock()
	defer d.in.Unlock()
	d.takeOver()
	return d.in.free
}

// oldest is when the oldest record was given of which nothing was told, or that waits for
// room; none that came after now. The lock is let go in between, so that nobody waits for it
// long: a record stays in its place, and what comes meanwhile is younger.
func (d *desk) oldest(now time.Duration) (given time.Duration, any bool) {
	const shelves = 64 // at a time
	d.in.Lock()
	given, any = d.in.first()
	all := d.in.list // of later ones all entries are younger
	d.in.Unlock()
	for part := range slices.Chunk(all, shelves) {
		d.in.Lock()
		if at, has := oldest(part); has && (!any || at < given) {
			given, any = at, true
		}
		d.in.Unlock()
	}
	return given, any && given <= now
}

// first is since when who waits first has waited.
func (r *room) first() (since time.Duration, any bool) {
	if r.queue.Len() == 0 {
		return 0, false
	}
	return r.queue.Front().Value.(*guest).since, true
}
