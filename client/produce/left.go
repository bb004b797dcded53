package produce

// left is what those who have left the desk have left there, since it was taken over.
type left struct {
	bytes int64
	free  []int32 // places of entries that are free again
	change
}

// A change is by how much the numbers change with a record.
type change struct {
	told      int // its first outcome was told
	persisted int // and it was that
	unclear   int // it was told to be in doubt, and is to be settled
	barred    int // of the unclear ones, it waits for a barrier, which only a record can be that kgo has
	lost      int // it was told to be in doubt, and nothing will settle it
}

// takeOver adds what was left to the side of those who come, and gives room to those who wait.
// It returns what was left.
func (d *desk) takeOver() left {
	d.out.Lock()
	l := d.out.left
	d.out.bytes, d.out.told = 0, 0
	d.in.owed -= l.told
	if !d.in.tells {
		d.in.frees(d.out.free)
		d.out.free = d.out.free[:0]
	}
	d.out.Unlock()
	d.in.give(l.bytes)
	return l
}

// leave takes a record out that kgo has answered, with its room. Nobody has its entry any
// more if that is said to be free. The numbers change by what is said.
func (d *desk) leave(e *entry, free bool, c change) {
	d.out.Lock()
	if free {
		e.clear()
	}
	d.out.bytes += int64(e.cost)
	enough := d.out.bytes >= d.worth
	d.out.add(c)
	if free {
		d.out.free = append(d.out.free, e.state.place())
	}
	d.out.Unlock()
	if !free {
		d.replace(e)
	}
	d.looked(enough)
}

// count changes the numbers.
func (d *desk) count(c change) {
	d.out.Lock()
	d.out.add(c)
	d.out.Unlock()
	d.looked(false)
}

func (c *change) add(by change) {
	c.told += by.told
	c.persisted += by.persisted
	if by.unclear|by.barred|by.lost != 0 { // mostly none is in doubt
		c.unclear += by.unclear
		c.barred += by.barred
		c.lost += by.lost
	}
}

// replace has another entry in the place of one that somebody may keep.
func (d *desk) replace(e *entry) {
	d.in.Lock()
	defer d.in.Unlock()
	place := e.state.place()
	d.in.puts(place)
	d.out.Lock()
	defer d.out.Unlock()
	d.out.free = append(d.out.free, place)
}

// looked has a look if somebody waits for what was left. Who waits for a little room is
// told with the next tick, so that a sender does not wake for each record.
func (d *desk) looked(enough bool) {
	switch d.waited.Load() {
	case forNobody:
		return
	case forRoom:
		if !enough {
			return
		}
	}
	d.in.Lock()
	defer d.in.Unlock()
	d.look()
}

// look gives those who wait what was left. They say first that they wait, so that who
// leaves behind it sees it.
func (d *desk) look() {
	switch {
	case d.in.closed:
		d.waited.Store(forOthers)
	case d.in.queue.Len() > 0:
		d.waited.Store(forRoom)
	}
	l := d.takeOver()
	switch {
	case d.in.closed && d.in.owed == 0 && l.unclear == l.barred:
		d.land()
	case !d.in.closed && d.in.queue.Len() == 0:
		d.waited.Store(forNobody)
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
