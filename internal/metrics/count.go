package metrics

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// counts are numbers of partitions.
type counts struct {
	all, leaderless, under, underISR, offline int
	lacking                                   int // with a replica that is not in sync, whatever the reason
	doubtful                                  int // that rest on a broker which may be dead
	unjudged                                  int // of which nobody knows whether writes are refused
}

func countPartitions(v *view) (n counts) {
	skipped := v.skipped(func(s *finding.Skip) bool { return strings.HasPrefix(s.Rule, "cluster/") })
	for _, t := range v.topics {
		if len(t.Layout.Partitions) == 0 {
			n.doubtful++ // a topic has one at least: these were not told
		}
		for i := range t.Layout.Partitions {
			n.take(v, t, &t.Layout.Partitions[i], skipped)
		}
	}
	return n
}

func (n *counts) take(v *view, t *model.Topic, p *model.Partition, skipped map[model.Subject]bool) {
	n.all++
	if v.uncertain(p) {
		n.doubtful++
	}
	if len(p.Offline) > 0 {
		n.offline++
	}
	lacks := len(p.Missing()) > 0
	if lacks {
		n.lacking++
	}
	moving := v.moving[model.TopicPartition{Topic: t.Name, Partition: p.Index}]
	switch {
	case p.Leader < 0:
		n.leaderless++
		n.under++
		return
	case !lacks:
		return
	case !moving:
		n.under++
	}
	n.judge(v, t.PartitionSubject(p.Index), moving, skipped)
}

// judge takes over what the rules made of min.insync.replicas. Each partition
// that lacks replicas is found by one of three rules; a reassignment silences
// the milder two. What no rule has judged is not known.
func (n *counts) judge(v *view, s model.Subject, moving bool, skipped map[model.Subject]bool) {
	switch {
	case v.found("cluster/under-min-isr", s):
		n.underISR++
	case skipped[unplaced(s)]:
		n.unsaid(v, s)
	case moving, v.found("cluster/at-min-isr", s), v.found("cluster/under-replicated", s):
	default:
		n.unsaid(v, s)
	}
}

// unsaid counts a partition of which nobody knows what it asks for.
func (n *counts) unsaid(v *view, s model.Subject) {
	n.unjudged++
	v.unknown.add(model.FactTopicConfig, s)
}

// uncertain tells whether what metadata say of a partition may be out of date:
// its leader, or one that is called in sync, may be dead.
func (v *view) uncertain(p *model.Partition) bool {
	if p.Leader >= 0 && v.doubtful(p.Leader) {
		return true
	}
	for _, id := range p.ISR {
		if p.Leader >= 0 && v.doubtful(id) {
			return true
		}
	}
	return false
}
