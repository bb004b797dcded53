package cluster

import (
	"context"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// beats are the brokers that the last look knew, and what became of the newest
// probe of them. A look makes new ones, so that a probe which runs over the end
// of a look is held against the brokers that it has asked.
type beats struct {
	of []beat

	failed map[int32]error // why a broker did not answer the newest probe; guarded by Steady.mu
}

// beat is one broker that is probed.
type beat struct {
	id       int32
	at       lane
	answered bool // in the last look
}

// listenTo makes the beats of a look that has ended. One in which nobody answered
// is one, too: then it is news that somebody does.
func (s *Steady) listenTo(l *look) {
	next := &beats{}
	for id, n := range l.brokers {
		if n.wires != nil {
			next.of = append(next.of, beat{id, n.lane(onProbe), n.story != nil})
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beats = next
}

// failures are the brokers that did not answer the newest probe, and why.
func (s *Steady) failures() map[int32]error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.beats.failed
}

// Probe asks every broker that is known whether it lives, all at once and
// within the limit of one question, and tells whether one of them answers
// otherwise than in the last look that has ended: then it is time for another
// one. Before that look nobody is known, and nothing changes. It has connections
// of its own, and may be called while a look runs, by one goroutine.
func (s *Steady) Probe(ctx context.Context) (changed bool) {
	s.mu.Lock()
	now := s.beats
	s.mu.Unlock()
	errs := now.ask(ctx, s.o)
	if ctx.Err() != nil {
		return false
	}
	failed := map[int32]error{}
	for i, b := range now.of {
		if errs[i] != nil {
			failed[b.id] = errs[i]
		}
		changed = changed || b.answered != (errs[i] == nil)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now.failed = failed
	return changed
}

// ask asks all brokers side by side, and gives what became of each.
func (b *beats) ask(ctx context.Context, o Options) []error {
	out := make([]error, len(b.of))
	var all sync.WaitGroup
	for i := range b.of {
		all.Go(func() { out[i] = b.of[i].lives(ctx, o) })
	}
	all.Wait()
	return out
}

// lives asks a broker the smallest question that there is.
func (b *beat) lives(ctx context.Context, o Options) error {
	b.at.node.renewProbe()
	resp, err := ask[*kmsg.ApiVersionsResponse](ctx, b.at, o.Target.Timeout, versionsRequest())
	if err != nil {
		return err
	}
	return kerr.ErrorForCode(resp.ErrorCode)
}
