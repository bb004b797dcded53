package detect

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// errSettings: whether a record may be gone is not known.
var errSettings = errors.New("cleanup.policy and retention are not told: grant DESCRIBE_CONFIGS on the topic")

// judges takes in a look.
func (p *partition) judges(l *Look) {
	if p.why = l.Err; p.why != nil {
		return
	}
	if !p.knows(l) {
		return
	}
	if l.LeaderEpoch < p.epoch {
		p.why = fmt.Errorf("broker %d answers as the leader of epoch %d, and there was a newer one, %d", l.Leader, l.LeaderEpoch, p.epoch)
		return
	}
	p.leader, p.epoch = l.Leader, l.LeaderEpoch
	if l.count < p.fall.count {
		return // it was asked of what is no longer claimed
	}
	p.fall, p.end = fall{}, End{Acknowledged: l.Last + 1, Log: l.End}
	if p.any && l.Start > p.first.offset {
		p.deleted(l)
	}
	p.weighs(l)
}

// weighs holds a look against what is claimed.
func (p *partition) weighs(l *Look) {
	holds, stands := p.reads(l)
	if len(l.Samples) > 0 {
		p.turn++
	}
	if l.Last >= 0 && l.acked <= p.sure {
		p.why = errWhich
	} else {
		holds = append(holds, l.ends(stands)...)
	}
	for _, d := range p.disputes {
		if d.against[D3].looks > 0 && l.End <= d.to {
			holds = append(holds, hold{by: D1, from: max(l.End, d.from), to: d.to})
		}
	}
	for _, h := range holds {
		p.about(h, l.At).takes(h, l.Leader)
	}
	p.disputes = slices.DeleteFunc(p.disputes, func(d *dispute) bool {
		deleted := !d.confirmed && d.isRead() && d.to < l.Start // so that it cannot be read again
		return deleted || !d.closes()
	})
	if len(p.disputes) == 0 && p.why == nil {
		p.checked = max(p.checked, l.Last)
	}
}

// ends is what speaks against the last claim by the ends of the log, and of its epoch.
func (l *Look) ends(stands int64) (holds []hold) {
	for by, end := range map[Detector]int64{D1: l.End, D2: l.epochEnd()} {
		if from := max(end, stands+1, l.First); end >= 0 && from <= l.Last {
			holds = append(holds, hold{by: by, from: from, to: l.Last})
		}
	}
	return holds
}

// epochEnd is where the log ends for the epoch of the last claim, where that counts: that
// epoch is the client's, which may have been late, unless the record is read back.
func (l *Look) epochEnd() int64 {
	if l.End > l.Last && (len(l.Read) == 0 || l.Read[0] == NotRead) {
		return -1
	}
	return l.EpochEnd
}

// reads judges what was read back: what speaks against it, and the highest offset up to
// which nothing was cut, because a record stands there that is claimed.
func (p *partition) reads(l *Look) (holds []hold, stands int64) {
	stands = -1
	for i, s := range l.Samples {
		if i >= len(l.Read) {
			break
		}
		p.hears(s, l.Read[i])
		if l.Read[i] != Same && s.acked <= p.sure {
			continue // it may be of the topic before
		}
		switch l.Read[i] {
		case Same:
			p.found(s)
			p.sure = min(p.sure, s.acked-1) // what came later is of this topic, too
			if s.Offset <= l.Last {
				stands = max(stands, s.Offset)
			}
		case Other:
			holds = append(holds, hold{by: D4, from: s.Offset, to: s.Offset, read: s})
		case Absent:
			if l.Settings == nil {
				p.why = errSettings
			} else if !l.Settings.Compacts {
				holds = append(holds, hold{by: D4, from: s.Offset, to: s.Offset, absent: true, read: s})
			}
		}
	}
	return holds, stands
}

// hears notes for which disputes there is an answer.
func (p *partition) hears(s Sample, r Read) {
	for _, d := range p.disputes {
		d.heard = d.heard || r != NotRead && d.asks(s)
	}
}

// found takes what was read back out of a dispute, with all below it: a log is cut at its
// end alone. What was never stored may be anywhere.
func (p *partition) found(s Sample) {
	p.disputes = slices.DeleteFunc(p.disputes, func(d *dispute) bool {
		if d.confirmed || !d.asks(s) {
			return false
		}
		if d.cause() == NotStored {
			return !d.without(s.Offset)
		}
		d.from = max(d.from, s.Offset+1)
		d.samples = slices.DeleteFunc(d.samples, func(c claim) bool { return c.offset <= s.Offset })
		return d.from > d.to
	})
}

// slack is how much earlier than its acknowledgement a record may have been stamped:
// records are stamped when they are sent, and retention goes by that.
const slack = 2 * time.Minute

// deleted judges what lies before the start of the log.
func (p *partition) deleted(l *Look) {
	if l.Settings == nil {
		p.why = errSettings
		return
	}
	v := p.verdict(p.first.offset, min(l.Start-1, p.last.offset), Expected)
	v.Cause, v.By, v.Since = Retained, []Detector{D5}, l.At
	age := l.At.Sub(time.UnixMilli(p.below(l.Start)))
	old := l.Settings.Retention >= 0 && age+slack >= l.Settings.Retention
	if !l.Settings.Deletes || !old && !l.Settings.Bounded {
		v.State, v.Cause = Suspected, DeletedEarly
	}
	if n := len(p.gone); n > 0 && p.gone[n-1].State == v.State && p.gone[n-1].Cause == v.Cause {
		p.gone[n-1].To = v.To
		return
	}
	p.gone = append(p.gone, v)
}
