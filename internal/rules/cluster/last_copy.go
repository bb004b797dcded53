package cluster

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// lastInSync counts the partitions of which a broker holds the only in-sync
// replica, or the only one at all.
func lastInSync(p *rule.Pass, id int32) int {
	n := 0
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			if only(part.ISR, id) || only(part.Replicas, id) {
				n++
			}
		}
	}
	return n
}

func only(ids []int32, id int32) bool { return len(ids) == 1 && ids[0] == id }

// onlyInSync says how many partitions have their last copy there.
func onlyInSync(n int) string {
	return fmt.Sprintf("%s %s only in-sync replica", plural(n, "partition"), verb(n, "has its", "have their"))
}
