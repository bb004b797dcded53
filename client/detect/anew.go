package detect

import (
	"errors"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// noID is what brokers before 2.8 tell.
var noID [16]byte

var (
	errAnew  = errors.New("the topic is being made anew: brokers tell different ids of it")
	errWhich = errors.New("the last one was acknowledged while the topic was made anew, and may be of either")
)

// An identity is which one of the topics of one name is looked at, and what was
// acknowledged of it. An entry of a ledger has no id of its topic: when it was
// acknowledged, and offsets that fall, have to tell.
type identity struct {
	id    [16]byte
	known bool     // the id is
	seen  int64    // when it was told last, in ms
	next  [16]byte // another id, told once
	since int64    // when that was, in ms
	past  int64    // what was acknowledged up to then is of a topic before, in ms
	sure  int64    // what was acknowledged after that is of this one, in ms
	fall  fall
}

// A fall is offsets that did not ascend, and to which no look that was asked later has said
// anything yet. It may be the cut of a log, or a new topic.
type fall struct {
	n     int    // how many
	acked int64  // the last one, in ms
	count uint64 // the entries that had been taken in with it
}

// knows tells whether a look is at the topic that is known. Another id is believed when it
// is told twice: a broker that is behind may tell an old one.
func (p *partition) knows(l *Look) bool {
	if l.TopicID == noID {
		return true
	}
	at := l.At.UnixMilli()
	same := !p.known || p.id == l.TopicID
	if !same && p.next != l.TopicID {
		p.next, p.since, p.why = l.TopicID, at, errAnew
		return false
	}
	if !same {
		p.recreated(l)
	}
	p.id, p.known, p.next, p.seen = l.TopicID, true, noID, at
	return same
}

// recreated ends what was claimed of the topic before. Offsets that have fallen since it was
// seen last are where it ended: what came then, and before this one was seen, may be of
// another one that nobody saw, and counts when it was read back. If they fell more than once,
// a log may have been cut, and nobody can tell any more which topic's.
func (p *partition) recreated(l *Look) {
	p.leader, p.epoch, p.checked = l.Leader, l.LeaderEpoch, -1
	p.past, p.sure = p.seen, p.since
	old := p.since
	if p.fall.n == 0 {
		p.producers = nil
	} else if p.fall.acked <= p.since {
		old = p.fall.acked - 1
	}
	v := p.verdict(-1, -1, Expected)
	v.Cause, v.By, v.Since = Recreated, []Detector{D7}, l.At
	if p.fall.n > 1 {
		v.State, v.Cause, v.By = Suspected, Cut, []Detector{D3, D7}
	}
	v.reaches(p.older(old + 1))
	for _, d := range p.disputes {
		if d.confirmed {
			p.stays(d, &v)
		} else {
			v.reaches(d.from, d.to)
		}
	}
	if v.From >= 0 && v.From <= v.To {
		p.gone = append(p.gone, v)
	}
	p.disputes, p.fall, p.end = nil, fall{}, End{}
}

// stays: what was lost before its topic was made anew was not taken by that.
func (p *partition) stays(d *dispute, anew *Verdict) {
	lost := p.disputed(d)
	lost.Replayable = false
	p.gone = append(p.gone, lost)
	if anew.To <= d.to {
		anew.To = min(anew.To, d.from-1)
	}
}

// reaches has a verdict reach over more offsets.
func (v *Verdict) reaches(from, to int64) {
	if from < 0 {
		return
	}
	if v.From < 0 {
		v.From, v.To = from, to
	}
	v.From, v.To = min(v.From, from), max(v.To, to)
}

// explains tells whether a fall is that of the topic which was made anew: what was claimed
// until then may have been of the topic before, and so it was.
func (p *partition) explains(e *ledger.Entry, before claim) bool {
	if before.acked > p.sure {
		return false
	}
	p.ends(e.Offset, before.offset)
	p.ends(p.older(e.Acked))
	p.past, p.sure = e.Acked-1, e.Acked-1
	return true
}

// ends takes in offsets of the topic before.
func (p *partition) ends(from, to int64) {
	for i := len(p.gone) - 1; i >= 0; i-- {
		if p.gone[i].Cause == Recreated {
			p.gone[i].reaches(from, to)
			return
		}
	}
	if from >= 0 {
		v := p.verdict(from, to, Expected)
		v.Cause, v.By = Recreated, []Detector{D7}
		p.gone = append(p.gone, v)
	}
}
