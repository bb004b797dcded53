package detect

import (
	"errors"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// A partition is what is claimed of one, and what its leaders said.
type partition struct {
	topic string
	index int32
	claims
	count uint64
	identity

	leader   int32 // of the last look; -1 before
	epoch    int32 // the newest one that was seen
	checked  int64 // what was acknowledged up to here was found fine; -1 for nothing
	end      End   // of the last look
	why      error // the last look told nothing, or not enough
	disputes []*dispute
	gone     []Verdict // taken from the start of the log
	turn     int
}

// errNew: acknowledged, and not looked at.
var errNew = errors.New("it was acknowledged after the last look")

// newPartition is one that nobody has looked at.
func newPartition(topic string, index int32) *partition {
	return &partition{topic: topic, index: index, identity: identity{past: -1, sure: -1}, leader: -1, epoch: -1, checked: -1, why: errors.New("nobody has looked at it yet")}
}

// takes takes in an entry, and tells whether it speaks against what came before.
func (p *partition) takes(e *ledger.Entry) bool {
	p.count++
	if e.Acked <= p.past {
		p.ends(e.Offset, e.Offset)
		return false
	}
	before := p.last
	cut := p.take(e)
	if cut == nil || p.explains(e, before) {
		return false
	}
	p.fall = fall{p.fall.n + 1, e.Acked, p.count}
	h := hold{by: D3, from: e.Offset, to: before.offset}
	d := p.about(h, time.UnixMilli(e.Acked))
	d.takes(h, -1)
	d.against[D3].now = false
	d.samples = thin(append(d.samples, cut...))
	p.checked = min(p.checked, e.Offset-1)
	return true
}

// thin keeps a few of many, with the ends.
func thin(all []claim) []claim {
	const most = 8
	if len(all) <= most {
		return all
	}
	var out []claim
	for i := range most {
		out = append(out, all[i*(len(all)-1)/(most-1)])
	}
	return out
}

// about is the dispute that a hold belongs to.
func (p *partition) about(h hold, at time.Time) *dispute {
	var found *dispute
	p.disputes = slices.DeleteFunc(p.disputes, func(d *dispute) bool {
		switch {
		case !d.meets(h):
			return false
		case found == nil:
			found = d
			return false
		}
		found.absorbs(d)
		return true
	})
	if found == nil {
		found = &dispute{from: h.from, to: h.to, since: at}
		p.disputes = append(p.disputes, found)
	}
	return found
}

// absorbs takes in another dispute of the same loss.
func (d *dispute) absorbs(o *dispute) {
	d.from, d.to = min(d.from, o.from), max(d.to, o.to)
	d.confirmed, d.absent = d.confirmed || o.confirmed, d.absent || o.absent
	d.samples = thin(append(d.samples, o.samples...))
	if o.since.Before(d.since) {
		d.since = o.since
	}
	for i, e := range o.against {
		if e.looks > d.against[i].looks {
			d.against[i] = e
		}
	}
}

// stride is a prime above maxMarks, so that all marks have their turn, however many.
const stride = 7919

// asks is what has to be found out. Of what is not disputed one record is read back, each
// time another one if there is nothing new.
func (p *partition) asks() Ask {
	a := Ask{Topic: p.topic, Partition: p.index, First: -1, Last: -1, Epoch: -1, count: p.count}
	if p.any {
		a.First, a.Last, a.Epoch, a.acked = p.first.offset, p.last.offset, p.last.epoch, p.last.acked
		a.Samples = append(a.Samples, p.last.sample())
		if len(p.marks) > 0 {
			m := p.marks[p.turn%len(p.marks)*stride%len(p.marks)]
			a.Samples = append(a.Samples, m.sample())
		}
	}
	for _, d := range p.disputes {
		if d.confirmed {
			continue
		}
		for _, s := range d.samples {
			a.Samples, a.disputed = append(a.Samples, s.sample()), true
		}
	}
	return a
}

// verdicts are those on this partition, and one for all of which nothing is said.
func (p *partition) verdicts() []Verdict {
	out := slices.Clone(p.gone)
	for _, d := range p.disputes {
		out = append(out, p.disputed(d))
	}
	if !p.any {
		return out
	}
	rest := p.verdict(p.first.offset, p.last.offset, Fine)
	if p.why != nil {
		rest.State, rest.Why = Unknown, p.why
		return append(out, rest)
	}
	rest.To = min(p.checked, p.last.offset)
	for _, d := range p.disputes {
		rest.To = min(rest.To, d.from-1)
	}
	if rest.To >= rest.From {
		out = append(out, rest)
	}
	if p.checked < p.last.offset && len(p.disputes) == 0 {
		rest = p.verdict(max(p.checked+1, p.first.offset), p.last.offset, Unknown)
		rest.Why = errNew
		out = append(out, rest)
	}
	return out
}

// disputed is the verdict on a dispute.
func (p *partition) disputed(d *dispute) Verdict {
	v := p.verdict(d.from, d.to, Suspected)
	v.Cause, v.By, v.Since = d.cause(), d.by(), d.since
	if d.confirmed {
		v.State, v.Replayable = Confirmed, p.why == nil
	}
	return v
}

func (p *partition) verdict(from, to int64, s State) Verdict {
	return Verdict{Topic: p.topic, Partition: p.index, From: from, To: to, State: s, Leader: p.leader, Epoch: p.epoch}
}

// forgets drops disputes of a range, and what is claimed in it.
func (p *partition) forgets(from, to int64) {
	p.disputes = slices.DeleteFunc(p.disputes, func(d *dispute) bool { return d.from >= from && d.to <= to })
	p.gone = slices.DeleteFunc(p.gone, func(v Verdict) bool { return v.From >= from && v.To <= to })
	if p.any && p.last.offset >= from && p.last.offset <= to {
		p.cut(from)
		p.producers = nil
	}
}
