package outage

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// moves notes into which partition kgo has put a record, and how many it has put into
// another one later.
type moves struct {
	mu    sync.Mutex
	at    map[string]int32
	moved int
}

func (m *moves) OnProduceRecordPartitioned(r *kgo.Record, _ int32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if before, again := m.at[string(r.Value)]; again && before != r.Partition {
		m.moved++
	}
	m.at[string(r.Value)] = r.Partition
}

func (m *moves) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.moved
}

// keyless has kgo choose the partition of each record, as it does by default for one without
// a key, and keep it for some time, so that there are large batches.
func keyless(m *moves) []kgo.Opt {
	return []kgo.Opt{
		kgo.RecordPartitioner(kgo.UniformBytesPartitioner(64<<10, true, true, nil)), // kgo's default
		kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.ProducerLinger(20 * time.Millisecond), kgo.WithHooks(m),
	}
}

// TestM07_ALimitIsLoweredUnderRecordsWithoutKeys several times by Kafka's own
// tool: kgo chooses again which partition a record goes to when it is sent again. Each is in
// the log once, as its outcome says, whichever partition that was.
func TestM07_ALimitIsLoweredUnderRecordsWithoutKeys(t *testing.T) {
	c, b, m := beside(t), newBook(), &moves{at: map[string]int32{}}
	limits := c.configs()
	c.topic("keyless")
	g, _ := c.guard(produce.Config{Sizes: &produce.Sizes{}, Budget: 1 << 20, Settled: b.settled}, nil, keyless(m)...)
	end := load(t.Context(), 1000, func(ctx context.Context) { b.sends(ctx, g, "keyless", 1000) })
	for _, limit := range []int{20_000, 5_000, 1_200} {
		before, moved := g.Counts().Again, m.count()
		limits(limit, "keyless")
		c.after(2 * time.Second)
		t.Logf("max.message.bytes %d: %d records were sent again, and %d of them to another partition", limit, g.Counts().Again-before, m.count()-moved)
	}
	end()
	c.closes(g)
	b.true(c, c.log("keyless"))
	if got := kinds(b.last); got[produce.Persisted] != b.sent {
		t.Errorf("all records are legal, and the outcomes are %v", got)
	}
	if again, moved := g.Counts().Again, m.count(); again == 0 || moved == 0 {
		t.Errorf("%d were sent again, and %d of them to another partition, so that nothing was tried", again, moved)
	}
}
