package cluster

import (
	"context"
	"maps"
	"slices"
	"strings"

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
// A broker that was seen once is asked until the controllers have forgotten it:
// once it is fenced, the metadata do not name it any more. It is used by one
// goroutine.
type Steady struct {
	o      Options
	pool   *pool
	hunts  *hunts
	last   *look // nil before the first look in which anybody answered
	number int   // looks so far
}

var _ source.Source = (*Steady)(nil)

// NewSteady makes a source that can be collected any number of times. Nothing
// is asked yet. Close it.
func NewSteady(o Options) *Steady {
	return &Steady{o: New(o).o, pool: newPool(o.RequestsPerSecond), hunts: newHunts()}
}

// Close ends all connections.
func (s *Steady) Close() { s.pool.close() }

// AskFor says for which settings topics are asked from the next look on; nil: for
// all.
func (s *Steady) AskFor(topicKeys []string) { s.o.TopicKeys = topicKeys }

// Can tells which facts a running cluster can show.
func (s *Steady) Can(context.Context) (model.Facts, []model.Gap) { return saved.Facts, nil }

// Collect looks at the cluster once more. The error is that of a cancelled
// context; what was known by then has been added.
func (s *Steady) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	s.pool.each((*wires).renew)
	l := newLook(s.o, want, s.pool)
	l.steady, l.again, l.number, l.hunts = true, s.last, s.number, s.hunts
	s.number++
	l.all(ctx)
	l.stillUnknown()
	l.add(b)
	if l.main != nil && ctx.Err() == nil {
		l.main.told = nil // the topics are made of it
		l.again = nil
		s.last = l
	}
	s.letGo()
	return ctx.Err()
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

// Probe asks every broker that is known whether it lives, all at once and
// within the limit of one question, and tells whether one of them answers
// otherwise than in the last look: then it is time for another one.
func (s *Steady) Probe(ctx context.Context) (changed bool) {
	if s.last == nil {
		return true
	}
	nodes := slices.Collect(maps.Values(s.last.brokers))
	answers := make([]bool, len(nodes))
	each(nodes, func(n *node) {
		answers[slices.Index(nodes, n)] = n.wires != nil && s.last.alive(ctx, n)
	})
	for i, n := range nodes {
		if answers[i] != (n.story != nil) && n.wires != nil {
			changed = true
		}
	}
	return changed && ctx.Err() == nil
}

// alive tells whether a broker answers the smallest question that there is.
func (l *look) alive(ctx context.Context, n *node) bool {
	return l.applied(ctx, n.lane(onProbe)) != notAnswered
}
