package metrics

import (
	"maps"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

var unknown = &family{name: "breakwater_unknown", kind: gauge, labels: []string{"cluster", "fact", "subject_kind"},
	help: "How many subjects of this kind a fact is not known of, so that series of theirs are absent. 0: all of it was told.", absent: "for a fact that the platform does not show, as was announced"}

// unknowns are the subjects of which a fact is not known.
type unknowns map[missing]map[model.Subject]bool

type missing struct {
	fact model.Fact
	kind model.Kind
}

// add counts a subject once, however often it is said.
func (u unknowns) add(f model.Fact, s model.Subject) {
	if s.Kind == 0 {
		s.Kind = model.KindCluster
	}
	key := missing{f, s.Kind}
	if u[key] == nil {
		u[key] = map[model.Subject]bool{}
	}
	u[key][unplaced(s)] = true
}

func (u unknowns) has(f model.Fact) bool {
	for key := range u {
		if key.fact == f {
			return true
		}
	}
	return false
}

// usual is what a fact of a running cluster is told of.
var usual = []missing{
	{model.FactConnections, model.KindBroker}, {model.FactMetadata, model.KindCluster}, {model.FactViews, model.KindBroker},
	{model.FactQuorum, model.KindCluster}, {model.FactTopicConfig, model.KindTopic}, {model.FactBrokerConfig, model.KindBroker},
	{model.FactLogDirs, model.KindBroker}, {model.FactGroups, model.KindGroup}, {model.FactOffsets, model.KindGroup},
}

// writeUnknown comes last of a cluster: every other section adds to it. That
// nothing of a fact is unknown is said only if it was told.
func writeUnknown(v *view) {
	cluster := model.Subject{Kind: model.KindCluster}
	for _, m := range usual {
		if !v.told(m.fact) {
			v.unknown.add(m.fact, cluster)
		}
	}
	maps.DeleteFunc(v.unknown, func(m missing, _ map[model.Subject]bool) bool { return v.doubts.secret[m.fact] })
	for _, m := range usual {
		if !v.unknown.has(m.fact) && !v.doubts.secret[m.fact] {
			v.unknown[m] = nil
		}
	}
	for _, m := range slices.SortedFunc(maps.Keys(v.unknown), missing.compare) {
		l := v.at.With("fact", m.fact.String()).With("subject_kind", m.kind.String())
		v.rows.add(unknown, l, float64(len(v.unknown[m])))
	}
}

func (m missing) compare(o missing) int {
	if m.fact != o.fact {
		return int(m.fact) - int(o.fact)
	}
	return int(m.kind) - int(o.kind)
}
