package lag

import "github.com/breakwaterhq/breakwater/internal/model"

// age fills in how old the first unread record is: by the record, if somebody
// has looked for it, else by what is remembered of the log end.
func (l look) age(p *Partition, u *model.Unread) {
	switch {
	case p.Records == 0:
		p.AgeKnown = true
	case p.names(u):
		p.AgeKnown, p.Age, p.How = true, max(0, l.now-u.At), ByRecord
		if u.Within > 0 {
			p.How, p.Within = ByTimestamp, min(u.Within, p.Age)
		}
	case l.past != nil:
		p.Age, p.Within, p.How, p.AgeKnown = Waited(l.past.LogEnd(p.Topic, p.Partition), p.First, l.now)
	}
}

// Waited is for how long the record of an offset, which is there now, has been
// there, in ms: by which samples the log end passed it. The true time may be
// lower by within, or higher where the method is AtLeast. It is not ok where
// there is no sample.
func Waited(ends model.Track, offset, now int64) (ms, within int64, how Method, ok bool) {
	newest, ok := ends.Latest()
	if !ok {
		return 0, 0, "", false
	}
	if newest.N <= offset {
		ms = max(0, now-newest.At) // it has come since
		return ms, ms, ByHistory, true
	}
	if before, after, crossed := ends.Crossing(offset); crossed {
		ms = max(0, now-before.At)
		return ms, min(ms, max(0, after.At-before.At)), ByHistory, true
	}
	oldest, _ := ends.Oldest()
	return max(0, now-oldest.At), 0, AtLeast, true
}

// ofLate is over how long rates are taken, in ms.
const ofLate = 60_000

// rates fills in how fast the partition is written and read. A log that was
// cut, or a commit that was set back, is no negative rate.
func (l look) rates(p *Partition) {
	if l.past == nil {
		return
	}
	written, _, ok := l.past.LogEnd(p.Topic, p.Partition).Rate(ofLate)
	read, _, also := l.past.Committed(l.group.ID, p.Topic, p.Partition).Rate(ofLate)
	if ok && also {
		p.Written, p.Read, p.Rates = max(0, written), max(0, read), true
	}
}

// moved tells whether the group was seen to acknowledge anything there.
func (l look) moved(s stand) bool {
	if l.past == nil || s.offset < 0 {
		return false
	}
	_, moved := l.past.Committed(l.group.ID, s.at.Topic, s.at.Partition).Moved()
	return moved
}
