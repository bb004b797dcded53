package cluster

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// RackOverlap finds topics of which one rack holds more replicas than the racks
// that exist make necessary.
var RackOverlap = &rule.Rule{
	Name: "cluster/rack-overlap", Severity: finding.Warning, On: model.KindTopic,
	Touches: []model.Kind{model.KindBroker},
	Needs:   metadata.With(model.FactConnections),
	Doc:     doc("rack-overlap"),
	Check: func(p *rule.Pass) {
		topic := p.Topic()
		if topic.Layout == nil {
			return
		}
		racks := racksInUse(p)
		if len(racks) < 2 || !allPlaced(p, topic) {
			return
		}
		found := overlapping(p, topic, len(racks))
		if len(found.partitions) == 0 {
			return
		}
		p.Report("%d of %s %s replicas in fewer racks than possible (%s): the failure of one rack takes %s",
			len(found.partitions), finding.Plural(len(topic.Layout.Partitions), "partition"), verb(len(found.partitions), "has its", "have their"), found.example, found.loss()).
			Because(rule.Told("racks", some(racks), "metadata of the brokers"), p.ToldByMetadata("partitions", some(found.partitions))).
			Fix("spread them: kafka-reassign-partitions.sh --bootstrap-server %s --generate --broker-list %s --topics-to-move-json-file TOPICS.json takes the racks into account",
				address(p), rule.ListOfIDs(answering(p)))
	},
}

// racksInUse lists the racks of the brokers that answer. One whose only broker
// is gone is no place for a replica.
func racksInUse(p *rule.Pass) []string {
	var racks []string
	for _, b := range p.RunningBrokers() {
		if r := b.Seen.Rack; r != "" && b.Seen.Answer == model.Answered && !slices.Contains(racks, r) {
			racks = append(racks, r)
		}
	}
	slices.Sort(racks)
	return racks
}

func answering(p *rule.Pass) []int32 {
	var ids []int32
	for _, b := range p.RunningBrokers() {
		if b.Seen.Answer == model.Answered {
			ids = append(ids, b.Seen.ID)
		}
	}
	return ids
}

// allPlaced tells whether the racks of all brokers that hold the topic are
// known. Of a broker that does not answer its rack may not be known, which is a
// skip; a broker that answers and has none is not in any.
func allPlaced(p *rule.Pass, topic *model.Topic) bool {
	placed := true
	for _, id := range hosts(topic.Layout) {
		b := p.BrokerByID(id)
		if b != nil && b.Seen.Rack != "" {
			continue
		}
		placed = false
		if !answers(p, id) {
			p.Skip("rack of broker "+strconv.Itoa(int(id)), "the broker does not answer, and no other one tells it", model.Origin{})
		}
	}
	return placed
}

func hosts(l *model.Layout) []int32 {
	var ids []int32
	for i := range l.Partitions {
		for _, id := range l.Partitions[i].Replicas {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// overlap is the partitions that could lie in more racks, and the worst case of
// one of them.
type overlap struct {
	partitions []string
	example    string
	all        bool // of one of them all replicas are in one rack
}

func (o overlap) loss() string {
	if o.all {
		return "every replica of some"
	}
	return "more of their replicas than it has to"
}

// overlapping goes through the partitions that stay where they are.
func overlapping(p *rule.Pass, topic *model.Topic, racks int) overlap {
	var found overlap
	for i := range topic.Layout.Partitions {
		part := &topic.Layout.Partitions[i]
		used := map[string]bool{}
		for _, id := range part.Replicas {
			used[p.BrokerByID(id).Seen.Rack] = true
		}
		if len(used) >= min(len(part.Replicas), racks) || p.Moving(topic.Name, part.Index) {
			continue
		}
		found.partitions = append(found.partitions, strconv.Itoa(int(part.Index)))
		if all := len(used) == 1; found.example == "" || all && !found.all {
			found.all = all
			found.example = fmt.Sprintf("partition %d lies on %s, in %d of %d racks", part.Index, rule.NamedBrokers(part.Replicas...), len(used), racks)
		}
	}
	return found
}
