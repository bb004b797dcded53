package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ReassignmentStuck finds reassignments that do not end. As long as others of
// the cluster do, they are only many.
var ReassignmentStuck = &rule.Rule{
	Name: "cluster/reassignment-stuck", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindPartition, model.KindBroker},
	Needs:   metadata.With(model.FactConnections),
	Reads:   rule.ReadsHistory,
	Doc:     doc("reassignment-stuck"),
	Params: []rule.Param{
		{Name: "limit", Default: 3600_000, Unit: rule.Period, Doc: "How long a reassignment may go on while none ends."},
	},
	Check: func(p *rule.Pass) {
		switch c := p.Cluster(); {
		case c == nil:
			return
		case len(c.Moving) == 0:
			if !c.MovesKnown && movedLast(p) {
				p.Skip("reassignments", "nobody could tell whether those that were going on still are", model.Origin{})
			}
			return
		}
		h, ok := p.Past(p.Param("limit"))
		if !ok {
			return
		}
		s := stuckOf(p, h)
		if len(s.partitions) == 0 || s.ended > p.Now()-p.Param("limit") {
			return
		}
		first := s.partitions[0]
		p.Report("%s %s been reassigned for more than %s and none has ended meanwhile, the oldest, %s, for %s: "+
			"the new replicas do not catch up, and both the old and the new ones take disk and network%s",
			finding.Plural(len(s.partitions), "partition"), verb(len(s.partitions), "has", "have"), rule.Span(p.Param("limit")), first.name, rule.Span(p.Now()-first.since), waitingFor(s.down)).
			Since(first.since).
			Because(rule.Told("being reassigned", strconv.Itoa(len(p.Cluster().Moving)), "ListPartitionReassignments"), rule.Told("for too long", some(s.names()), "the watch")).
			Blames(s.down...).
			Fix("%s", s.cure(p))
	},
}

// movedLast tells whether any partition was being reassigned when somebody last
// told.
func movedLast(p *rule.Pass) bool {
	h, ok := p.Past(0)
	return ok && slices.ContainsFunc(p.Scope().Topics, func(t *model.Topic) bool {
		return t.Layout != nil && slices.ContainsFunc(t.Layout.Partitions, func(part model.Partition) bool { return h.Moving(t.Name, part.Index) != 0 })
	})
}

// stuck are the reassignments that take too long, the oldest first.
type stuck struct {
	partitions []stuckPartition
	down       []int32 // replicas that do not answer
	ended      int64   // when one ended last; 0: none did
}

type stuckPartition struct {
	name  string
	since int64
}

func stuckOf(p *rule.Pass, h model.History) stuck {
	var s stuck
	for _, m := range p.Cluster().Moving {
		since := h.Moving(m.Topic, m.Partition)
		if since == 0 || p.Now()-since < p.Param("limit") {
			continue
		}
		s.partitions = append(s.partitions, stuckPartition{fmt.Sprintf("%s/%d", m.Topic, m.Partition), since})
		s.addDown(p, m)
	}
	if len(s.partitions) == 0 {
		return s
	}
	slices.SortStableFunc(s.partitions, func(a, b stuckPartition) int { return cmp.Compare(a.since, b.since) })
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			s.ended = max(s.ended, endOfMove(h.Partition(t.Name, int32(i))))
		}
	}
	return s
}

func (s *stuck) addDown(p *rule.Pass, m model.TopicPartition) {
	t := p.TopicByName(m.Topic)
	if t == nil || t.Layout == nil || int(m.Partition) >= len(t.Layout.Partitions) {
		return
	}
	for _, id := range t.Layout.Partitions[m.Partition].Replicas {
		if !answers(p, id) && !slices.Contains(s.down, id) {
			s.down = append(s.down, id)
		}
	}
	slices.Sort(s.down)
}

// endOfMove is when a partition was last reassigned to the end; 0: never.
func endOfMove(past []model.PartitionMoment) int64 {
	for i := len(past) - 1; i > 0; i-- {
		if past[i-1].Moving && !past[i].Moving {
			return past[i].At
		}
	}
	return 0
}

func (s *stuck) names() []string {
	out := make([]string, len(s.partitions))
	for i, one := range s.partitions {
		out[i] = one.name
	}
	return out
}

func waitingFor(down []int32) string {
	if len(down) == 0 {
		return ""
	}
	return fmt.Sprintf(". %s %s not answer, and a reassignment waits for it", capital(rule.NamedBrokers(down...)), verb(len(down), "does", "do"))
}

func (s *stuck) cure(p *rule.Pass) string {
	const cancel = "kafka-reassign-partitions.sh --bootstrap-server %s --cancel --reassignment-json-file PLAN.json"
	if len(s.down) > 0 {
		return fmt.Sprintf("bring %s back, or cancel: "+cancel, rule.NamedBrokers(s.down...), address(p))
	}
	return fmt.Sprintf("see whether a throttle is lower than what is written (leader.replication.throttled.rate and follower.replication.throttled.rate of the brokers: "+
		"kafka-configs.sh --describe --entity-type brokers), whether the new brokers' disks are full, and ReplicaFetcherThread in their logs. To give up: "+cancel, address(p))
}
