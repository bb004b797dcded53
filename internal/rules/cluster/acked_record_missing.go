package cluster

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// AckedRecordMissing finds records that producers were told are stored, by their ledgers,
// and that the log does not have. One look that finds the log too short is a suspicion,
// the second one makes it certain, as does an offset that was acknowledged twice.
var AckedRecordMissing = &rule.Rule{
	Name: "cluster/acked-record-missing", Severity: finding.Error, From: rule.Standard, On: model.KindPartition,
	Needs:    metadata.With(model.FactOffsets).With(model.FactLedgers),
	Reads:    rule.ReadsHistory,
	Clear:    rule.Hour,
	Doc:      doc("acked-record-missing"),
	Explains: []rule.Effect{{Rule: "cluster/offsets-went-back", By: rule.SameTopic}},
	Params:   []rule.Param{toldFor("acknowledged records are gone")},
	Check: func(p *rule.Pass) {
		name, part := p.Topic().Name, p.Partition()
		a := p.Cluster().AcknowledgedIn(name, part.Index)
		h, ok := p.Past(0)
		if a == nil || !ok || ofAnother(h.Topic(name), a.Highest.At) {
			return
		}
		switch looks := looksShort(h.LogEnd(name, part.Index), &a.Highest); {
		case part.Offsets.EndKnown && part.Offsets.End <= a.Highest.Offset && looks > 0:
			reportShort(p, a, looks)
		case a.Twice != nil && p.Now()-a.Twice.At <= p.Param("told_for"):
			reportTwice(p, a)
		}
	},
}

// clocks is how far the clocks of producers may be ahead of ours.
const clocks = 5 * rule.Minute

// ofAnother tells an acknowledgement of a topic that was deleted since and made anew.
func ofAnother(past []model.TopicMoment, at int64) bool {
	_, now, anew := recreated(past)
	return anew && at <= now.At+clocks.Milliseconds()
}

// looksShort is how many of the newest looks, two at the most, have found a log that ends
// before what was acknowledged before them.
func looksShort(end model.Track, a *model.Acknowledgement) (n int) {
	if end == nil {
		return 0
	}
	for s := range end {
		if n == 2 || s.N > a.Offset || s.At < a.At {
			break
		}
		n++
	}
	return n
}

func reportShort(p *rule.Pass, a *model.Acknowledged, looks int) {
	end := p.Partition().Offsets.End
	gone := finding.Plural(a.Highest.Offset-end+1, "record")
	said := []rule.Reading{acknowledgement("acknowledged offset", &a.Highest), rule.Told("log end offset", strconv.FormatInt(end, 10), leaderName(p.Partition().Leader)+", which leads it")}
	if looks < 2 {
		p.Report("producers were told %s that offset %d is stored, and the log ends at %d: up to %s may be gone. One look has told it; the next one makes it certain, or takes it back",
			ago(p, a.Highest.At), a.Highest.Offset, end, gone).As(finding.Warning).Because(said[0], said[1]).
			Fix("wait for the next look, and until then restart no broker that has a replica of the partition")
		return
	}
	r := p.Report("producers were told %s that offset %d is stored, and the log ends at %d: up to %s that were acknowledged %s gone. "+
		"New records get the same offsets, so the trace is soon gone, too", ago(p, a.Highest.At), a.Highest.Offset, end, gone, verb(int(a.Highest.Offset-end+1), "is", "are")).
		Because(said[0], said[1])
	replicas(p, r).Fix("%s", restore(p))
}

func reportTwice(p *rule.Pass, a *model.Acknowledged) {
	r := p.Report("offset %d was acknowledged a second time %s, after producers had been told of offsets up to %d: the log was cut there, and what had been acknowledged from %d on is gone",
		a.Twice.Offset, ago(p, a.Twice.At), a.Highest.Offset, a.Twice.Offset).
		Since(a.Twice.At).
		Because(acknowledgement("highest acknowledged offset", &a.Highest), acknowledgement("acknowledged a second time", a.Twice))
	replicas(p, r).Fix("%s", restore(p))
}

func restore(p *rule.Pass) string {
	return fmt.Sprintf("restart no other replica of the partition: a log directory that is not cut yet may still hold the records. "+
		"breakwater ledger verify --bootstrap %s names what is missing, record by record; breakwater ledger replay sends it again from your audit log", address(p))
}

// acknowledgement is one entry of a ledger as a value that a finding rests on.
func acknowledgement(name string, a *model.Acknowledgement) rule.Reading {
	from := "ledger " + a.Ledger + " in " + model.LedgerTopic
	if a.LeaderEpoch >= 0 {
		from += fmt.Sprintf(", leader epoch %d", a.LeaderEpoch)
	}
	return rule.Told(name, strconv.FormatInt(a.Offset, 10), from)
}
