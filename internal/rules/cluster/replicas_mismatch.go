package cluster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ReplicasMismatch finds topics whose partitions differ in the number of their
// replicas, held against most of them. One that is being reassigned has old
// and new replicas, and does not count.
var ReplicasMismatch = &rule.Rule{
	Name: "cluster/replicas-mismatch", Severity: finding.Error, On: model.KindTopic,
	Needs: metadata,
	Doc:   doc("replicas-mismatch"),
	Check: func(p *rule.Pass) {
		topic := p.Topic()
		if topic.Layout == nil || alike(topic.Layout) {
			return
		}
		by := bySize(p, topic)
		if len(by) < 2 {
			return
		}
		r := p.Report("the partitions of one topic differ in their number of replicas: %s", differing(by))
		for _, s := range by {
			r.Because(p.ToldByMetadata("partitions with "+finding.Plural(s.replicas, "replica"), some(s.partitions)))
		}
		r.Fix("look whether a reassignment is under way: kafka-reassign-partitions.sh --bootstrap-server %s --list. If none is, one was cancelled or done by hand: "+
			"give every partition %s by kafka-reassign-partitions.sh", address(p), finding.Plural(by[0].replicas, "replica"))
	},
}

// alike tells, without any memory, that all partitions have equally many
// replicas: most topics are of that kind.
func alike(l *model.Layout) bool {
	for i := range l.Partitions {
		if len(l.Partitions[i].Replicas) != len(l.Partitions[0].Replicas) {
			return false
		}
	}
	return true
}

// size is a number of replicas, and the partitions that have it.
type size struct {
	replicas   int
	partitions []string
}

// bySize sorts the partitions that are not being reassigned by their number of
// replicas: that of the most partitions first, and of equals the larger one.
func bySize(p *rule.Pass, t *model.Topic) []size {
	var out []size
	for i := range t.Layout.Partitions {
		part := &t.Layout.Partitions[i]
		if p.Moving(t.Name, part.Index) {
			continue
		}
		n := len(part.Replicas)
		at := slices.IndexFunc(out, func(s size) bool { return s.replicas == n })
		if at < 0 {
			at, out = len(out), append(out, size{replicas: n})
		}
		out[at].partitions = append(out[at].partitions, strconv.Itoa(int(part.Index)))
	}
	slices.SortStableFunc(out, func(a, b size) int {
		if d := len(b.partitions) - len(a.partitions); d != 0 {
			return d
		}
		return b.replicas - a.replicas
	})
	return out
}

// differing says how many partitions have how many replicas, and names those
// that are not like most.
func differing(by []size) string {
	parts := []string{fmt.Sprintf("%s %s %s", finding.Plural(len(by[0].partitions), "partition"), verb(len(by[0].partitions), "has", "have"), finding.Plural(by[0].replicas, "replica"))}
	for _, s := range by[1:] {
		parts = append(parts, fmt.Sprintf("%d (number %s) %s %d", len(s.partitions), some(s.partitions), verb(len(s.partitions), "has", "have"), s.replicas))
	}
	return strings.Join(parts, ", ")
}
