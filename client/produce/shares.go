package produce

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// shares keep a broker from taking the room of all others: kgo holds the records of one
// that is slow, until they fill the budget. While room is short, records for brokers that
// take more than their share wait before the others.
type shares struct {
	over   atomic.Pointer[crowd] // nil where nobody takes more than its share
	held   func() map[int32]int64
	broker func(*kgo.Record) int32 // -1 if it is not known
}

// A crowd is the brokers that take more than their share, with the bytes that they take.
type crowd struct {
	held map[int32]int64
	over chan struct{} // closed when there is another one, or none
}

// sharesEvery is how often the shares are looked at.
const sharesEvery = 50 * time.Millisecond

// run looks at the shares until the context ends.
func (s *shares) run(ctx context.Context, budget int64, free func() int64) {
	every := time.NewTicker(sharesEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			s.look(free(), budget)
		}
	}
}

// look finds out who takes more than its share. It is a question only while less than a
// quarter of the budget is free.
func (s *shares) look(free, budget int64) {
	var next *crowd
	if free < budget/4 {
		next = crowded(s.held(), budget)
	}
	if before := s.over.Swap(next); before != nil {
		close(before.over)
	}
}

// crowded is the brokers that take half as much again as each would have if all took the
// same; nil for none.
func crowded(held map[int32]int64, budget int64) *crowd {
	c := &crowd{held: map[int32]int64{}, over: make(chan struct{})}
	for node, bytes := range held {
		if bytes > budget/int64(len(held))*3/2 {
			c.held[node] = bytes
		}
	}
	if len(c.held) == 0 {
		return nil
	}
	return c
}

// waitsForShare has a record wait as long as its broker takes more than its share.
func (g *Guard) waitsForShare(o *errand, waits bool) error {
	for c := g.shares.over.Load(); c != nil; c = g.shares.over.Load() {
		node := g.shares.broker(o.record)
		held, crowds := c.held[node]
		if !crowds {
			return nil
		}
		why := fmt.Errorf("%w of %d bytes: records for broker %d take %d of them, more than its share, and what goes to others passes", ErrRoom, g.budget, node, held)
		if !waits {
			return why
		}
		if err := g.desk.waits(o.Context, g.desk.at(o.deadline), c.over); err != nil {
			return fmt.Errorf("%w: %w", why, err)
		}
	}
	return nil
}

// waits waits before the desk until something is over.
func (d *desk) waits(ctx context.Context, deadline time.Time, over <-chan struct{}) error {
	until, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	select {
	case <-over:
		return nil
	case <-d.shut:
		return ErrClosed
	case <-until.Done():
		return until.Err()
	}
}

// held is how many bytes of the budget the records of each broker take that have any.
func (ps *partitions) held(leader leading) map[int32]int64 {
	out := map[int32]int64{}
	for _, p := range ps.all() {
		n := p.held()
		if n <= 0 {
			continue
		}
		if node, _ := leader(p.topic, p.index); node >= 0 {
			out[node] += n
		}
	}
	return out
}

// held is how many bytes of the budget the records take that kgo holds for a partition.
func (p *partition) held() int64 {
	went := p.went.Load() // before came, so that it is not below 0
	return p.came.Load() - went
}
