package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// lastCopies counts the partitions of which no broker but this one is known to
// be up and to have all records.
func lastCopies(p *rule.Pass, id int32) int {
	n := 0
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			if isLastCopy(p, &t.Layout.Partitions[i], id) {
				n++
			}
		}
	}
	return n
}

// isLastCopy goes by the in-sync replicas. Where none is left, each replica
// that could lead without loss, or that led last, may be the only complete one;
// and where nobody was asked which these are, each replica may.
func isLastCopy(p *rule.Pass, part *model.Partition, id int32) bool {
	if len(part.ISR) > 0 {
		return slices.Contains(part.ISR, id) && !slices.ContainsFunc(part.ISR, func(other int32) bool {
			return other != id && answers(p, other) && !slices.Contains(part.Offline, other)
		})
	}
	if len(part.Eligible)+len(part.LastKnown) > 0 {
		return slices.Contains(part.Eligible, id) || slices.Contains(part.LastKnown, id)
	}
	return slices.Contains(part.Replicas, id)
}

// noOtherCopy says how many partitions have their last copy there.
func noOtherCopy(n int) string {
	return fmt.Sprintf("%s %s no other complete copy that is up", finding.Plural(n, "partition"), verb(n, "has", "have"))
}

// wouldLead is what an empty broker does to so many partitions.
func wouldLead(n int) string {
	return fmt.Sprintf("an empty broker would lead and lose all of %s records", verb(n, "its", "their"))
}
