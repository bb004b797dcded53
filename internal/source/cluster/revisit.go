package cluster

import (
	"context"
	"maps"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// near is how many records of the metadata log a broker may be behind and still
// be asked for the metadata: the active controller appends two a second.
const near = 20

// revisit asks the brokers that are known whether they answer, and one of them
// for the metadata. Where nobody answers, they are looked for anew from the
// bootstrap addresses on: they may have moved. It tells whether anybody
// answered.
func (l *look) revisit(ctx context.Context) bool {
	w := l.worldOf(l.again.world.id)
	l.world, l.brokers = w, w.brokers
	for id, was := range l.again.brokers {
		if was.wires != nil && was.broken == nil {
			w.brokers[id] = l.revive(was)
		}
	}
	for address, was := range l.again.nodes {
		if l.again.nameless(was) {
			l.nodes[address] = was // a whole look asks it again
		}
	}
	l.hail(ctx, slices.Collect(maps.Values(l.brokers)))
	for tries := 0; tries < mostTellers; tries++ {
		n := l.nextTeller()
		if n == nil {
			break
		}
		if l.told(ctx, n) {
			return true
		}
	}
	return l.anew(ctx)
}

// mostTellers is how many brokers are asked for the metadata before the
// bootstrap addresses are tried: each costs its limit.
const mostTellers = 2

// revive is a broker of the look before, with what does not change while it
// runs.
func (l *look) revive(was *node) *node {
	n, _ := l.node(was.address)
	n.seen = model.Sighting{ID: was.seen.ID, Address: was.seen.Address, Rack: was.seen.Rack}
	n.world, n.given, n.version, n.apis = l.world, was.given, was.version, was.apis
	n.err = errUnheard
	return n
}

// hail asks brokers side by side whether they answer.
func (l *look) hail(ctx context.Context, nodes []*node) {
	each(nodes, func(n *node) {
		if n.err = l.silence(n); n.err != nil {
			return
		}
		applied, err := l.hello(ctx, n)
		if n.err = err; err == nil {
			n.seen.Applied, n.hailed = max(0, applied), true
		}
	})
}

// nextTeller is whose turn it is to tell the metadata: one of those that answer
// and have applied what the others have. A broker that is cut off from the
// controllers tells what was.
func (l *look) nextTeller() *node {
	newest := int64(0)
	for _, n := range l.brokers {
		newest = max(newest, n.seen.Applied)
	}
	var good []*node
	for _, n := range l.ordered() {
		if n.hailed && n.err == nil && newest-n.seen.Applied <= near {
			good = append(good, n)
		}
	}
	if len(good) == 0 {
		return nil
	}
	return good[l.number%len(good)]
}

// told asks one broker for the metadata, and takes them as what all brokers
// that answer would tell; beside that, for the brokers that are registered. It
// tells whether the metadata were answered.
func (l *look) told(ctx context.Context, n *node) bool {
	var s *story
	var r registration
	var err error
	together(
		func() { s, err = l.metadata(ctx, n) },
		func() {
			if n.apis[describeCluster] >= tellsFenced {
				r.told, r.err = l.registered(ctx, n)
			}
		},
	)
	if err == nil && s.cluster != l.world.id {
		err = strayed(n, s.cluster)
	}
	if n.err = err; err != nil {
		return false
	}
	n.story = s
	l.main, l.stories = s, []*story{s}
	l.registrations(ctx, n, r)
	for _, b := range s.brokers {
		l.world.learn(l, b.NodeID, b.Host, b.Port, b.Rack)
	}
	l.hailNew(ctx)
	for _, n := range l.brokers {
		if n.hailed && n.story == nil && n.err == nil {
			same := *s
			same.teller, same.told = n, nil
			n.story = &same
		}
		n.settle()
	}
	return true
}

// hailNew asks the brokers that the metadata have named for the first time.
func (l *look) hailNew(ctx context.Context) {
	var fresh []*node
	for _, n := range l.brokers {
		if !n.hailed && n.err == nil && n.broken == nil {
			fresh = append(fresh, n)
		}
	}
	l.hail(ctx, fresh)
}

// registration is what became of the question for the brokers that are registered.
type registration struct {
	told *kmsg.DescribeClusterResponse
	err  error
}

// registrations takes in the brokers that are registered. One that is not any
// more was taken out of the cluster, and is not looked for again. Before Kafka
// 4.0 the fenced ones are not told, so that nobody can be missed.
func (l *look) registrations(ctx context.Context, n *node, r registration) {
	w := l.world
	w.operations = l.again.world.operations
	if n.apis[describeCluster] < tellsFenced {
		return
	}
	d, err := r.told, r.err
	if err != nil {
		w.undescribed, w.doubtful = err, n
		l.missedAll(ctx, n, model.FactConnections, "DescribeCluster", err)
		return
	}
	w.described, w.complete, w.operations = true, true, d.ClusterAuthorizedOperations
	var registered []int32
	for _, b := range d.Brokers {
		registered = append(registered, b.NodeID)
		w.learn(l, b.NodeID, b.Host, b.Port, b.Rack)
		known := w.brokers[b.NodeID]
		known.seen.Fenced = known.seen.Fenced || b.IsFenced
	}
	for id, known := range w.brokers {
		if !slices.Contains(registered, id) && !l.main.lists(id) {
			delete(w.brokers, id)
			delete(l.nodes, known.address)
		}
	}
}

// anew looks for the brokers by the bootstrap addresses.
func (l *look) anew(ctx context.Context) bool {
	fresh := newLook(l.o, l.want, l.pool)
	fresh.again, fresh.steady = l.again, l.steady
	found := fresh.discover(ctx)
	if found {
		fresh.remember(ctx)
		fresh.compare(ctx)
	}
	for _, g := range fresh.gaps.list() {
		l.gaps.add(g)
	}
	l.cut = fresh.cut
	if found {
		l.nodes, l.worlds, l.world, l.brokers = fresh.nodes, fresh.worlds, fresh.world, fresh.brokers
		l.main, l.stories, l.images, l.foreign = fresh.main, fresh.stories, fresh.images, fresh.foreign
		return l.main != nil
	}
	for id := range fresh.worlds {
		l.worldOf(id)
	}
	l.lost(ctx)
	return false
}

// remember asks the brokers that were seen before and that nobody names any
// more. Who is registered and fenced is told by Kafka 4.0 and later; before that
// such a broker is just missing.
func (l *look) remember(ctx context.Context) {
	if l.again == nil || l.world.complete || l.again.world.id != l.world.id {
		return
	}
	var missing []*node
	for id, was := range l.again.brokers {
		if l.brokers[id] == nil && was.wires != nil && was.broken == nil {
			n := l.revive(was)
			l.brokers[id] = n
			missing = append(missing, n)
		}
	}
	each(missing, func(n *node) { l.greet(ctx, n) })
	for _, n := range missing {
		n.settle()
	}
}
