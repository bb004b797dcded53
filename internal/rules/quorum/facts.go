package quorum

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// told is what the running quorum said of itself; nil if it was not seen or
// did not answer.
func told(p *rule.Pass) *model.Quorum {
	c := p.Cluster()
	if c == nil || c.Quorum == nil || c.Quorum.Silent != nil {
		return nil
	}
	return c.Quorum
}

// toldBy is something that the quorum said, as a value that a finding rests
// on.
func toldBy(q *model.Quorum, name, value string) rule.Reading {
	return rule.Told(name, value, "DescribeQuorum by broker "+strconv.Itoa(int(q.ToldBy)))
}

func idsOf(replicas []model.QuorumReplica) []int32 {
	ids := make([]int32, len(replicas))
	for i, r := range replicas {
		ids[i] = r.ID
	}
	slices.Sort(ids)
	return ids
}
