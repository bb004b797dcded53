package cluster

import (
	"context"
	"errors"
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Why a broker cannot be asked, beside what becomes of its connection.
var errNoAddress = errors.New("no broker tells its address: it is down for longer than its session, or was never up")

// discover finds the brokers: from the bootstrap addresses, then from whoever
// answers. It tells whether anybody answered.
func (l *look) discover(ctx context.Context) bool {
	c := &crawl{look: l, news: make(chan func())}
	given := l.given()
	for _, n := range given {
		c.greet(ctx, n)
	}
	c.run()
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

// choose takes the cluster of the first bootstrap address that answers. An
// address of another cluster is told, and nothing else of that cluster: its
// brokers have the same ids.
func (l *look) choose(given []*node) {
	var chosen *node
	for _, n := range given {
		switch {
		case n.story == nil:
		case chosen == nil:
			chosen = n
			l.world = l.worlds[n.story.cluster]
			l.brokers = l.world.brokers
		case n.story.cluster != l.world.id:
			l.gaps.add(model.Gap{Fact: model.FactConnections, Scope: n.subject(), Why: model.Unresolved,
				Detail: fmt.Sprintf("%s answers as a broker of cluster %s, and %s as one of cluster %s: only the latter was looked at. Scan each cluster by its own --bootstrap",
					n.address, n.story.cluster, chosen.address, l.world.id)})
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
// the user is a gap.
func (l *look) reached(ctx context.Context, given []*node) bool {
	if len(l.askable()) > 0 {
		return true
	}
	for _, n := range given {
		l.missed(ctx, n, model.FactConnections, "Metadata", n.err)
	}
	return false
}

// settle turns what became of the first question into the answer that rules
// see.
func (n *node) settle() {
	switch {
	case n.story != nil && n.via != nil: // it answers, and not where it says
	case n.story != nil:
		n.seen.Answer = model.Answered
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
	case failed.Why == model.TimedOut:
		return model.Silent
	}
	return model.Unusable
}
