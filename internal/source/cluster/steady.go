package cluster

import (
	"context"
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// Steady looks at one cluster again and again, over connections that stay open.
// A look that wants the views of all brokers is that of a scan. Any other one
// asks each broker whether it lives, and one of them, in turn, for the metadata;
// what it does not want is taken over from the look before, so that its snapshot
// is whole: settings, log directories, the rights of the principal. The rights
// are asked for beside that where something is not listed any more.
//
// A look that wants no groups is a quick one: see quick.go.
//
// A broker that was seen once is asked until the controllers have forgotten it:
// once it is fenced, the metadata do not name it any more. One goroutine looks;
// another one may probe meanwhile, and what both use is guarded: the pool of
// connections, of which the probes have their own, and the beats.
type Steady struct {
	o      Options
	pool   *pool
	hunts  *hunts
	ledger *ledgers
	last   *look // nil before the first look in which anybody answered
	number int   // looks so far

	mu    sync.Mutex // guards what follows
	beats *beats
}

var _ source.Source = (*Steady)(nil)

// NewSteady makes a source that can be collected any number of times. Nothing
// is asked yet. Close it.
func NewSteady(o Options) *Steady {
	return &Steady{o: New(o).o, pool: newPool(o.RequestsPerSecond), hunts: newHunts(), ledger: newLedgers(), beats: &beats{}}
}

// Close ends all connections. Nobody looks or probes any more.
func (s *Steady) Close() { s.pool.close() }

// AskFor says for which settings topics are asked from the next look on; nil: for
// all.
func (s *Steady) AskFor(topicKeys []string) { s.o.TopicKeys = topicKeys }

// Can tells which facts a running cluster can show.
func (s *Steady) Can(context.Context) (model.Facts, []model.Gap) { return saved.Facts, nil }

// Collect looks at the cluster once more. The error is that of a context that
// ended before the look did: then nothing is added, and the next look follows the
// one before.
func (s *Steady) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	s.pool.each((*wires).renew)
	l := newLook(s.o, want, s.pool)
	l.steady, l.again, l.number, l.hunts, l.ledgers, l.unheardOf = true, s.last, s.number, s.hunts, s.ledger, s.failures()
	s.number++
	l.all(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.stillUnknown()
	l.add(b)
	s.listenTo(l)
	if l.main != nil {
		l.main.told = nil // the topics are made of it
		l.again = nil
		s.last = l
	}
	s.letGo()
	return nil
}

// letGo ends the connections to addresses that neither the user has given, nor
// the last look has in which anybody answered.
func (s *Steady) letGo() {
	used := map[string]bool{}
	for _, address := range s.o.Target.Bootstrap {
		used[strings.ToLower(address)] = true
	}
	if s.last != nil {
		for address := range s.last.nodes {
			used[address] = true
		}
		for _, n := range s.last.brokers {
			used[n.address] = true
		}
	}
	s.pool.keep(used)
}

// Cost is what looks have asked of a cluster, by the name of the request.
type Cost map[string]Spent

// Spent is how many requests were sent, and how many bytes of Kafka's protocol
// were sent and received for them, without what TLS adds.
type Spent struct {
	Requests       int
	Sent, Received int64
}

// Add adds what was spent on one kind of request.
func (c Cost) Add(name string, more Spent) { c[name] = c[name].Plus(more) }

// Plus is both together.
func (s Spent) Plus(o Spent) Spent {
	return Spent{s.Requests + o.Requests, s.Sent + o.Sent, s.Received + o.Received}
}

// Spent is what was asked since the last call, probes included.
func (s *Steady) Spent() Cost {
	c := Cost{}
	s.pool.spend(c)
	return c
}
