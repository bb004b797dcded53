// Package cluster is the source that looks at a running Kafka cluster once.
//
// It asks each broker itself and takes nothing from a client's cache: other
// brokers' metadata call a dead broker alive until its session ends, 9 s by
// default. What a broker does not answer, or what the principal may not see,
// becomes a Gap for that broker or that fact alone. An answer that is empty
// is believed only with the right to see (see rights.go).
package cluster

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// Options are which cluster is looked at, and how.
type Options struct {
	Target target.Target // where it is, and how to speak to it

	// TopicKeys are the settings that topics are asked for; nil: all.
	TopicKeys []string

	// Between is how long to wait between two looks at brokers that tell
	// different stories; 2 s unless set.
	Between time.Duration

	// RequestsPerSecond is how many requests all brokers together are sent in a
	// second at the most; 0: any number.
	RequestsPerSecond int

	Now      func() time.Time
	Progress func(string) // told what takes long; nil: nobody
}

// Source looks at one running cluster.
type Source struct{ o Options }

var _ source.Source = (*Source)(nil)

// New makes a source; nothing is asked yet.
func New(o Options) *Source {
	o.Between = cmp.Or(o.Between, 2*time.Second)
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	return &Source{o}
}

// Can tells which facts a running cluster can show. Which of them the
// principal may see turns out when they are asked for.
func (s *Source) Can(context.Context) (model.Facts, []model.Gap) { return saved.Facts, nil }

// Collect looks at the cluster. The error is that of a cancelled context;
// what was known by then has been added.
func (s *Source) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	l := newLook(s.o, want, newPool(s.o.RequestsPerSecond))
	defer l.pool.close()
	l.all(ctx)
	l.add(b)
	return ctx.Err()
}

// look is one look at a cluster in the making.
type look struct {
	o    Options
	want model.Facts
	pool *pool

	steady  bool           // it is one of many
	again   *look          // the look before; nil in a scan, and in the first of many
	number  int            // of the look
	unasked []*model.Topic // that the look before did not have

	cut     bool              // the run was ended before everybody had been asked
	nodes   map[string]*node  // by address
	worlds  map[string]*world // by Kafka's cluster id
	world   *world            // the one that is looked at
	brokers map[int32]*node   // its brokers, by id

	main    *story // the common story, and the topics that it tells of
	stories []*story
	images  []image // of which the common story was told, by look

	topics []*model.Topic
	byName map[string]*model.Topic
	byID   map[[16]byte]string

	groupByID map[string]*model.Group
	hunts     *hunts          // nil: nobody wants to know how old records are
	ledgers   *ledgers        // nil: nobody reads them
	unheardOf map[int32]error // the brokers that did not answer the newest probe

	cluster *model.Cluster
	rights  rights
	foreign []model.Gap // of the bootstrap list itself: told before everything else
	gaps    gaps
}

func newLook(o Options, want model.Facts, p *pool) *look {
	l := &look{o: o, want: want, pool: p, nodes: map[string]*node{}, worlds: map[string]*world{}, world: newWorld("")}
	l.brokers = l.world.brokers
	return l
}

// all asks in the order in which answers are needed: who is there, what each
// says, then everything else side by side.
func (l *look) all(ctx context.Context) {
	if !l.find(ctx) {
		return
	}
	l.build(ctx)
	l.unreached(ctx)
	l.cluster = &model.Cluster{ID: l.world.id}
	l.takeOver()
	l.keep()
	together(
		func() { l.askEligible(ctx) },
		func() { l.askQuorum(ctx); l.askMoving(ctx) },
		func() { l.askRights(ctx) },
		func() { l.askConfigs(ctx); l.askLogDirs(ctx) },
		func() { l.askCertificates(ctx) },
		func() { l.askGroups(ctx); l.askCatchUp(ctx) },
	)
	l.askVanished(ctx)
	l.judgeRights(ctx)
	l.judgeRefusals()
	l.unheard()
}

// whole tells a look that asks all brokers for all of their metadata: that of a
// scan, the first of many, and some of those that follow.
func (l *look) whole() bool { return l.again == nil || l.want.Has(model.FactViews) }

// find finds out who is there, and what the brokers tell. It tells whether
// anybody answered.
func (l *look) find(ctx context.Context) bool {
	if !l.whole() {
		return l.revisit(ctx)
	}
	if !l.discover(ctx) {
		if l.again != nil {
			l.lost(ctx)
		}
		return false
	}
	l.remember(ctx)
	l.compare(ctx)
	return true
}

// add hands over what was found.
func (l *look) add(b *model.Builder) {
	place := snapshot.Place(l.o.Target.Name, l.world.id)
	for _, n := range l.ordered() {
		b.Broker(n.broker(place))
	}
	for _, t := range l.topics {
		t.Place = place
		b.Topic(t)
	}
	if l.cluster != nil {
		l.cluster.Place = place
		for _, g := range l.cluster.Groups {
			g.Place = place
		}
		b.Cluster(l.cluster)
	}
	for _, g := range slices.Concat(l.foreign, l.rights.gaps, l.gaps.list()) {
		g.Scope.Cluster = cmp.Or(l.o.Target.Name, l.world.id)
		b.Gap(g)
	}
}
