package live

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// work is how a member of a group goes through one topic.
type work struct {
	group, topic string
	commit       time.Duration                 // from one commit to the next
	pace         func(partition int32) float64 // records a second of a partition that it gets done; nil: all that come
	fails        func(*kgo.Record) bool        // at this record each time; nil: at none
	stays        bool                          // the group, when its member is gone
	opts         []kgo.Opt
}

// member is one that works. It commits all its partitions each time, as Java's
// consumer does, also where it stands.
type member struct {
	client *kgo.Client

	mu     sync.Mutex
	work   work
	queues map[int32]*queue
	failed time.Time // when it first failed at a record
}

// queue is what a member has fetched of a partition and has not got done.
type queue struct {
	records []*kgo.Record
	next    int64   // offset of the first that is not done
	credit  float64 // records that it may get done now
}

// join starts a group with one member, which leaves when the test ends.
func (s *stage) join(t *testing.T, w work) *member {
	t.Helper()
	return s.joinAll(t, w, 1)[0]
}

// joinAll starts a group with some members. When they have left it is deleted,
// as people do with what they do not use any more.
func (s *stage) joinAll(t *testing.T, w work, members int) (all []*member) {
	t.Helper()
	if !w.stays {
		t.Cleanup(func() { s.forget(t, w.group) })
	}
	for range members {
		all = append(all, s.joinOne(t, w))
	}
	return all
}

func (s *stage) joinOne(t *testing.T, w work) *member {
	t.Helper()
	m := &member{work: w, queues: map[int32]*queue{}}
	gone := func(_ context.Context, _ *kgo.Client, lost map[string][]int32) { m.drop(lost[w.topic]) }
	client, err := kgo.NewClient(append(append(s.cluster.Admin(), kgo.ConsumeTopics(w.topic), kgo.ConsumerGroup(w.group), kgo.DisableAutoCommit(),
		kgo.OnPartitionsRevoked(gone), kgo.OnPartitionsLost(gone), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart())), w.opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	m.client = client
	ctx, stop := context.WithCancel(t.Context())
	var parts sync.WaitGroup
	parts.Go(func() { m.fetch(ctx) })
	parts.Go(func() { m.handle(ctx) })
	t.Cleanup(func() {
		stop()
		parts.Wait()
		client.Close()
	})
	return m
}

// forget deletes a group as soon as it has no members.
func (s *stage) forget(t *testing.T, group string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 40*time.Second)
	defer stop()
	for ctx.Err() == nil {
		if _, err := s.admin.DeleteGroup(ctx, group); err == nil || errors.Is(err, kerr.GroupIDNotFound) {
			return
		}
		wait(ctx, 200*time.Millisecond)
	}
	t.Errorf("group %s cannot be deleted", group)
}

// becomes changes how the member works.
func (m *member) becomes(change func(*work)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.work)
}

func (m *member) drop(lost []int32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range lost {
		delete(m.queues, p)
	}
}

func (m *member) fetch(ctx context.Context) {
	for ctx.Err() == nil {
		fetched := m.client.PollFetches(ctx)
		m.mu.Lock()
		fetched.EachRecord(func(r *kgo.Record) {
			q := m.queues[r.Partition]
			if q == nil {
				q = &queue{next: r.Offset}
				m.queues[r.Partition] = q
			}
			q.records = append(q.records, r)
		})
		m.mu.Unlock()
	}
}

// handle works through what was fetched, and commits.
func (m *member) handle(ctx context.Context) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	committed, last := time.Now(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			passed := now.Sub(last) // a machine that is busy leaves ticks out
			last = now
			if due := m.advance(passed.Seconds()); now.Sub(committed) >= due {
				committed = now
				m.client.CommitOffsetsSync(ctx, m.positions(), nil) // what fails comes with the next
			}
		}
	}
}

// advance gets done what can be done in a time, and tells how often to commit.
func (m *member) advance(seconds float64) (commit time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for p, q := range m.queues {
		able := len(q.records)
		if m.work.pace != nil {
			q.credit = min(q.credit+seconds*m.work.pace(p), 1000)
			able = min(able, int(q.credit))
		}
		for range able {
			if m.work.fails != nil && m.work.fails(q.records[0]) {
				if m.failed.IsZero() {
					m.failed = time.Now()
				}
				break
			}
			q.next, q.records = q.records[0].Offset+1, q.records[1:]
			q.credit--
		}
	}
	return m.work.commit
}

// positions are the offsets to commit.
func (m *member) positions() map[string]map[int32]kgo.EpochOffset {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := map[int32]kgo.EpochOffset{}
	for p, q := range m.queues {
		of[p] = kgo.EpochOffset{Epoch: -1, Offset: q.next}
	}
	return map[string]map[int32]kgo.EpochOffset{m.work.topic: of}
}

// failedAt is when the member first failed at a record; zero: it has not.
func (m *member) failedAt() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.failed
}

// position is where the member is in a partition.
func (m *member) position(partition int32) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if q := m.queues[partition]; q != nil {
		return q.next
	}
	return -1
}

// waits is how many records the member has fetched and has not got done.
func (m *member) waits() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, q := range m.queues {
		n += len(q.records)
	}
	return n
}

// each is the same rate for all partitions.
func each(perSecond float64) func(int32) float64 { return func(int32) float64 { return perSecond } }
