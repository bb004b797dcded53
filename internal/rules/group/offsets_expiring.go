package group

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// OffsetsExpiring finds groups without a member whose offsets Kafka will soon
// forget. A classic group has offsets.retention.minutes from when its last
// member left, one of the consumer protocol from the last commit of each
// partition.
var OffsetsExpiring = &rule.Rule{
	Name: "group/offsets-expiring", Severity: finding.Warning, On: model.KindGroup,
	Touches: []model.Kind{model.KindBroker, model.KindTopic},
	Needs:   groups.With(model.FactOffsets).With(model.FactBrokerConfig),
	Keys:    []model.Key{key.BrokerOffsetsRetentionMinutes},
	Params: []rule.Param{{Name: "before", Default: day, Unit: rule.Period,
		Doc: "How long before Kafka forgets them it is told; never before half of the time is used up."}},
	Reads: rule.ReadsHistory,
	Clear: rule.Minute,
	Doc:   doc("offsets-expiring"),
	Check: func(p *rule.Pass) {
		g := p.Group()
		if g.State != "Empty" || !consumes(g) || !commitsKnown(p) || !hasCommit(g) {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		kept, known := offsetsKept(p)
		e, seen := emptySince(h, p)
		if !known || !seen || commitsAlone(h, g, e.since) {
			return
		}
		used := p.Now() - e.base
		if left := kept.N*minute - used; left < p.Param("before") && 2*used >= kept.N*minute {
			expiring(p, kept, e, max(0, left))
		}
	},
}

func hasCommit(g *model.Group) bool {
	return slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return c.Offset >= 0 })
}

// offsetsKept is how long the group's coordinator keeps offsets, in minutes.
func offsetsKept(p *rule.Pass) (rule.Int, bool) {
	b := p.BrokerByID(p.Group().Coordinator)
	if b == nil {
		p.Skip(key.BrokerOffsetsRetentionMinutes.Name, "nobody knows the group's coordinator", model.Origin{})
		return rule.Int{}, false
	}
	return p.OfBroker(b).Int(key.BrokerOffsetsRetentionMinutes)
}

// empty is since when the offsets of a group without a member are kept.
type empty struct {
	since int64 // when its last member was gone, or the watch began
	base  int64 // from when on Kafka counts, at the latest
	seen  bool  // its last member was seen to go
}

// emptySince goes through what is remembered of the group. It is not ok where
// nothing is.
func emptySince(h model.History, p *rule.Pass) (e empty, ok bool) {
	g := p.Group()
	for _, m := range slices.Backward(h.Group(g.ID)) {
		if m.State != "Empty" {
			e.seen = true
			break
		}
		e.since, ok = m.At, true
	}
	e.base = e.since
	if g.Type != "consumer" {
		return e, ok
	}
	for _, c := range g.Commits {
		if at, moves := moved(h.Committed(g.ID, c.Topic, c.Partition)); moves {
			e.base = min(e.base, at)
		}
	}
	return e, ok
}

// commitsAlone tells a consumer that assigns partitions itself: it commits, and
// is no member.
func commitsAlone(h model.History, g *model.Group, since int64) bool {
	return slices.ContainsFunc(g.Commits, func(c model.Commit) bool {
		at, ok := moved(h.Committed(g.ID, c.Topic, c.Partition))
		return ok && at > since+minute // the last commit of a member may be seen after it has left
	})
}

func expiring(p *rule.Pass, kept rule.Int, e empty, left int64) {
	g := p.Group()
	when, from := "in "+rule.Span(left), "had no member for "+rule.Span(p.Now()-e.since)
	if left == 0 {
		when = "at its next check (offsets.retention.check.interval.ms, 10 min by default)"
	}
	if !e.seen {
		when, from = when+" at the latest", "had no member for "+rule.Span(p.Now()-e.since)+" or longer: it was empty when the watch began"
	}
	if g.Type == "consumer" {
		from += ", and in the consumer protocol the time of each partition counts from its last commit, so that some may go sooner"
	}
	r := p.Report("Kafka forgets the committed offsets of the group %s: offsets.retention.minutes is %s (%s), and it %s. "+
		"An application that starts after that goes by auto.offset.reset: %s",
		when, kept, rule.Span(kept.N*minute), from, consequence(p)).
		Because(told(g, "state", g.State), told(g, "committed offsets", strconv.Itoa(len(g.Commits)))).
		Since(e.base).
		Fix("%s", renewal(g))
	if !e.seen {
		r.As(finding.Info) // mostly it is gone for good
	}
}

// consequence is what a start after the expiry does.
func consequence(p *rule.Pass) string {
	all := p.Lag()
	if !all.Complete {
		return "latest, the default of consumers, skips what it has not read, and earliest reads all that is there once more"
	}
	there := int64(0)
	for i := range all.Partitions {
		there += max(0, all.Partitions[i].End-all.Partitions[i].Start)
	}
	return fmt.Sprintf("latest, the default of consumers, skips the %d records that it has not read, and earliest reads all %d that are there once more", all.Records, there)
}

// renewal is how the offsets are kept.
func renewal(g *model.Group) string {
	save := fmt.Sprintf("save them: %s --group %s --all-topics --reset-offsets --to-current --export --dry-run > offsets.csv (and bring them back by --from-file offsets.csv --execute)", tool, g.ID)
	if g.Type == "consumer" {
		return fmt.Sprintf("start the application; or commit the same offsets once more, which starts their time anew: %s --group %s --all-topics --reset-offsets --to-current --execute; or %s", tool, g.ID, save)
	}
	return "start the application, if only for a moment: the time starts anew when its last member leaves; or " + save
}
