package cluster

import (
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// keptBy lists the groups that some partitions of the offsets topic keep.
// Groups of which no coordinator tells are not among them.
func keptBy(groups []*model.Group, partitions int, of []string) []string {
	var out []string
	for _, g := range groups {
		if slices.Contains(of, strconv.Itoa(keeper(g.ID, partitions))) {
			out = append(out, g.ID)
		}
	}
	slices.Sort(out)
	return out
}

// keeper is the partition that keeps a group: Utils.abs(groupId.hashCode()) %
// numPartitions (GroupCoordinatorService.partitionFor).
func keeper(group string, partitions int) int {
	var hash int32
	for _, unit := range utf16.Encode([]rune(group)) {
		hash = 31*hash + int32(unit)
	}
	switch {
	case hash == -1<<31: // its absolute value is no int
		return 0
	case hash < 0:
		hash = -hash
	}
	return int(hash) % partitions
}
