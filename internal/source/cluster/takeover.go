package cluster

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// takeOver gives topics and brokers what the look before has found, of which
// not each look asks. A topic that was not there before is asked for its
// settings in any case.
func (l *look) takeOver() {
	if l.again == nil {
		return
	}
	if !l.whole() {
		l.rights = l.again.rights
		l.rights.gaps = nil
	}
	for _, t := range l.topics {
		was := l.again.byName[t.Name]
		if was == nil || was.Layout.TopicID != t.Layout.TopicID {
			l.unasked = append(l.unasked, t)
			continue
		}
		if !l.want.Has(model.FactTopicConfig) {
			t.Config, t.Observed = was.Config, was.Observed
		}
		for i := range t.Layout.Partitions {
			p := &t.Layout.Partitions[i]
			if before := was.Layout.Partition(p.Index); before != nil {
				o := before.Offsets
				p.Offsets = model.Offsets{Start: o.Start, StartKnown: o.StartKnown, Stable: o.Stable, StableKnown: o.StableKnown}
			}
		}
	}
	for id, n := range l.brokers {
		was := l.again.brokers[id]
		if was == nil {
			continue
		}
		n.seen.Defaults, n.seen.DefaultsFor, n.toldAt = was.seen.Defaults, was.seen.DefaultsFor, was.toldAt
		if !l.want.Has(model.FactBrokerConfig) {
			n.static, n.dynamic, n.preset, n.noConf, n.seen.ConfigKnown = was.static, was.dynamic, was.preset, was.noConf, was.seen.ConfigKnown
		}
		if !l.want.Has(model.FactLogDirs) {
			n.seen.LogDirs, n.seen.LogDirsKnown, n.seen.Compacted = was.seen.LogDirs, was.seen.LogDirsKnown, was.seen.Compacted
		}
	}
}

// stillUnknown adds what the look before could not find out, of facts that this
// one does not want.
func (l *look) stillUnknown() {
	if l.again == nil {
		return
	}
	for _, g := range l.again.gaps.list() {
		if !l.want.Has(g.Fact) && (l.quick() || slices.Contains(kept, g.Fact)) {
			l.gaps.add(g)
		}
	}
}

// kept are the facts that not every look asks for.
var kept = []model.Fact{model.FactTopicConfig, model.FactBrokerConfig, model.FactLogDirs, model.FactViews}
