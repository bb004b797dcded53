package produce

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A plant is three brokers, each of which leads a partition of orders and can be far away,
// or refuse what it is sent.
type plant struct {
	cluster *kfake.Cluster
	away    [3]atomic.Int64
	refuses [3]atomic.Bool
	taken   [3]atomic.Int64 // records persisted, by their partition
}

func newPlant(t *testing.T, away time.Duration) *plant {
	t.Helper()
	c := seeded(t, kfake.NumBrokers(3), kfake.SeedTopics(3, "orders"))
	p := &plant{cluster: c}
	for partition := range int32(3) {
		if err := c.MoveTopicPartition("orders", partition, partition); err != nil {
			t.Fatal(err)
		}
		p.away[partition].Store(int64(away))
	}
	c.ControlKey(keyProduce, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		if !p.refuses[c.CurrentNode()].Load() {
			return nil, nil, false
		}
		return refusing(req.(*kmsg.ProduceRequest), kerr.NotEnoughReplicas.Code), nil, true
	})
	return p
}

// guarded is a client of the plant with a guard. Its requests have one record of 40 KiB.
func (p *plant) guarded(t *testing.T, config Config, opts ...kgo.Opt) *Guard {
	t.Helper()
	opts = append(append(Options(Dial(p.dial)), kgo.SeedBrokers(p.cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.ProducerBatchMaxBytes(48<<10), kgo.ProducerLinger(0)), opts...)
	client, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	g, err := New(client, config)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// load sends records to each partition, eight at once, until the test is over or the
// returned function is called.
func (p *plant) load(t *testing.T, g *Guard) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for partition := range int32(3) {
		for range 8 {
			all.Go(func() {
				for ctx.Err() == nil {
					o := g.ProduceSync(ctx, &kgo.Record{Topic: "orders", Partition: partition, Value: make([]byte, 40<<10)})
					switch {
					case o.Kind == Persisted:
						p.taken[partition].Add(1)
					case ctx.Err() == nil:
						t.Errorf("partition %d: %s, %v", partition, o.Kind, o.Err)
						return
					}
				}
			})
		}
	}
	return func() { cancel(); all.Wait() }
}

// rate is how many records a partition takes in a while, for each second.
func (p *plant) rate(partition int, while time.Duration) float64 {
	began, before := time.Now(), p.taken[partition].Load()
	<-time.After(while)
	return float64(p.taken[partition].Load()-before) / time.Since(began).Seconds()
}

// share is the part of a partition of what all take in a second. It is compared where a
// machine that others use, too, is quicker at one time than at another.
func (p *plant) share(partition int) float64 {
	var before [3]int64
	for i := range before {
		before[i] = p.taken[i].Load()
	}
	own, all := 0.0, 0.0
	<-time.After(time.Second)
	for i := range before {
		n := float64(p.taken[i].Load() - before[i])
		if all += n; i == partition {
			own = n
		}
	}
	return own / max(all, 1)
}

// dial opens connections on which answers come as late as their broker is away, but as
// close to each other as they were given.
func (p *plant) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	d := &distant{Conn: c, parts: make(chan part, 1<<10)}
	for i, own := range p.cluster.ListenAddrs() {
		if own == address {
			d.away = &p.away[i]
		}
	}
	go d.reads()
	return d, nil
}

type distant struct {
	net.Conn
	away  *atomic.Int64
	parts chan part
	rest  []byte
}

// A part of an answer, and when it comes.
type part struct {
	b  []byte
	at time.Time
}

func (d *distant) reads() {
	defer close(d.parts)
	for {
		b := make([]byte, 4<<10)
		n, err := d.Conn.Read(b)
		if err != nil {
			return
		}
		d.parts <- part{b[:n], time.Now().Add(time.Duration(d.away.Load()))}
	}
}

func (d *distant) Read(b []byte) (int, error) {
	if len(d.rest) == 0 {
		next, open := <-d.parts
		if !open {
			return 0, net.ErrClosed
		}
		<-time.After(time.Until(next.at))
		d.rest = next.b
	}
	n := copy(b, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// TestM15_LateAndRefusingInTurn: the limit of the broker that is so is halved, and afterwards
// it takes at least 95 % of what it took before, of what all three take.
func TestM15_LateAndRefusingInTurn(t *testing.T) {
	const near, far = 40 * time.Millisecond, 500 * time.Millisecond
	p := newPlant(t, near)
	g := p.guarded(t, Config{Budget: 1 << 20})
	defer p.load(t, g)()
	comes(t, "all brokers have a limit, and use half of it", func() bool {
		at := g.Brokers()
		return len(at) == 3 && min(2*at[0].InFlight-at[0].Limit, 2*at[1].InFlight-at[1].Limit, 2*at[2].InFlight-at[2].Limit) > 0
	})
	for victim := range int32(3) {
		for why, fault := range map[string]func(bool){
			cutLate:               func(on bool) { p.away[victim].Store(int64(map[bool]time.Duration{true: far, false: near}[on])) },
			"NOT_ENOUGH_REPLICAS": func(on bool) { p.refuses[victim].Store(on) },
		} {
			before, share := g.Brokers(), min(p.share(int(victim)), 1./3) // of three that are alike
			fault(true)
			comes(t, "it is halved for that", func() bool {
				b := g.Brokers()[victim]
				return b.Cuts > before[victim].Cuts && b.Cut == why
			})
			fault(false)
			after := p.share(int(victim))
			for end := time.Now().Add(2 * time.Minute); after < 0.95*share && time.Now().Before(end); {
				after = p.share(int(victim))
			}
			if after < 0.95*share {
				t.Fatalf("broker %d, %s: it takes %.3f of what all take, and %.3f before: %+v", victim, why, after, share, g.Brokers())
			}
			t.Logf("broker %d, %s: before %+v, %.2f of what all took; after %+v", victim, why, before[victim], share, g.Brokers()[victim])
		}
	}
}

// TestUnlimited: nothing is limited, and nothing is said of limits.
func TestUnlimited(t *testing.T) {
	for unlimited, brokers := range map[bool]int{true: 0, false: 1} {
		g, _ := guarded(t, cluster(t), Config{Unlimited: unlimited})
		if o := g.ProduceSync(t.Context(), order(0, "a")); o.Kind != Persisted {
			t.Errorf("unlimited %t: %s, %v", unlimited, o.Kind, o.Err)
		}
		if got := g.Brokers(); len(got) != brokers {
			t.Errorf("unlimited %t: %+v", unlimited, got)
		}
		if is := g.shares.held != nil; is == unlimited {
			t.Errorf("unlimited %t: the shares are looked at: %t", unlimited, is)
		}
	}
}
