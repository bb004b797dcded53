package produce

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Config is how a Guard works. The zero value is usable.
type Config struct {
	// Within is how long a record may take until its outcome is told, if the deadline
	// of its context is not earlier. The default is two minutes (Java's
	// delivery.timeout.ms). An outcome comes up to 20 ms later.
	Within time.Duration

	// Budget is how many bytes the records may take that kgo holds, each with 1024
	// bytes for what is kept about it. The default is 32 MiB (Java's buffer.memory).
	// A record that is in doubt while kgo goes on trying keeps its place. A record takes at
	// least so much that they are fewer than kgo.MaxBufferedRecords (50000 by default),
	// beyond which kgo refuses what it is given.
	Budget int64

	// Unlimited takes away the limits of bytes on their way to each broker, and their shares
	// of a budget that is short: a broker that is slow or refuses gets what kgo sends (five
	// requests at once), and may fill the budget. Guard.Brokers tells of none then.
	Unlimited bool

	// Settled is told what became of a record that was told as InDoubt: Persisted or
	// NotPersisted. It is called from several goroutines, and must not wait.
	Settled func(Outcome)

	// Policies judge a record before it is sent.
	Policies []Policy

	// Sizes keeps out what a topic cannot take. Nil leaves that to kgo and the broker.
	// It needs a client with Options.
	Sizes *Sizes

	// Ledger has an entry written for each record that is acknowledged. Nil keeps none.
	Ledger *Ledger

	// Fell is told of each Fall. It must not wait.
	Fell func(Fall)

	// Observed is told what a policy that only observes would have rejected. It is
	// called from the goroutine that sends.
	Observed func(*kgo.Record, *Rejection)
}

const (
	defaultWithin = 2 * time.Minute
	defaultBudget = 32 << 20
	// overhead is what kgo and the guard keep beside the bytes of a record: some 500 bytes,
	// and as many again until the garbage collector has been there.
	overhead = 1024
)

// producer is what a guard needs of a kgo.Client to send.
type producer interface {
	TryProduce(context.Context, *kgo.Record, func(*kgo.Record, error))
}

// A Guard sends records through a kgo.Client, and tells one outcome for each. It is safe
// for use by several goroutines.
type Guard struct {
	client  producer
	promise func(*kgo.Record, error)
	hooked  bool // others' hooks see the records
	kit     *kit // nil without Options
	within  time.Duration
	settled func(Outcome)
	missing []string
	topic   string // of records without one; "" is none
	always  bool   // it is the topic of all records
	again   bool   // without idempotence: requests may be sent again, and in any order

	policies []Policy
	sizes    *Sizes
	ledger   *Ledger // nil for none
	observed func(*kgo.Record, *Rejection)
	fell     func(Fall)

	desk *desk
	// strangers are noted where others' hooks see the records.
	strangers *strangers
	flow      *flow // nil without Options; the client's connections go by it unless Config.Unlimited
	shares    shares
	lanes     *lanes // nil without Options, and without idempotence
	// leaderEpoch is what the client knows of a partition now; -1 where it knows none.
	leaderEpoch func(topic string, partition int32) int32
	budget      int64
	least       int64 // what a record takes of it, however small: kgo has a limit of their number
	counters    counters
	latencies   latencies
	settler     *settler // nil where doubt cannot be settled by reading

	ctx    context.Context
	end    context.CancelFunc
	work   sync.WaitGroup
	closed sync.Once
}

// New makes a guard for a client, and says what is wrong with the client's options. The
// client stays the caller's: close the guard first, then the client. What the client
// lacks, and what the guard cannot do because of it, is in Missing.
func New(client *kgo.Client, c Config) (*Guard, error) {
	if client == nil {
		return nil, errors.New("produce.New: the client is nil: make one with kgo.NewClient(append(produce.Options(), …)...)")
	}
	missing, err := inspect(client)
	if err != nil {
		return nil, fmt.Errorf("produce.New: %w", err)
	}
	kit := kitOf(client)
	if !kit.take() {
		return nil, errors.New("produce.New: another guard has these Options and is not closed: make one guard for a client, and produce.Options() for each client")
	}
	g, err := begin(client, kit, c)
	if err != nil {
		kit.release()
		return nil, fmt.Errorf("produce.New: %w", err)
	}
	g.missing, g.again = missing, client.OptValue(kgo.DisableIdempotentWrite) == true
	g.topic, _ = client.OptValue(kgo.DefaultProduceTopic).(string)
	g.always = client.OptValue(kgo.DefaultProduceTopicAlways) == true
	if most, is := client.OptValue(kgo.MaxBufferedRecords).(int64); is {
		g.least = min(share(g.budget, most), math.MaxUint32)
	}
	if g.hooked = hooked(client); kit != nil && !g.hooked {
		kit.strangers.Store(nil)
	}
	g.leaderEpoch = epochs(client)
	if kit != nil {
		g.flow = newFlow(g.budget)
		if !c.Unlimited {
			g.limitBrokers(client)
		}
		g.work.Go(func() { g.learns(client) })
		g.work.Go(func() { newProber(client, kit).run(g.ctx) })
		g.work.Go(func() { kit.limits.follow(g.ctx, client) })
		g.work.Go(func() { kit.metadata.run(g.ctx, client.ForceMetadataRefresh, g.flow.look) })
		if !g.again {
			g.lanes = newLanes(g, func(ctx context.Context, topic string) { kit.limits.look(ctx, client, []string{topic}) })
			g.lanes.free = newChooser(client).anywhere
			kit.lanes.Store(g.lanes)
			g.work.Go(func() { g.lanes.run(g.ctx) })
			g.settler = newSettler(&reader{client: client})
			g.work.Go(func() { g.settler.run(g.ctx) })
		}
	}
	return g, nil
}

// limitBrokers limits what is on its way to each broker, and what its records take of the budget.
func (g *Guard) limitBrokers(client *kgo.Client) {
	g.kit.flow.Store(g.flow)
	choose := newChooser(client)
	g.shares.held, g.shares.broker = func() map[int32]int64 { return g.kit.parts.held(choose.leader) }, choose.broker
	g.work.Go(func() { g.shares.run(g.ctx, g.budget, g.desk.free) })
}

// begin makes a guard in front of any producer.
func begin(p producer, k *kit, c Config) (*Guard, error) {
	if c.Within < 0 || c.Budget < 0 {
		return nil, fmt.Errorf("Within is %s and Budget %d: neither can be negative; 0 is the default", c.Within, c.Budget)
	}
	if err := check(c.Policies); err != nil {
		return nil, err
	}
	sizes, err := c.Sizes.checked()
	if err != nil {
		return nil, err
	}
	if sizes != nil && k == nil {
		return nil, errors.New("Config.Sizes needs a client that was made with produce.Options()")
	}
	book, err := c.Ledger.checked()
	if err != nil {
		return nil, err
	}
	g := &Guard{client: p, kit: k, sizes: sizes, ledger: book, within: c.Within, budget: c.Budget, settled: c.Settled, policies: slices.Clone(c.Policies), observed: c.Observed}
	if g.within == 0 {
		g.within = defaultWithin
	}
	g.within = min(g.within, longest)
	if g.budget == 0 {
		g.budget = defaultBudget
	}
	if g.settled == nil {
		g.settled = func(Outcome) {}
	}
	if g.observed == nil {
		g.observed = func(*kgo.Record, *Rejection) {}
	}
	if g.fell = c.Fell; g.fell == nil {
		g.fell = func(Fall) {}
	}
	g.leaderEpoch = func(string, int32) int32 { return -1 }
	g.promise, g.hooked = g.promises, true
	g.desk = newDesk(g.budget, time.Now())
	if g.strangers = newStrangers(g.desk); k != nil {
		k.strangers.Store(g.strangers)
	}
	g.ctx, g.end = context.WithCancel(context.Background())
	g.work.Go(g.keepTime)
	return g, nil
}

// Missing lists what the client was made without, a sentence each, and what the guard
// cannot do because of it. It is empty for a client with Options and idempotence.
func (g *Guard) Missing() []string { return g.missing }

// keepTime tells what is in doubt because its time is over, until the guard ends.
func (g *Guard) keepTime() {
	var due []*entry
	for {
		select {
		case <-g.ctx.Done():
			return
		case <-g.desk.first:
		}
		for more := true; more; {
			select {
			case <-g.ctx.Done():
				return
			case <-time.After(tick):
			}
			due, more = g.desk.over(time.Now(), due[:0])
			for i, e := range due {
				g.late(e, ErrTime)
				due[i] = nil
			}
			g.desk.told()
		}
	}
}
