package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// senders is how many goroutines send: each has keys of its own, so that the records of
// a key have one order.
const senders = 4

// send sends until the context ends, and waits until what it sends was taken.
func send(ctx context.Context, s settings, g *produce.Guard, j *journal) {
	var all sync.WaitGroup
	defer all.Wait()
	for n := range senders {
		one := sender{settings: s, guard: g, journal: j, first: n, chance: rand.New(rand.NewPCG(s.seed, uint64(s.life*senders+n)))}
		all.Go(func() { one.run(ctx) })
	}
}

type sender struct {
	settings
	guard   *produce.Guard
	journal *journal
	first   int // of its keys: the others follow in steps of senders
	chance  *rand.Rand
}

// run sends evenly. Where it was held up, it catches up.
func (s *sender) run(ctx context.Context) {
	numbers := map[int]int{}
	began := time.Now()
	for n := 0; ; n++ {
		due := began.Add(time.Duration(n) * time.Second * senders / time.Duration(s.rate))
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(due)):
		}
		key := s.first + senders*s.chance.IntN(s.keys/senders)
		id := fmt.Sprintf("%d.%d.%d", s.life, s.first, n)
		r := s.record(id, key)
		s.journal.gives(id, numbers[key], r)
		s.guard.Produce(context.Background(), r, s.journal.told)
		numbers[key]++
	}
}

// record has its id in a header, and a value that is null, short, or long.
func (s *sender) record(id string, key int) *kgo.Record {
	r := &kgo.Record{Topic: s.topic, Key: fmt.Appendf(nil, "key-%d", key), Headers: []kgo.RecordHeader{{Key: "id", Value: []byte(id)}}}
	if size := s.chance.IntN(600); size > 10 {
		r.Value = make([]byte, size)
		for i := range r.Value {
			r.Value[i] = byte(s.chance.Uint32())
		}
	}
	return r
}
