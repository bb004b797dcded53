package produce

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Produce sends a record, and has its outcome told once, within Config.Within or by the
// deadline of the context if that is earlier. If there is no room in the budget, it waits
// for some, until then or until the context is cancelled: then the record is NotPersisted,
// as is one whose context has ended before.
// Once kgo has the record, a cancellation has no effect. A record without a timestamp
// gets one: of those that come in a row, within milliseconds, several get the same, and the
// first behind such a row gets one that may be 10 ms old.
//
// Until its outcome is told the record is the guard's, and so is its Context: of one whose
// Context somebody else has put away, a failure is never certain.
//
// The function may be called before Produce returns, and from several goroutines. It must
// not wait, or it keeps others from being told: what calls Produce, ProduceSync or Close
// from it does so in a goroutine. A record that it is told to be InDoubt is told again to
// Config.Settled.
//
// The first record of a topic waits up to two seconds for the topic's limits.
func (g *Guard) Produce(ctx context.Context, r *kgo.Record, told func(Outcome)) {
	g.send(ctx, r, told, true)
}

// TryProduce is Produce, except that a record for which there is no room at once is
// NotPersisted. It waits, too, for the limits of a topic that is new.
func (g *Guard) TryProduce(ctx context.Context, r *kgo.Record, told func(Outcome)) {
	g.send(ctx, r, told, false)
}

// ProduceSync sends a record and returns its outcome.
func (g *Guard) ProduceSync(ctx context.Context, r *kgo.Record) Outcome {
	out := make(chan Outcome, 1)
	g.Produce(ctx, r, func(o Outcome) { out <- o })
	return <-out
}

func (g *Guard) send(ctx context.Context, r *kgo.Record, told func(Outcome), waits bool) {
	if ctx == nil {
		ctx = context.Background()
	}
	if told == nil {
		told = func(Outcome) {}
	}
	now := g.desk.lately()
	deadline := now + g.within
	if theirs, has := ctx.Deadline(); has {
		deadline = min(deadline, g.desk.until(theirs))
	}
	topic, cost, err := g.costs(ctx, r, deadline)
	if err != nil {
		kind := Rejected
		if errors.Is(err, ErrTime) {
			kind = NotPersisted
		}
		g.unsent(told, Outcome{Kind: kind, Record: r, Err: err})
		return
	}
	o := errand{Context: ctx, record: r, topic: topic, theirs: r.Context, told: told, cost: cost, given: now, deadline: deadline}
	e, err := g.enter(&o, waits)
	if err != nil {
		g.unsent(told, Outcome{Kind: NotPersisted, Record: r, Err: err})
		return
	}
	if r.Timestamp.IsZero() {
		r.Timestamp = o.at // as kgo would do, which asks two clocks for it
	}
	r.Context = e
	g.produces(e)
}

// produces gives kgo a record.
func (g *Guard) produces(e *entry) {
	promise := g.promise
	if g.hooked {
		promise = func(r *kgo.Record, err error) { g.answered(e, r, err) }
	}
	g.client.TryProduce(context.Background(), e.record, promise)
}

// promises is kgo's promise for all records, where no other hook can change their contexts.
// Where somebody else has, the entry is looked for among all: that is slow, and rare.
func (g *Guard) promises(r *kgo.Record, err error) {
	e := entryOf(r)
	if e == nil || e.record != r {
		e = g.desk.holds(r)
	}
	if e != nil {
		g.answered(e, r, err)
	}
}

// unended is an error where there is no time left to send anything: what kgo had would only
// be in doubt.
func (o *errand) unended() error {
	if err := o.Err(); err != nil {
		return fmt.Errorf("%w before it was sent: %w", ErrTime, err)
	}
	if o.deadline <= o.given {
		return fmt.Errorf("%w before it was sent: %w", ErrTime, context.DeadlineExceeded)
	}
	return nil
}

// unsent tells the outcome of a record that kgo was not given.
func (g *Guard) unsent(told func(Outcome), o Outcome) {
	o.Final = true
	g.counters.first(o)
	told(o)
}

// enter passes the desk, and waits for its topic's lane to be over where it may.
func (g *Guard) enter(o *errand, waits bool) (*entry, error) {
	for {
		e, err := g.passes(o, waits)
		if err == nil || !errors.Is(err, errLane) {
			return e, err
		}
		if err := g.waitsForLane(o, waits); err != nil {
			return nil, err
		}
	}
}

// passes passes the desk, and waits for room where it may.
func (g *Guard) passes(o *errand, waits bool) (*entry, error) {
	if err := o.unended(); err != nil {
		return nil, err
	}
	if g.ledger != nil {
		if err := g.expects(o, waits); err != nil {
			return nil, err
		}
	}
	if g.shares.over.Load() != nil {
		if err := g.waitsForShare(o, waits); err != nil {
			return nil, err
		}
	}
	e, err := g.desk.enter(o, false)
	switch {
	case err == nil || !errors.Is(err, errFull):
		return e, err
	case !waits:
		return nil, fmt.Errorf("%w of %d bytes", ErrRoom, g.budget)
	}
	until, cancel := context.WithDeadline(o.Context, g.desk.at(o.deadline))
	defer cancel()
	if err := g.desk.wait(until, o.cost); err != nil {
		return nil, fmt.Errorf("%w of %d bytes: %w", ErrRoom, g.budget, err)
	}
	return g.desk.enter(o, true)
}

// errFull: there is no room at this moment.
var errFull = errors.New("no room now")

// costs is how much room a record takes, and why it is not sent.
func (g *Guard) costs(ctx context.Context, r *kgo.Record, deadline time.Duration) (*topicLimit, int64, error) {
	if r == nil {
		return nil, 0, fmt.Errorf("%w: it is nil", ErrRecord)
	}
	if entryOf(r) != nil {
		return nil, 0, fmt.Errorf("%w: it is on its way already; a record can be sent again once its outcome was told, and not while it is in doubt", ErrRecord)
	}
	if r.Topic == "" || g.always {
		r.Topic = g.topic // as kgo does, which is too late for the policies and the limits
	}
	if len(g.policies) > 0 {
		if err := g.judge(r); err != nil {
			return nil, 0, err
		}
	}
	topic, err := g.fits(ctx, r, deadline)
	if err != nil {
		return nil, 0, err
	}
	n := max(costOf(r), g.least)
	if most := min(g.budget, math.MaxUint32); n > most {
		return nil, 0, fmt.Errorf("%w: it takes %d bytes, and the guard's whole budget is %d, of which one record has %d at most", ErrRecord, n, g.budget, most)
	}
	return topic, n, nil
}

// share is what a record must take of a budget for there to be fewer than so many: kgo
// counts one until its promise has returned, by which the next one is let in.
func share(budget, records int64) int64 {
	others := max(records-1, 1)
	return (budget + others - 1) / others
}

func costOf(r *kgo.Record) int64 {
	n := overhead + len(r.Topic) + len(r.Key) + len(r.Value)
	for i := range r.Headers {
		n += len(r.Headers[i].Key) + len(r.Headers[i].Value) + 48
	}
	return int64(n)
}
