package ledger

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// member does the shares that a consumer group assigns to it. A share is a partition of a
// topic whose records the group itself does not read; that one is done is told by a commit
// that is higher than when this member began. What was committed before says nothing: the
// group of an earlier run may still be there, and what that one was to do was less.
type member struct {
	logs   *Logs
	client *kgo.Client
	group  string
	topic  *Topic
	do     func(context.Context, int32) error
	failed func(int32, error)

	before map[int32]int64 // what was committed when it began

	mu     sync.Mutex
	mine   map[int32]bool
	done   map[int32]bool
	gaveUp map[int32]bool     // they failed here: another member may try them
	cancel context.CancelFunc // of the share that is done now
	now    int32              // that share
	idle   chan struct{}      // closed when no share is being done
	more   chan struct{}      // the shares have changed
}

// Share does the partitions of a topic together with all members of the group, and returns
// when all of them are done, by whomever. What goes wrong with a share is told to failed:
// this member does not try it again, and the one that gets it when this one leaves does.
// When the last member has left, the group is removed, if that is allowed.
func (l *Logs) Share(ctx context.Context, group string, t *Topic, do func(context.Context, int32) error, failed func(int32, error)) error {
	l.forget(ctx, group)
	m := &member{logs: l, group: group, topic: t, do: do, failed: failed, mine: map[int32]bool{}, done: map[int32]bool{}, gaveUp: map[int32]bool{}, now: -1, more: make(chan struct{}, 1)}
	m.idle = make(chan struct{})
	close(m.idle)
	if err := l.patiently(ctx, func() (err error) {
		m.before, err = m.committed(ctx)
		return err
	}); err != nil {
		return err
	}
	client, err := l.connect(
		kgo.ConsumerGroup(group), kgo.ConsumeTopics(t.Name), kgo.DisableAutoCommit(),
		kgo.SessionTimeout(10*time.Second), kgo.HeartbeatInterval(time.Second),
		kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, p map[string][]int32) { m.assigned(p[t.Name]) }),
		kgo.OnPartitionsRevoked(func(_ context.Context, _ *kgo.Client, p map[string][]int32) { m.revoked(p[t.Name]) }),
		kgo.OnPartitionsLost(func(_ context.Context, _ *kgo.Client, p map[string][]int32) { m.revoked(p[t.Name]) }),
	)
	if err != nil {
		return err
	}
	client.PauseFetchTopics(t.Name)
	m.client = client
	err = m.run(ctx)
	client.Close()
	l.forget(context.WithoutCancel(ctx), group)
	return err
}

// forget removes a group of which no member is left.
func (l *Logs) forget(ctx context.Context, group string) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, _ = l.admin.DeleteGroup(ctx, group) // with members it is refused, which is right
}

func (m *member) assigned(shares []int32) {
	m.mu.Lock()
	for _, n := range shares {
		m.mine[n] = true
	}
	m.mu.Unlock()
	m.wake()
}

// revoked stops the share that is being done if it goes to another member, and waits.
func (m *member) revoked(shares []int32) {
	m.mu.Lock()
	for _, n := range shares {
		delete(m.mine, n)
	}
	idle := m.idle
	stop := m.now >= 0 && slices.Contains(shares, m.now)
	if stop {
		m.cancel()
	}
	m.mu.Unlock()
	if stop {
		<-idle
	}
}

func (m *member) wake() {
	select {
	case m.more <- struct{}{}:
	default:
	}
}

// run does shares until all are done.
func (m *member) run(ctx context.Context) error {
	every := time.NewTicker(500 * time.Millisecond)
	defer every.Stop()
	for {
		if n := m.next(); n >= 0 {
			if err := m.one(ctx, n); err != nil {
				return err
			}
			continue
		}
		all, err := m.all(ctx)
		if all || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-m.more:
		case <-every.C:
		}
	}
}

// next is a share to be done; -1 for none.
func (m *member) next() int32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := range m.mine {
		if !m.done[n] && !m.gaveUp[n] {
			return n
		}
	}
	return -1
}

// one does a share. That it was taken away is no error.
func (m *member) one(ctx context.Context, n int32) error {
	share, cancel := context.WithCancel(ctx)
	defer cancel()
	idle := make(chan struct{})
	m.mu.Lock()
	if !m.mine[n] {
		m.mu.Unlock()
		return nil
	}
	m.now, m.cancel, m.idle = n, cancel, idle
	m.mu.Unlock()
	err := m.do(share, n)
	m.mu.Lock()
	taken := share.Err() != nil
	m.now = -1
	close(idle)
	m.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case taken:
		return nil
	case err != nil:
		m.mu.Lock()
		m.gaveUp[n] = true
		m.mu.Unlock()
		m.failed(n, err)
		return nil
	}
	return m.commit(ctx, n)
}
