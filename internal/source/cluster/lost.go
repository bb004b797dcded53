package cluster

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// lost is what is known of a cluster of which nobody answers any more: which
// brokers it had.
func (l *look) lost(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	l.world = l.worldOf(l.again.world.id)
	l.brokers = l.world.brokers
	var unasked []*node
	for id, was := range l.again.brokers {
		n := l.nodes[was.address]
		if n == nil {
			n = l.revive(was)
			unasked = append(unasked, n)
		}
		n.seen.ID, n.seen.Holds, n.world = id, was.seen.Holds, l.world
		l.brokers[id] = n
	}
	each(unasked, func(n *node) { _, n.err = l.hello(ctx, n) })
	others := l.strangers()
	for _, n := range l.brokers {
		switch {
		case n.err != nil:
		case len(others) == 1:
			n.err = strayed(n, others[0])
		default:
			n.err = errUntold
		}
		n.settle()
		n.knownFrom("the look before")
	}
	l.dark()
}

// errUntold is why a broker that answers cannot be looked at through.
var errUntold = errors.New("it answers whether it lives, but no broker tells what there is in the cluster")

// dark is all that is known of a cluster of which nobody answers. In looks that
// follow each other that is a gap of the cluster, too: it lasts, whatever becomes
// of the single addresses.
func (l *look) dark() {
	l.cluster = &model.Cluster{ID: l.world.id, Dark: true}
	detail := "no broker answers, neither one that was seen before nor a bootstrap address: nothing is known of the cluster at present"
	if others := l.strangers(); len(others) > 0 {
		detail = fmt.Sprintf("what answers at its addresses is not cluster %s, but answers as cluster %s: nothing is known of %s at present. "+
			"Correct the addresses; if the cluster was made anew there, start the watch anew", l.world.id, strings.Join(others, ", "), l.world.id)
	}
	l.gaps.add(model.Gap{Fact: model.FactConnections, Scope: model.Subject{Kind: model.KindCluster}, Why: model.Unreachable, Detail: detail})
}

// strangers are the clusters that answered in place of the one that was looked at
// before.
func (l *look) strangers() []string {
	if l.again == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(l.worlds)), func(id string) bool { return id == l.world.id })
}
