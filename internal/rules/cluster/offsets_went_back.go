package cluster

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// OffsetsWentBack finds partitions whose log ends before where it once ended,
// although the topic is the same: records that consumers could read are gone.
// One look may have asked a leader that is only starting, so two must tell it.
var OffsetsWentBack = &rule.Rule{
	Name: "cluster/offsets-went-back", Severity: finding.Error, On: model.KindPartition,
	Touches: []model.Kind{model.KindGroup},
	Needs:   metadata.With(model.FactOffsets),
	Reads:   rule.ReadsHistory,
	Clear:   rule.Hour,
	Doc:     doc("offsets-went-back"),
	Params:  []rule.Param{toldFor("records are gone")},
	Check: func(p *rule.Pass) {
		h, ok := p.Past(0)
		part := p.Partition()
		if !ok || model.EndFell(h, p.Topic().Name, part.Index) == 0 {
			return
		}
		fell, ok := fallOf(h.LogEnd(p.Topic().Name, part.Index), p.Now()-p.Param("told_for"))
		if !ok {
			return
		}
		past := h.Partition(p.Topic().Name, part.Index)
		r := p.Report("the log ended at %d %s, and then at %d: %s that consumers could read %s gone%s%s. "+
			"New records get the same offsets, so a consumer that was beyond skips them or starts anew by auto.offset.reset",
			fell.from.N, ago(p, fell.from.At), fell.to.N, finding.Plural(fell.from.N-fell.to.N, "record"), verb(int(fell.from.N-fell.to.N), "is", "are"),
			epochs(past, fell), beyond(p, h, fell)).
			Since(fell.to.At).
			Because(offset(p, "log end offset before", fell.from), offset(p, "log end offset after", fell.to))
		replicas(p, r).Fix("stop the consumers that were beyond, before their next commit hides what they had read. " +
			"Do not restart any other replica of the partition: a log directory that is not cut yet may still hold the records. " +
			"Look in the log of the leader for \"Corruption found in segment\" and \"Truncating to offset\"; the other copies are a mirror, a backup or the source system")
	},
}

// fall is a log end that went back.
type fall struct {
	from, to model.Sample // neighbours: to is the younger one
}

// fallOf is the newest fall after a time that the look after it confirms.
func fallOf(end model.Track, after int64) (found fall, ok bool) {
	if end == nil {
		return fall{}, false
	}
	var younger, youngest model.Sample
	seen := 0
	for s := range end {
		if seen > 1 && s.N > younger.N && s.N > youngest.N {
			return fall{from: s, to: younger}, younger.At >= after
		}
		if seen > 0 && younger.At < after {
			return fall{}, false
		}
		youngest, younger = younger, s
		seen++
	}
	return fall{}, false
}

// epochs tells whether another leader was elected meanwhile.
func epochs(past []model.PartitionMoment, f fall) string {
	before, known := momentAt(past, f.from.At)
	if !known || len(past) == 0 {
		return ""
	}
	now := past[len(past)-1]
	if before.LeaderEpoch == now.LeaderEpoch {
		return fmt.Sprintf(" (broker %d led it all the time, in epoch %d)", now.Leader, now.LeaderEpoch)
	}
	return fmt.Sprintf(" (broker %d led it in epoch %d, and %s leads it in epoch %d)", before.Leader, before.LeaderEpoch, leaderName(now.Leader), now.LeaderEpoch)
}

func leaderName(id int32) string {
	if id < 0 {
		return "nobody"
	}
	return "broker " + strconv.Itoa(int(id))
}

// beyond names the groups that had committed what is gone.
func beyond(p *rule.Pass, h model.History, f fall) string {
	at, index := p.Topic().Name, p.Partition().Index
	var groups []string
	for _, g := range p.Cluster().Groups {
		if c, ok := h.Committed(g.ID, at, index).Before(f.to.At); ok && c.N > f.to.N {
			groups = append(groups, fmt.Sprintf("%s (%d)", g.ID, c.N))
		}
	}
	if len(groups) == 0 {
		return ""
	}
	slices.Sort(groups)
	return ". " + finding.Plural(len(groups), "group") + " had committed beyond: " + some(groups)
}
