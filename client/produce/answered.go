package produce

import (
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// late tells that a record's time is over while kgo has it. Nothing can take it back from
// kgo but what takes others with it, so that it may be written yet: that is doubt, also
// where it was never sent.
func (g *Guard) late(e *entry, why error) {
	for !e.state.turns(telling) {
		if e.state.CompareAndSwap(held, ended) {
			g.ended(e, why)
			return
		}
		if e.state.Load() > held {
			return // its lane looks at the time by itself
		}
	}
	g.first(e, Outcome{Kind: InDoubt, Record: e.record, Err: why})
	if !e.state.CompareAndSwap(telling, doubtful) {
		g.settles(*e.more.last) // it came while the first was told
	}
	g.desk.count(change{told: 1, unclear: 1})
}

// ended tells that the time of a record is over that kgo does not have, and will not have
// again. Its lane has the entry still.
func (g *Guard) ended(e *entry, why error) {
	e.restores()
	g.first(e, Outcome{Kind: NotPersisted, Record: e.record, Final: true, Err: fmt.Errorf("%w before it was sent again: a broker has refused the batch that it was in for its size", why)})
	g.desk.leave(e, false, change{told: 1})
}

// answered takes in what kgo promised.
func (g *Guard) answered(e *entry, r *kgo.Record, err error) {
	fetchNext(e)
	e.found(r)
	at, cost, from := e.at(), int64(e.cost), e.from() // the entry may be another record's at the end
	if err != nil {
		g.failed(e, err)
		if at != nil {
			at.went.Add(cost) // when a lane has it, which takes it for what kgo no longer has
		}
		g.lanes.looks(from)
		return
	}
	if at != nil {
		at.went.Add(cost)
		g.passed(e, r)
	}
	g.acknowledges(e, r)
	g.ends(e, Outcome{Kind: Persisted, Record: r})
	g.lanes.looks(from)
}

// passed takes an acknowledgement in, which may be the barrier of records in doubt.
func (g *Guard) passed(e *entry, r *kgo.Record) {
	at := e.mark.at
	if r.Offset < 0 {
		at.drifts()
		return
	}
	g.times(e)
	if before, fell := at.acknowledged(r); fell && !g.again {
		g.counters.falls.Add(1)
		g.fell(Fall{r.Topic, r.Partition, before, r.Offset})
	}
	if at.doubts.Load() > 0 && g.settler != nil {
		ready := at.barrier(e, r)
		g.settler.add(ready...)
		for _, d := range ready {
			d.guard.desk.count(change{barred: -1})
		}
	}
}

// failed takes in that kgo gave a record up. What may be settled stays in doubt.
func (g *Guard) failed(e *entry, err error) {
	if g.kit != nil {
		g.kit.metadata.failed()
		if tooLarge(err) {
			g.kit.limits.soon() // they have changed
		}
	}
	o := g.meaning(e, err)
	if o.Kind == NotPersisted && g.lanes.keeps(e, err) {
		return
	}
	at := e.at()
	if o.Kind == InDoubt && (g.settler == nil || at == nil) {
		o.Err = unsettled(errBlind, err)
	}
	if o.Kind != InDoubt || g.settler == nil || at == nil {
		g.ends(e, o)
		return
	}
	first := e.state.turns(doubtful)
	if first {
		g.first(e, o)
	}
	g.desk.leave(e, false, change{told: count(first), unclear: count(first)})
	if why := g.doubt(e, err); why != nil {
		o.Err = unsettled(why, err)
		g.over(e, o)
		return
	}
	g.desk.count(change{barred: 1})
}

// ends takes in kgo's answer if it is the last that can come.
func (g *Guard) ends(e *entry, o Outcome) {
	first := g.tells(e, o)
	c := change{unclear: -1, lost: count(o.Kind == InDoubt)}
	if first {
		c = change{told: 1, persisted: count(o.Kind == Persisted), lost: c.lost}
	}
	g.desk.leave(e, first && !g.hooked && !e.lent(), c)
}

// over takes in what became of a record in doubt that kgo no longer has.
func (g *Guard) over(e *entry, o Outcome) {
	if o.Kind == Persisted && g.ledger != nil {
		g.enters(o.Record, o.Record.LeaderEpoch, time.Now())
	}
	g.tells(e, o)
	g.desk.count(change{unclear: -1, lost: count(o.Kind == InDoubt)})
}

// tells the last outcome to whom it concerns: the sender, if it is the first, else whom
// Config.Settled names, behind the first.
func (g *Guard) tells(e *entry, o Outcome) (first bool) {
	o.Final = true
	e.restores() // it may be sent again
	if e.state.turns(ended) {
		g.first(e, o)
		return true
	}
	if o.Kind == Rejected {
		o.Kind = NotPersisted // who was told of a doubt is told one of two
	}
	last := o // what is kept is no longer on the stack, and most is not kept
	e.has().last = &last
	if e.state.Swap(ended) == doubtful {
		g.settles(o)
	}
	return false
}

// settles tells what a record in doubt became.
func (g *Guard) settles(o Outcome) {
	g.counters.last(o.Kind)
	g.settled(o)
}

// first tells the sender.
func (g *Guard) first(e *entry, o Outcome) {
	if o.Kind != Persisted { // those the desk counts
		g.counters.first(o)
	}
	e.told(o)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
