package group

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// LagTooOld finds groups whose first unread record is older than it may be: by
// the outage that a policy tolerates, else by a limit for all that is longer
// than the group usually takes between two commits.
var LagTooOld = &rule.Rule{
	Name: "group/lag-too-old", Severity: finding.Warning, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic},
	Needs:   groups.With(model.FactOffsets),
	Params: []rule.Param{abandonedAfter,
		{Name: "max_age", Default: hour, Unit: rule.Period, Doc: "How old the first unread record may be, where no workload says outage_tolerance."}},
	Reads:  rule.ReadsHistory,
	Settle: rule.Minute,
	Clear:  rule.Minute,
	Doc:    doc("lag-too-old"),
	Check: func(p *rule.Pass) {
		if !active(p) || !standsKnown(p) {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		var worst *lag.Partition
		var limit ageLimit
		late := 0
		parts := readNow(p)
		for _, part := range parts {
			most := limitOf(p, h, part)
			if !tooOld(p, h, part, most.N) {
				ageMissing(p, part)
				continue
			}
			late++
			if worst == nil || part.Age > worst.Age {
				worst, limit = part, most
			}
		}
		if worst != nil {
			tellOld(p, h, worst, limit, late, parts)
		}
	},
}

// ageMissing makes a skip of a record that was there before the watch began: it
// may be any age.
func ageMissing(p *rule.Pass, part *lag.Partition) {
	if part.Records > 0 && !part.AtMost && (!part.AgeKnown || part.How == lag.AtLeast) {
		p.Skip("age of the first unread record", fmt.Sprintf("that of %s/%d was there before the watch began, and nobody has read it", part.Topic, part.Partition), model.Origin{})
	}
}

// ageLimit is how old a record may be, in ms, and who says so.
type ageLimit struct {
	N    int64
	From rule.Reading
}

// limitOf is the limit of a partition.
func limitOf(p *rule.Pass, h model.History, part *lag.Partition) ageLimit {
	if t := p.TopicByName(part.Topic); t != nil {
		if load := p.WorkloadOf(t); load != nil {
			if n, ok := rule.Whole(load.OutageTolerance); ok {
				return ageLimit{n, rule.Promise("outage_tolerance", load.OutageTolerance)}
			}
		}
	}
	n := p.Param("max_age")
	if part.Records > 0 && part.Age > n {
		usual, _ := pause(h, p.Group().ID, part, 0)
		n = max(n, 3*usual)
	}
	return ageLimit{n, rule.Told("max_age", rule.Span(n), "the rule's parameter, and the pauses between commits")}
}

// tooOld tells whether a record waits for longer. A record that is old by its
// timestamp and was seen to come in since is not: a mirror or a backfill writes
// such.
func tooOld(p *rule.Pass, h model.History, part *lag.Partition, limit int64) bool {
	if part.Records == 0 || part.AtMost || !part.AgeKnown || part.Age-part.Within <= limit {
		return false
	}
	there, _, how, ok := lag.Waited(h.LogEnd(part.Topic, part.Partition), part.First, p.Now())
	return !ok || how == lag.AtLeast || there > limit
}

// tellOld tells of the group, by the partition that is worst.
func tellOld(p *rule.Pass, h model.History, worst *lag.Partition, limit ageLimit, late int, parts []*lag.Partition) {
	g, records := p.Group(), int64(0)
	for i := range parts {
		records += parts[i].Records
	}
	p.Report("the first unread record of %s/%d is %s old, and may be %s. So far behind is the group in %s, and %s unread in all. %s",
		worst.Topic, worst.Partition, ageOf(worst), rule.Span(limit.N), finding.Plural(late, "partition"), are(records), course(h, g.ID, parts, records)).
		Because(limit.From,
			told(g, fmt.Sprintf("committed offset of %s/%d", worst.Topic, worst.Partition), strconv.FormatInt(worst.Committed, 10)),
			rule.Told("age of the first unread record", ageOf(worst), "method: "+string(worst.How))).
		Since(p.Now()-worst.Age+limit.N).
		Fix("see whether the application runs and what holds it up: %s; if it may be behind for longer, say so in the policy (outage_tolerance of a workload, or max_age of this rule)", describe(g, "--members"))
}

// ageOf is an age in a sentence, with what is known of it.
func ageOf(part *lag.Partition) string {
	switch {
	case part.How == lag.AtLeast:
		return rule.Span(part.Age) + " or more"
	case part.Within >= second:
		return fmt.Sprintf("%s (to within %s)", rule.Span(part.Age), rule.Span(part.Within))
	}
	return rule.Span(part.Age)
}

// course is how the lag goes on at the rates of the last minutes.
func course(h model.History, group string, parts []*lag.Partition, records int64) string {
	read, written, known := ratesOf(h, group, parts, 5*minute)
	switch {
	case !known:
		return "How fast it reads is not known"
	case read == 0:
		return "It reads nothing at present"
	case read <= written:
		return fmt.Sprintf("It does not catch up: %s are written, and it reads %s", perSecond(written), perSecond(read))
	}
	return fmt.Sprintf("It catches up in about %s, if it goes on reading %s while %s are written", rule.Span(int64(float64(records)/(read-written)*1000)), perSecond(read), perSecond(written))
}
