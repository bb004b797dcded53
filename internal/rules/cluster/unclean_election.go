package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// UncleanElection finds partitions that are led by a replica which was not in
// sync when it was elected: what it lacked is lost for all.
var UncleanElection = &rule.Rule{
	Name: "cluster/unclean-election", Severity: finding.Error, On: model.KindPartition,
	Needs:    metadata.With(model.FactOffsets),
	Reads:    rule.ReadsHistory,
	Clear:    rule.Hour,
	Doc:      doc("unclean-election"),
	Params:   []rule.Param{toldFor("a replica leads that was not in sync")},
	Explains: []rule.Effect{{Rule: "cluster/offsets-went-back", By: rule.SameTopic}},
	Check: func(p *rule.Pass) {
		h, ok := p.Past(0)
		if !ok {
			return
		}
		name, index := p.Topic().Name, p.Partition().Index
		past := h.Partition(name, index)
		if len(past) < 2 {
			return
		}
		e, ok := elected(past, h.LogEnd(name, index), len(p.Partition().Replicas))
		if !ok || p.Now()-e.now.At > p.Param("told_for") {
			return
		}
		r := p.Report("broker %d became the leader %s (epoch %d to %d) and was not among the in-sync replicas before (%s): an unclean election. "+
			"Acknowledged records that it lacked are lost, and the other replicas cut their logs to match%s",
			e.now.Leader, ago(p, e.now.At), e.before.LeaderEpoch, e.now.LeaderEpoch, rule.IDs(e.inSync), e.gone()).
			Since(e.now.At).
			Because(rule.Told("in-sync replicas before", listOrNone(e.inSync), "the watch, "+ago(p, e.before.At)))
		if e.fell {
			r.Because(offset(p, "log end offset before", e.from), offset(p, "log end offset after", e.to))
		}
		replicas(p, r).Fix("find out who asked for it: unclean.leader.election.enable of %s and of the controllers, or kafka-leader-election.sh --election-type UNCLEAN. "+
			"If %s still has its disk, its log directory holds what was lost: copy it before that broker is started again", name, brokersThatHadAll(e.inSync))
	},
}

func brokersThatHadAll(isr []int32) string {
	if len(isr) == 0 {
		return "a broker that led it before"
	}
	return rule.NamedBrokers(isr...)
}

// election is a leader that was elected, and the state before.
type election struct {
	before, now model.PartitionMoment
	inSync      []int32 // who was in sync last
	from, to    model.Sample
	fell        bool // the log ended at from and then at to
}

// elected is the newest unclean election. A leader that was let into the
// in-sync replicas and elected between two looks is none: it is not alone then,
// and no record is gone. Where nobody was in sync any more, who was in sync last
// counts: one of those may have lost records on its own disk, but had them all.
// Of such an election only the records tell, because Kafka 4.0 and later may know
// of a replica that is complete all the same (KIP-966). The same is so where
// there is one replica: it may have been moved between two looks.
func elected(past []model.PartitionMoment, end model.Track, replicas int) (e election, ok bool) {
	for i := len(past) - 1; i > 0; i-- {
		e = election{before: past[i-1], now: past[i], inSync: lastInSync(past[:i])}
		if e.now.Leader < 0 || e.now.LeaderEpoch <= e.before.LeaderEpoch || slices.Contains(e.inSync, e.now.Leader) {
			continue
		}
		e.measure(end)
		alone := len(e.now.ISR) == 1 && e.now.ISR[0] == e.now.Leader
		if e.fell || alone && len(e.before.ISR) > 0 && replicas > 1 {
			return e, true
		}
	}
	return election{}, false
}

// lastInSync are the in-sync replicas of the newest moment that has any.
func lastInSync(past []model.PartitionMoment) []int32 {
	for i := len(past) - 1; i >= 0; i-- {
		if len(past[i].ISR) > 0 {
			return past[i].ISR
		}
	}
	return nil
}

// measure finds where the log ended before the election, and where at the first
// look after it.
func (e *election) measure(end model.Track) {
	var before bool
	if e.from, before = end.Before(e.now.At - 1); !before {
		return
	}
	found := false
	for s := range end {
		if s.At < e.now.At {
			break
		}
		e.to, found = s, true
	}
	e.fell = found && e.to.N < e.from.N
}

func (e *election) gone() string {
	if !e.fell {
		return ""
	}
	return fmt.Sprintf(". The log ended at %d, and then at %d: %s that consumers could read %s gone", e.from.N, e.to.N,
		finding.Plural(e.from.N-e.to.N, "record"), verb(int(e.from.N-e.to.N), "is", "are"))
}
