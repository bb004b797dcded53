package produce

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// floods gives a guard as many records of a partition as it takes, until the returned
// function is called.
func (p *plant) floods(t *testing.T, g *Guard, partition int32) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		for ctx.Err() == nil {
			g.Produce(ctx, &kgo.Record{Topic: "orders", Partition: partition, Value: make([]byte, 40<<10)}, func(o Outcome) {
				switch {
				case o.Kind == Persisted:
					p.taken[partition].Add(1)
				case ctx.Err() == nil:
					t.Errorf("partition %d: %s, %v", partition, o.Kind, o.Err)
				}
			})
		}
	})
	return func() { cancel(); all.Wait() }
}

// TestM15_ASlowBrokerDoesNotSlowTheOthers, although as much is sent to it as they take
// together: it takes its share of the budget, and no more.
func TestM15_ASlowBrokerDoesNotSlowTheOthers(t *testing.T) {
	const near, far = 40 * time.Millisecond, 4 * time.Second
	p := newPlant(t, near)
	g := p.guarded(t, Config{Budget: 3 << 20})
	var stops []func()
	for partition := range int32(3) {
		stops = append(stops, p.floods(t, g, partition))
	}
	comes(t, "all take something", func() bool { return min(p.taken[0].Load(), p.taken[1].Load(), p.taken[2].Load()) > 20 })
	before := [3]float64{1: p.rate(1, time.Second), 2: p.rate(2, time.Second)}
	p.away[0].Store(int64(far))
	comes(t, "broker 0 takes more than its share", func() bool { c := g.shares.over.Load(); return c != nil && c.held[0] > 0 })
	for _, other := range []int{1, 2} {
		var rate float64
		comes(t, fmt.Sprintf("broker %d takes at least half of %.0f/s, on a machine that others use, too", other, before[other]), func() bool {
			rate = p.rate(other, 2*time.Second)
			return rate >= before[other]/2 // without shares it is a fiftieth
		})
		t.Logf("broker %d: %.0f/s before, %.0f/s beside a slow one; %+v", other, before[other], rate, g.Brokers())
	}
	if b := g.Brokers()[0]; b.Held < 1<<20 || b.Held > 3<<20 {
		t.Errorf("%+v: it should hold its share of 3 MiB", b)
	}
	p.away[0].Store(int64(near))
	for _, stop := range stops {
		stop()
	}
	comes(t, "nothing is held", func() bool { return len(g.shares.held()) == 0 })
	if err := g.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCrowded(t *testing.T) {
	for i, c := range []struct {
		held map[int32]int64
		want string
	}{
		{nil, "map[]"},
		{map[int32]int64{1: 100}, "map[]"},
		{map[int32]int64{1: 75, 2: 25}, "map[]"},
		{map[int32]int64{1: 76, 2: 24}, "map[1:76]"},
		{map[int32]int64{1: 34, 2: 33, 3: 33}, "map[]"},
		{map[int32]int64{1: 50, 2: 30, 3: 10}, "map[1:50]"},
		{map[int32]int64{1: 40, 2: 40, 3: 10, 4: 5}, "map[1:40 2:40]"},
	} {
		got := map[int32]int64{}
		if over := crowded(c.held, 100); over != nil {
			got = over.held
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%d: %v, want %s", i, got, c.want)
		}
	}
}

// TestRecordsWaitForTheirShare, and only those of a broker that takes more than its own,
// while room is short.
func TestRecordsWaitForTheirShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Budget: 5400})
		var mu sync.Mutex
		held := map[int32]int64{0: 4200, 1: 500}
		s.shares.held = func() map[int32]int64 { mu.Lock(); defer mu.Unlock(); return held }
		s.shares.broker = func(r *kgo.Record) int32 { return r.Partition - 1 }
		looks, end := context.WithCancel(t.Context())
		free := int64(900)
		s.work.Go(func() {
			s.shares.run(looks, 5400, func() int64 { mu.Lock(); defer mu.Unlock(); return free })
		})
		time.Sleep(2 * sharesEvery)
		synctest.Wait()
		sends := func(ctx context.Context, partition int32, waits bool) (err error) {
			s.send(ctx, &kgo.Record{Topic: "t", Partition: partition}, func(o Outcome) { err = o.Err }, waits)
			return err
		}
		for _, partition := range []int32{0, 2} { // of a broker that nobody knows, and of the other one
			if err := sends(t.Context(), partition, false); err != nil {
				t.Errorf("partition %d: %v", partition, err)
			}
		}
		if err := sends(t.Context(), 1, false); !errors.Is(err, ErrRoom) || !strings.Contains(err.Error(), "broker 0 take 4200") {
			t.Errorf("who does not wait: %v", err)
		}
		until, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := sends(until, 1, true); !errors.Is(err, ErrRoom) || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		waits := func() <-chan error {
			out := make(chan error, 1)
			go func() { out <- sends(t.Context(), 1, true) }()
			time.Sleep(time.Second)
			select {
			case err := <-out:
				t.Errorf("it does not wait: %v", err)
				out <- err
			default:
			}
			return out
		}
		first := waits()
		mu.Lock()
		held = map[int32]int64{0: 1900, 1: 900}
		mu.Unlock()
		if err := <-first; err != nil {
			t.Errorf("within its share: %v", err)
		}
		mu.Lock()
		held = map[int32]int64{0: 4200, 1: 500}
		mu.Unlock()
		time.Sleep(2 * sharesEvery)
		second := waits()
		mu.Lock()
		free = 1400
		mu.Unlock()
		if err := <-second; err != nil {
			t.Errorf("with room: %v", err)
		}
		mu.Lock()
		free = 0
		mu.Unlock()
		time.Sleep(2 * sharesEvery)
		third := waits()
		end()
		s.desk.close()
		if err := <-third; !errors.Is(err, ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		s.shut(time.Second)
	})
}

// TestTheChooserKnows which broker kgo sends a record to, where the record decides that.
func TestTheChooserKnows(t *testing.T) {
	c := seeded(t, kfake.NumBrokers(3), kfake.SeedTopics(7, "orders"))
	for name, by := range map[string]kgo.Partitioner{
		"the default": nil,
		"sticky":      kgo.StickyKeyPartitioner(nil),
		"manual":      kgo.ManualPartitioner(),
	} {
		opts := append(Options(), kgo.SeedBrokers(c.ListenAddrs()...))
		if by != nil {
			opts = append(opts, kgo.RecordPartitioner(by))
		}
		client, err := kgo.NewClient(opts...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		choose := newChooser(client)
		if at := choose.broker(&kgo.Record{Topic: "orders", Key: []byte("a")}); at != -1 {
			t.Errorf("%s: broker %d, before anything is known of the topic", name, at)
		}
		if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: "orders"}).FirstErr(); err != nil {
			t.Fatal(err)
		}
		for i := range 50 {
			r := &kgo.Record{Topic: "orders", Key: fmt.Append(nil, i), Partition: int32(i % 7)}
			at := choose.broker(r)
			if err := client.ProduceSync(t.Context(), r).FirstErr(); err != nil {
				t.Fatal(err)
			}
			if want := c.LeaderFor("orders", r.Partition); at != want {
				t.Errorf("%s, key %d: broker %d, and kgo sends it to %d", name, i, at, want)
			}
		}
		if at := choose.broker(&kgo.Record{Topic: "orders", Partition: 7}); at != -1 {
			t.Errorf("%s: broker %d, without a key or outside of the partitions", name, at)
		}
		for key, want := range map[string]bool{"": by == nil || name == "sticky", "a": false} {
			r := &kgo.Record{Topic: "orders"}
			if key != "" {
				r.Key = []byte(key)
			}
			if choose.anywhere(r) != want {
				t.Errorf("%s: a record with the key %q has no order to keep: %t", name, key, !want)
			}
		}
		if n := choose.partitions("orders"); n != 7 {
			t.Errorf("%s: %d partitions", name, n)
		}
	}
}
