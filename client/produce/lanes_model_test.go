package produce

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// A lowered stands for a kgo that makes batches as large as it was told once, and for a
// broker that takes smaller ones, of one partition.
type lowered struct {
	*testing.T
	scene *scene
	rng   *rand.Rand
	sent  int

	mu       sync.Mutex
	buffered []sent
	limit    int
	epoch    int16
	sequence int32
	log      []int
	ends     map[int]Kind
}

func newLowered(t *testing.T, seed uint64) *lowered {
	b := &lowered{T: t, rng: rand.New(rand.NewPCG(seed, 23)), limit: 1 << 20, ends: map[int]Kind{}}
	b.scene = laned(t, 1<<20, Config{Within: 3 * time.Second, Sizes: &Sizes{}})
	b.scene.client, b.scene.settled = b, b.told
	b.scene.lanes.ask = func(context.Context, string) {
		time.Sleep(time.Millisecond)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.scene.kit.limits.set("t", b.limit)
	}
	b.scene.work.Go(func() { b.drains(b.scene.ctx) })
	return b
}

func (b *lowered) TryProduce(_ context.Context, r *kgo.Record, promise func(*kgo.Record, error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.buffered = append(b.buffered, sent{r, promise})
	b.scene.kit.OnProduceRecordPartitioned(r, 1)
}

// drains sends batches, up to three at a time, and answers them.
func (b *lowered) drains(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(3 * time.Millisecond)
		at, batches, numbers := b.scene.kit.parts.of("t", 0), b.batches(), []uint64(nil)
		for _, batch := range batches {
			numbers = append(numbers, at.leaves(head{4, b.epoch, b.sequence, int32(len(batch))}))
			b.sequence += int32(len(batch))
		}
		time.Sleep(2 * time.Millisecond)
		for i, batch := range batches {
			if b.refuses(at, numbers[i], batch) {
				for _, n := range numbers[i+1:] {
					at.hears(n, kerr.OutOfOrderSequenceNumber.Code)
				}
				break
			}
		}
	}
}

// batches is what leaves next.
func (b *lowered) batches() (out [][]sent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rest := b.buffered
	for len(out) < 3 && len(rest) > 0 {
		n := min(len(rest), 8)
		out, rest = append(out, rest[:n:n]), rest[n:]
	}
	return out
}

// refuses takes a batch into the log, or refuses it, whereupon kgo fails all that it has.
func (b *lowered) refuses(at *partition, number uint64, batch []sent) bool {
	records := make([]*kgo.Record, len(batch))
	for i, s := range batch {
		records[i] = s.record
	}
	b.mu.Lock()
	limit := b.limit
	b.mu.Unlock()
	if wire.Batch(records) > limit {
		at.hears(number, kerr.MessageTooLarge.Code)
		b.scene.lanes.refused(at)
		b.mu.Lock()
		failed := b.buffered
		b.buffered, b.epoch, b.sequence = nil, b.epoch+1, 0
		b.mu.Unlock()
		for _, s := range failed {
			s.record.Offset = -1
			s.promise(s.record, kerr.MessageTooLarge)
		}
		return true
	}
	at.hears(number, 0)
	b.mu.Lock()
	b.buffered = b.buffered[len(batch):]
	for _, s := range batch {
		s.record.Offset, s.record.ProducerID, s.record.ProducerEpoch = int64(len(b.log)), 4, b.epoch
		n, _ := strconv.Atoi(string(s.record.Headers[0].Value))
		b.log = append(b.log, n)
	}
	b.mu.Unlock()
	for _, s := range batch {
		s.promise(s.record, nil)
	}
	return false
}

// lowers sets another limit.
func (b *lowered) lowers() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limit = []int{300, 500, 1000, 1 << 20}[b.rng.IntN(4)]
}

// sends sends the next record, which is legal under every limit but the smallest.
func (b *lowered) sends(ctx context.Context) {
	r := &kgo.Record{Topic: "t", Value: make([]byte, b.rng.IntN(300)), Headers: []kgo.RecordHeader{{Key: "n", Value: strconv.AppendInt(nil, int64(b.sent), 10)}}}
	b.sent++
	b.scene.Produce(ctx, r, b.told)
}

func (b *lowered) told(o Outcome) {
	n, _ := strconv.Atoi(string(o.Record.Headers[0].Value))
	b.mu.Lock()
	defer b.mu.Unlock()
	if before, told := b.ends[n]; told && before != InDoubt {
		b.Errorf("record %d was %s, and is told to be %s", n, before, o.Kind)
	}
	b.ends[n] = o.Kind
}

// checks holds the outcomes against the log.
func (b *lowered) checks(seed uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	times := map[int]int{}
	for i, n := range b.log {
		if times[n]++; i > 0 && b.log[i-1] >= n {
			b.Errorf("seed %d: record %d lies behind record %d", seed, n, b.log[i-1])
		}
	}
	for n := range b.sent {
		kind, told := b.ends[n]
		if !told || times[n] > 1 || kind == InDoubt || (kind == Persisted) != (times[n] == 1) {
			b.Errorf("seed %d: record %d is told to be %s, and is in the log %d times", seed, n, kind, times[n])
		}
	}
}

// TestM07_LimitsAtRandom: whatever a broker refuses, and when, each record has one outcome
// that is true, and the log has what is persisted once, in the order in which it was sent.
func TestM07_LimitsAtRandom(t *testing.T) {
	again, held := uint64(0), uint64(0)
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			b := newLowered(t, seed)
			b.sends(t.Context())
			time.Sleep(10 * time.Millisecond) // of a producer that it does not know, a broker may take what is behind a refusal
			for range 400 {
				if b.rng.IntN(40) == 0 {
					b.lowers()
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+b.rng.IntN(1000))*time.Millisecond)
				defer cancel()
				b.sends(ctx)
				if b.rng.IntN(8) == 0 {
					time.Sleep(time.Duration(b.rng.IntN(20)) * time.Millisecond)
				}
			}
			time.Sleep(10 * time.Second)
			synctest.Wait()
			b.checks(seed)
			again += b.scene.Counts().Again
			held += b.scene.Counts().Failed["time"]
			if err := b.scene.shut(time.Minute); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		})
	}
	if again < 1000 || held == 0 {
		t.Errorf("%d were sent again, and %d told in time: too little was tried", again, held)
	}
}
