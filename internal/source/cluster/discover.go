package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Why a broker cannot be asked, beside what becomes of its connection.
var (
	errNoAddress = errors.New("no broker tells its address: it is down for longer than its session, or was never up")
	errUnheard   = errors.New("the scan was interrupted before it had answered")
)

// discover finds the brokers: from the bootstrap addresses and the brokers that
// were seen before, then from whoever answers. It tells whether anybody answered.
func (l *look) discover(ctx context.Context) bool {
	c := &crawl{look: l, news: make(chan func())}
	given := l.given()
	for _, n := range slices.Concat(given, l.seenBefore()) {
		c.greet(ctx, n)
	}
	c.run()
	l.cut = ctx.Err() != nil
	l.choose(given)
	for _, n := range l.nodes {
		n.settle()
	}
	for _, n := range l.brokers {
		n.settle()
	}
	l.identify(ctx, given)
	l.doubts(ctx)
	return l.reached(ctx, given)
}

// given are the bootstrap addresses. Two spellings of one address are one.
func (l *look) given() []*node {
	var out []*node
	for _, address := range l.o.Target.Bootstrap {
		if n, fresh := l.node(address); fresh {
			n.given = true
			out = append(out, n)
		}
	}
	return out
}

// seenBefore are the addresses at which brokers were seen in the look before, and
// which the user did not give: the bootstrap addresses may all be down while
// others answer.
func (l *look) seenBefore() []*node {
	if l.again == nil {
		return nil
	}
	var out []*node
	for _, was := range l.again.brokers {
		if was.wires == nil || was.broken != nil {
			continue
		}
		if n, fresh := l.node(was.address); fresh {
			out = append(out, n)
		}
	}
	return out
}

// choose takes the cluster of the first bootstrap address that answers, and after
// that always the same one. Addresses of another cluster are told, and nothing
// else of that cluster: its brokers have the same ids.
func (l *look) choose(given []*node) {
	if l.again != nil {
		l.keepTo(l.again.world.id)
		return
	}
	of := map[string][]string{} // the addresses, by cluster
	var order []string
	for _, n := range given {
		if n.story == nil {
			continue
		}
		id := n.story.cluster
		if len(of[id]) == 0 {
			order = append(order, id)
		}
		of[id] = append(of[id], n.address)
	}
	if len(order) == 0 {
		return
	}
	mine := order[0]
	l.world = l.worlds[mine]
	l.brokers = l.world.brokers
	for _, other := range order[1:] {
		l.foreign = append(l.foreign, model.Gap{Fact: model.FactConnections, Scope: model.Subject{Kind: model.KindCluster}, Why: model.Unresolved,
			Detail: fmt.Sprintf("the bootstrap list leads to another cluster, too: %s answers as cluster %s, which was looked at, and %s as cluster %s, of which nothing was looked at. "+
				"Take the addresses out that do not belong to the cluster that you mean, and scan the other one by a list of its own",
				strings.Join(of[mine], ", "), mine, strings.Join(of[other], ", "), other)})
	}
}

// keepTo takes the cluster that was looked at before. What answers as another one
// at its addresses is told as an address that leads astray.
func (l *look) keepTo(id string) {
	l.world = l.worldOf(id)
	l.brokers = l.world.brokers
	for _, n := range l.nodes {
		if n.story != nil && n.story.cluster != id {
			n.err, n.story = strayed(n, n.story.cluster), nil
		}
	}
}

// doubts records what the lists of brokers leave open.
func (l *look) doubts(ctx context.Context) {
	w := l.world
	if w.undescribed != nil && !w.described {
		l.missedAll(ctx, w.doubtful, model.FactConnections, "DescribeCluster", w.undescribed)
	}
	if tellers := l.askable(); len(tellers) > 0 && len(l.brokers) == 0 {
		l.gaps.add(model.Gap{Fact: model.FactConnections, Scope: model.Subject{Kind: model.KindCluster}, Why: model.Unreachable,
			Detail: fmt.Sprintf("%s answers, but lists no broker at all: it has only started, or the controllers have fenced all brokers. Scan again", tellers[0].address)})
	}
}

// reached tells whether anybody answered. Where nobody did, each address of
// the user is a gap, and all that is known of the cluster is its name.
func (l *look) reached(ctx context.Context, given []*node) bool {
	if len(l.askable()) > 0 {
		return true
	}
	for _, n := range given {
		l.missed(ctx, n, model.FactConnections, "Metadata", n.err)
	}
	switch {
	case ctx.Err() != nil:
	case l.steady:
		l.dark()
	case l.o.Target.Name != "":
		l.cluster = &model.Cluster{Dark: true}
	}
	return false
}

// settle turns what became of the first question into the answer that rules
// see.
func (n *node) settle() {
	n.seen.Slow = n.slow.Milliseconds()
	switch {
	case n.story != nil && n.via != nil: // it answers, and not where it says
	case n.story != nil:
		n.seen.Answer = model.Answered
	case errors.Is(n.err, context.Canceled):
		n.seen.Answer, n.seen.Detail = model.Unheard, errUnheard.Error()
		n.noConf = n.String() + " had not answered when the scan was interrupted"
	default:
		n.seen.Answer, n.seen.Detail = answerOf(n.err), ""
		if n.err != nil {
			n.seen.Detail = n.err.Error()
		}
		n.noConf = n.String() + " does not answer"
	}
}

// answerOf is the kind of answer that a failed question is.
func answerOf(err error) model.Answer {
	var failed *dial.Failure
	switch {
	case err == nil, errors.Is(err, errNoAddress):
		return model.NotAsked
	case !errors.As(err, &failed):
		return model.Unusable
	case failed.Unlocated:
		return model.Unlocated
	case failed.Refused:
		return model.Refused
	case failed.HungUp:
		return model.HungUp
	case failed.Why == model.TimedOut:
		return model.Silent
	}
	return model.Unusable
}
