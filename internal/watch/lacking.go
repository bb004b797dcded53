package watch

import (
	"sync"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// lacking is what was not told in a look: facts of the whole cluster, facts of
// single things, and brokers that did not answer.
type lacking struct {
	cluster model.Facts
	of      map[model.Subject]model.Facts // by the thing, without its cluster
	silent  map[model.Subject]bool
	topics  func() map[string]*model.Topic
}

// lackingOf sums up the gaps of a look. What is denied is left out where it is
// said of the whole cluster: it says that there may be more than is seen, and
// nothing of what is.
func lackingOf(s *model.Scope, gaps []model.Gap) lacking {
	l := lacking{of: map[model.Subject]model.Facts{}, silent: map[model.Subject]bool{}, topics: sync.OnceValue(func() map[string]*model.Topic { return topicsOf(s) })}
	for _, g := range gaps {
		switch {
		case g.Expected:
		case g.Scope.Kind != model.KindCluster:
			at := bare(g.Scope)
			l.of[at] = l.of[at].With(g.Fact)
		case g.Why != model.Denied && g.Why != model.Hidden:
			l.cluster = l.cluster.With(g.Fact)
		}
	}
	if s != nil {
		for _, b := range s.Brokers {
			if b.Seen != nil && b.Seen.Answer != model.Answered {
				l.silent[bare(b.Subject())] = true
			}
		}
	}
	return l
}

// topicsOf are the topics that were seen, by their names.
func topicsOf(s *model.Scope) map[string]*model.Topic {
	if s == nil {
		return nil
	}
	out := make(map[string]*model.Topic, len(s.Topics))
	for _, t := range s.Topics {
		out[t.Name] = t
	}
	return out
}

// any tells whether a rule lacks anything that it needs to judge a subject. What
// is not seen is itself what two rules are about.
func (l *lacking) any(needs model.Facts, rule string, subject model.Subject) bool {
	at := bare(subject)
	switch {
	case judgedInTheDark(rule):
		return false
	case needs.Without(l.cluster) != needs, needs.Without(l.of[at]) != needs:
		return true
	case subject.Kind == model.KindPartition && needs.Has(model.FactOffsets):
		return l.untold(subject)
	}
	return l.silent[at] && rule != "cluster/broker-missing"
}

// untold tells whether the leader of a partition did not tell where its log ends.
func (l *lacking) untold(partition model.Subject) bool {
	t := l.topics()[partition.Name]
	if t == nil || t.Layout == nil {
		return false
	}
	for i := range t.Layout.Partitions {
		if p := &t.Layout.Partitions[i]; p.Index == partition.Partition {
			return !p.Offsets.EndKnown
		}
	}
	return false
}

// bare is a subject within its cluster.
func bare(s model.Subject) model.Subject {
	s.Cluster = ""
	return s
}
