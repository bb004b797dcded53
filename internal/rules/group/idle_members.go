package group

import (
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// IdleMembers finds groups with more members than there are partitions to
// read. Kafka gives a partition to one member alone.
var IdleMembers = &rule.Rule{
	Name: "group/idle-members", Severity: finding.Info, From: rule.Strict, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic},
	Needs:   groups.With(model.FactTopicLayout),
	Doc:     doc("idle-members"),
	Check: func(p *rule.Pass) {
		g := p.Group()
		if !consumes(g) || !inUse(p) || isStreams(g) {
			return
		}
		all, known := members(p)
		if !known || !subscriptions(p, all) {
			return
		}
		topics := topicsOf(all)
		partitions, known := partitionsOf(p, topics)
		if !known || len(all) <= partitions {
			return
		}
		count := told(g, "members", strconv.Itoa(len(all)))
		p.Report("the group has %s members for %d partitions of %s: %d of them get nothing to read. "+
			"That makes the group no faster; as spares for a failure they are fine", count, partitions, some(topics), len(all)-partitions).
			Because(rule.Told("partitions", strconv.Itoa(partitions), "topics "+strings.Join(topics, ", "))).
			Fix("run %d members, or add partitions if the group is too slow (the keys of new records then move to other partitions)", max(1, partitions))
	},
}

// isStreams tells an application of Kafka Streams: its members keep standby
// copies of state, too, and so may be more than the partitions.
func isStreams(g *model.Group) bool {
	return slices.ContainsFunc(g.Members, func(m model.Member) bool { return slices.Contains(m.Assignors, "stream") })
}

// partitionsOf adds up the partitions of topics. A topic that the cluster does
// not show is a skip.
func partitionsOf(p *rule.Pass, topics []string) (n int, known bool) {
	for _, name := range topics {
		t := p.TopicByName(name)
		if t == nil {
			p.Skip("partitions of the topics", "the cluster has no topic "+strconv.Quote(name)+", or does not show it", model.Origin{})
			return 0, false
		}
		n += len(t.Layout.Partitions)
	}
	return n, n > 0
}
