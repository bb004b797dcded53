package cluster

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// The dynamic defaults of the cluster are the one thing of which every broker is
// asked the same: whether a change has reached all of them shows there. A broker
// applies all kinds of settings from one log.

// doubtFor is for how long brokers that tell different defaults are asked in
// every look. A difference that lasts longer is asked for with the settings.
const doubtFor = time.Minute

// toAsk lists the brokers that are asked for their settings: all of them in
// looks that want these and while they tell different defaults, and else those
// that were not there in the look before.
func (l *look) toAsk() []*node {
	answering := l.answering()
	if l.want.Has(model.FactBrokerConfig) || disagree(answering) && l.steady && !askedLong(answering) {
		return answering
	}
	return slices.DeleteFunc(answering, func(n *node) bool { return l.again == nil || l.wasThere(n) })
}

// wasThere tells whether a broker answered in the look before.
func (l *look) wasThere(n *node) bool {
	was := l.again.brokers[n.seen.ID]
	return was != nil && was.story != nil
}

// askApart asks brokers that tell different defaults once more a moment later.
// Who looks again anyway does not wait for it.
func (l *look) askApart(ctx context.Context) {
	if l.steady || !disagree(l.answering()) {
		return
	}
	l.o.Progress("brokers tell different dynamic defaults of the cluster: asking again")
	if pause(ctx, l.o.Between) {
		each(l.answering(), func(n *node) { l.askBroker(ctx, n) })
	}
}

// disagree tells whether two brokers tell different defaults.
func disagree(nodes []*node) bool {
	var first *node
	for _, n := range nodes {
		switch {
		case !n.seen.ConfigKnown:
		case first == nil:
			first = n
		case !alike(first.seen.Defaults, n.seen.Defaults):
			return true
		}
	}
	return false
}

// askedLong tells whether every broker has told the same for long enough.
func askedLong(nodes []*node) bool {
	return !slices.ContainsFunc(nodes, func(n *node) bool {
		return n.seen.ConfigKnown && n.seen.DefaultsFor < doubtFor.Milliseconds()
	})
}

// tells takes in the dynamic defaults of the cluster as the broker tells them at
// a time.
func (n *node) tells(shared model.Config, at time.Time) {
	settings := shared.Settings()
	slices.SortFunc(settings, func(a, b model.Setting) int { return strings.Compare(a.Name, b.Name) })
	var told model.Config
	for _, s := range settings {
		told.Set(s.Name, s.Value, s.At)
	}
	if n.toldAt.IsZero() || !alike(told, n.seen.Defaults) {
		n.seen.DefaultsFor = 0
	} else {
		n.seen.DefaultsFor += max(0, at.Sub(n.toldAt).Milliseconds())
	}
	n.seen.Defaults, n.toldAt = told, at
}

// alike tells whether two brokers tell the same settings. Of a value that Kafka
// hides only that it is there can be told.
func alike(a, b model.Config) bool {
	return slices.EqualFunc(a.Settings(), b.Settings(), func(x, y model.Setting) bool {
		return x.Name == y.Name && x.Value.Usable() == y.Value.Usable() && x.Value.Raw() == y.Value.Raw()
	})
}
