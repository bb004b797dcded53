package cluster

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// offsetsTopic keeps the groups and their committed offsets.
const offsetsTopic = "__consumer_offsets"

// OffsetsTopicUnavailable finds clusters whose groups cannot commit, because
// the partition that keeps them takes no writes.
var OffsetsTopicUnavailable = &rule.Rule{
	Name: "cluster/offsets-topic-unavailable", Severity: finding.Error, On: model.KindCluster,
	Touches: []model.Kind{model.KindTopic, model.KindPartition, model.KindBroker},
	Needs:   replication,
	Keys:    []model.Key{key.MinInsyncReplicas},
	Settle:  rule.Second, // as that of its partitions
	Refuses: true,
	Doc:     doc("offsets-topic-unavailable"),
	Check: func(p *rule.Pass) {
		topic := p.TopicByName(offsetsTopic)
		if topic == nil {
			return
		}
		found := unavailable(p, topic)
		n := len(found.leaderless) + len(found.underMin)
		if n == 0 {
			return
		}
		r := p.Report("%d of %d partitions of %s %s no writes%s: the groups kept there can neither commit nor rebalance, and those whose partition has no leader find no coordinator",
			n, len(topic.Layout.Partitions), offsetsTopic, verb(n, "takes", "take"), found)
		by := "metadata of broker " + strconv.Itoa(int(topic.Layout.ToldBy))
		if len(found.leaderless) > 0 {
			r.Because(rule.Told("partitions without a leader", some(found.leaderless), by))
		}
		if len(found.underMin) > 0 {
			r.Because(rule.Told("partitions under min.insync.replicas", some(found.underMin), by), found.minISR)
		}
		if kept := keptBy(p.Cluster().Groups, len(topic.Layout.Partitions), append(found.leaderless, found.underMin...)); len(kept) > 0 {
			r.Because(rule.Told("groups kept there", some(kept), "the running cluster"))
		}
		r.Blames(found.blamed...).
			Fix("%s. kafka-consumer-groups.sh --bootstrap-server %s --describe --group GROUP --state tells whether a group has a coordinator",
				cure(p, found.missing), address(p))
	},
}

// broken is what of the offsets topic takes no writes.
type broken struct {
	leaderless, underMin []string
	minISR               rule.Int
	missing              []int32 // whom these partitions wait for
	blamed               []int32 // who explains all of them; nil if something else does in part
}

// String tells which of them are which.
func (b broken) String() string {
	switch {
	case len(b.underMin) == 0:
		return " because there is no leader"
	case len(b.leaderless) == 0:
		return fmt.Sprintf(" because fewer replicas are in sync than min.insync.replicas (%s) asks for", b.minISR)
	default:
		return fmt.Sprintf(" (%d without a leader, %d with fewer replicas in sync than min.insync.replicas, %s, asks for)", len(b.leaderless), len(b.underMin), b.minISR)
	}
}

// unavailable goes through the partitions of a topic.
func unavailable(p *rule.Pass, topic *model.Topic) broken {
	var found broken
	explained := true
	settings := p.OfTopic(topic)
	for i := range topic.Layout.Partitions {
		part := &topic.Layout.Partitions[i]
		v := judge(settings, part, p.Moving(topic.Name, part.Index))
		index := strconv.Itoa(int(part.Index))
		var missing, by []int32
		switch v.state {
		case leaderless:
			found.leaderless = append(found.leaderless, index)
			missing, by = waiting(part), blamedForNoLeader(p, part)
		case underMinISR:
			found.underMin, found.minISR = append(found.underMin, index), v.minISR
			missing, by = v.missing, blamed(p, part, v.missing)
		default:
			continue
		}
		explained = explained && len(by) > 0
		found.missing, found.blamed = union(found.missing, missing), union(found.blamed, by)
	}
	if !explained {
		found.blamed = nil
	}
	return found
}

// waiting lists the replicas that could lead a partition without a leader.
func waiting(part *model.Partition) []int32 {
	if able := candidates(part); len(able) > 0 {
		return able
	}
	return part.Replicas
}

// union is the brokers of both, sorted.
func union(a, b []int32) []int32 {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}
