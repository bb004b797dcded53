package cluster

import (
	"context"
	"sync"
)

// pulse is whether the metadata log goes on while the quorum does not answer.
// Brokers wait up to 30 s for an active controller that hangs, although another
// one has been elected after a few: the log tells which of both it is.
type pulse struct {
	look   *look
	ctx    context.Context
	of     []*node
	before chan int64
	wait   sync.WaitGroup
}

func (l *look) startPulse(ctx context.Context, of []*node) *pulse {
	return &pulse{look: l, ctx: ctx, of: of, before: make(chan int64, 1)}
}

// newest is the offset of the newest image that the brokers serve; -1 if none
// tells.
func (p *pulse) newest() int64 {
	newest := int64(-1)
	for _, n := range p.of {
		newest = max(newest, p.look.applied(p.ctx, n.lane(onRights)))
	}
	return newest
}

// first takes the offset once the answer is late. It does not wait for it.
func (p *pulse) first() { p.wait.Go(func() { p.before <- p.newest() }) }

// end waits for what first has begun.
func (p *pulse) end() { p.wait.Wait() }

// advanced is how many records were applied since; 0 if it is not known.
func (p *pulse) advanced() int64 {
	now := p.newest()
	p.end()
	select {
	case before := <-p.before:
		if before >= 0 && now >= 0 {
			return max(0, now-before)
		}
	default:
	}
	return 0
}
