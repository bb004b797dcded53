package watch

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// unasked are the rules that a look with these facts does not judge.
func unasked(known []*rule.Rule, want model.Facts) map[string]bool {
	out := map[string]bool{}
	for _, r := range known {
		if beyond(r, want) {
			out[r.Name] = true
		}
	}
	return out
}

// merged is what the board shows after a quick look: what that has seen, and of
// all else what the last whole look has. How old that is the ages tell, and when a
// whole look has ended last is what it was.
func merged(quick, whole *board.Cluster) *board.Cluster {
	c := *quick
	c.Lag, c.Look = whole.Lag, whole.Look
	c.Look.Begun = quick.Look.Begun
	if quick.Scope == nil || whole.Scope == nil || quick.Scope.Cluster == nil || whole.Scope.Cluster == nil || quick.Scope.Cluster.Dark {
		return &c
	}
	c.Behind = stillThere(whole.Behind, quick.Scope.Brokers)
	s, of := *quick.Scope, *quick.Scope.Cluster
	of.Groups, of.Quorum = whole.Scope.Cluster.Groups, whole.Scope.Cluster.Quorum
	s.Cluster = &of
	c.Scope = &s
	keepOffsets(s.Topics, whole.Scope.Topics)
	return &c
}

// stillThere are those that answer in a look.
func stillThere(all []lag.Broker, now []*model.Broker) []lag.Broker {
	return slices.DeleteFunc(slices.Clone(all), func(b lag.Broker) bool {
		return !slices.ContainsFunc(now, func(n *model.Broker) bool {
			return n.Seen != nil && n.Seen.ID == b.ID && n.Seen.Answer == model.Answered
		})
	})
}

// keepOffsets gives partitions the offsets that a look before has told. The topics
// are those of a look that nobody else has seen yet.
func keepOffsets(now, before []*model.Topic) {
	was := make(map[string]*model.Layout, len(before))
	for _, t := range before {
		was[t.Name] = t.Layout
	}
	for _, t := range now {
		old := was[t.Name]
		if t.Layout == nil || old == nil || old.TopicID != t.Layout.TopicID {
			continue
		}
		for i := range min(len(old.Partitions), len(t.Layout.Partitions)) {
			if p, o := &t.Layout.Partitions[i], &old.Partitions[i]; p.Index == o.Index {
				p.Offsets = o.Offsets
			}
		}
	}
}
