package live

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// work is how a member of a group goes through one topic.
type work struct {
	group, topic string
	commit       time.Duration                 // from one commit to the next
	pace         func(partition int32) float64 // records a second of a partition that it gets done; nil: all that come
	fails        func(*kgo.Record) bool        // at this record each time; nil: at none
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
	done   int       // records
}

// queue is what a member has fetched of a partition and has not got done.
type queue struct {
	records []*kgo.Record
	next    int64
	credit  float64 // records that may be handled now
}

// join starts a member, which leaves when the test ends.
func (s *stage) join(t *testing.T, w work) *member {
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
	t.Cleanup(func() { stop(); parts.Wait(); client.Close() })
	return m
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
	const step = 50 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	committed := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if due := m.advance(step.Seconds()); now.Sub(committed) >= due {
				committed = now
				m.client.CommitOffsetsSync(ctx, m.positions(), nil) // what fails is committed with the next
			}
		}
	}
}

// advance handles what can be handled in a step.
func (m *member) advance(seconds float64) (commit time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for p, q := range m.queues {
		q.credit = float64(len(q.records))
		if m.work.pace != nil {
			q.credit = min(q.credit, 1000)
		}
		m.advanceOne(p, q, seconds)
	}
	return m.work.commit
}
