package produce

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// sent is a record that a fake kgo holds.
type sent struct {
	record  *kgo.Record
	promise func(*kgo.Record, error)
}

// fake stands for kgo: it holds records until the test answers.
type fake struct {
	kit  *kit
	hook func(*kgo.Record) // of another, before ours

	mu   sync.Mutex
	held []sent
}

func (f *fake) TryProduce(_ context.Context, r *kgo.Record, promise func(*kgo.Record, error)) {
	if f.hook != nil {
		f.hook(r)
	}
	if f.kit != nil {
		f.kit.OnProduceRecordPartitioned(r, 1)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held = append(f.held, sent{r, promise})
}

// writes has a request with a batch of a producer leave.
func (f *fake) writes(topic string, partition int32, id int64, epoch int16) {
	f.kit.producer.leaves(id, epoch)
	f.kit.parts.of(topic, partition).leaves(head{id: id, epoch: epoch, sequence: -1})
}

// acks answers the n-th record that is held.
func (f *fake) acks(n int, offset, id int64, epoch int16) {
	f.answer(n, func(r *kgo.Record) { r.Offset, r.ProducerID, r.ProducerEpoch = offset, id, epoch }, nil)
}

func (f *fake) fails(n int, err error) {
	f.answer(n, func(r *kgo.Record) { r.Offset, r.ProducerID, r.ProducerEpoch = -1, -1, -1 }, err)
}

func (f *fake) answer(n int, fill func(*kgo.Record), err error) {
	f.mu.Lock()
	s := f.held[n]
	f.mu.Unlock()
	fill(s.record)
	s.promise(s.record, err)
}

// told are outcomes in their order, as text.
type told struct {
	mu   sync.Mutex
	list []string
	errs []error
}

func (t *told) add(o Outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	final := ""
	if o.Kind == InDoubt && o.Final {
		final = " for good"
	}
	t.list = append(t.list, fmt.Sprintf("%s %s%s", o.Record.Value, o.Kind, final))
	t.errs = append(t.errs, o.Err)
}

func (t *told) got() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.list...)
}

// scene is a guard in front of a fake, and what it told.
type scene struct {
	*testing.T
	*Guard
	kgo          *fake
	first, later *told
}

func on(t *testing.T, c Config) *scene {
	t.Helper()
	k := newKit()
	s := &scene{T: t, kgo: &fake{kit: k}, first: &told{}, later: &told{}}
	c.Settled = s.later.add
	g, err := begin(s.kgo, k, c)
	if err != nil {
		t.Fatal(err)
	}
	s.Guard = g
	g.hooked = rand.IntN(2) > 0 // with a promise of each record's own, or with that of all
	for _, topic := range []string{"t", "u", ledger.Topic} {
		k.limits.topic(topic)
		k.limits.set(topic, 1<<20)
	}
	return s
}

// settles has doubts settled by a log, which was empty before the first record.
func (s *scene) settles(l log) {
	s.kit.parts.of("t", 0).founded([16]byte{}, 0, 0)
	s.settler = newSettler(l)
	s.work.Go(func() { s.settler.run(s.ctx) })
}

// sends sends records of topic t, partition 0, whose values are numbers.
func (s *scene) sends(ctx context.Context, from, n int) {
	for i := range n {
		s.Produce(ctx, &kgo.Record{Topic: "t", Value: []byte(strconv.Itoa(from + i))}, s.first.add)
	}
}

// shut closes the guard, which must take no longer than is said.
func (s *scene) shut(within time.Duration) error {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return s.Close(ctx)
}

// lists holds what was told against what should have been.
func (s *scene) lists(what string, got []string, want ...string) {
	s.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("%s: %v, want %v", what, got, want)
	}
}
