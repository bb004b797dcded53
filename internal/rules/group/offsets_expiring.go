package group

import (
	"fmt"
	"math"
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
// partition. A group that was in use is told by itself; those that are most
// likely gone for good are one line for the whole cluster.
var OffsetsExpiring = &rule.Rule{
	Name: "group/offsets-expiring", Severity: finding.Warning, On: model.KindGroup, AlsoOn: []model.Kind{model.KindCluster},
	Touches: []model.Kind{model.KindBroker, model.KindTopic, model.KindGroup},
	Needs:   groups.With(model.FactOffsets).With(model.FactBrokerConfig),
	Keys:    []model.Key{key.BrokerOffsetsRetentionMinutes},
	Params: []rule.Param{{Name: "before", Default: day, Unit: rule.Period,
		Doc: "How long before Kafka forgets them it is told; never before half of the time is used up."},
		{Name: abandonedAfter.Name, Default: abandonedAfter.Default, Unit: abandonedAfter.Unit,
			Doc: "A group is told by itself if it had a member within this time, or had members for as long as that."}},
	Reads: rule.ReadsHistory,
	Clear: rule.Minute,
	Doc:   doc("offsets-expiring"),
	Check: func(p *rule.Pass) {
		h, ok := p.Past(0)
		switch {
		case !ok:
		case p.Group() == nil:
			forgotten(p, h)
		default:
			if x, due := expiryOf(p, h, p.Group(), true); due {
				expiring(p, &x)
			}
		}
	},
}

// expiry is when Kafka forgets the offsets of a group.
type expiry struct {
	empty
	group *model.Group
	kept  rule.Int // minutes
	left  int64    // ms; 0: at its next check
}

// expiryOf is when Kafka forgets the offsets of a group that is told by itself,
// or of one that is not. It is not due where that is far, or is not known, which
// is a skip.
func expiryOf(p *rule.Pass, h model.History, g *model.Group, alone bool) (x expiry, due bool) {
	if g.State != "Empty" || !consumes(g) {
		return x, false
	}
	e, seen := emptySince(h, g)
	if !seen || e.used(p) != alone {
		return x, false
	}
	if !g.CommitsKnown {
		p.Skip("commits of the group", fmt.Sprintf("those of %s could not be read", g.ID), model.Origin{})
		return x, false
	}
	if !hasCommit(g) || commitsAlone(h, g, e.since) {
		return x, false
	}
	kept, known := offsetsKept(p, g)
	if !known {
		return x, false
	}
	gone := p.Now() - e.base
	left := kept.N*minute - gone
	return expiry{e, g, kept, max(0, left)}, left < p.Param("before") && 2*gone >= kept.N*minute
}

func hasCommit(g *model.Group) bool {
	return slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return c.Offset >= 0 })
}

// offsetsKept is how long a group's coordinator keeps offsets, in minutes.
func offsetsKept(p *rule.Pass, g *model.Group) (rule.Int, bool) {
	b := p.BrokerByID(g.Coordinator)
	if b == nil {
		p.Skip(key.BrokerOffsetsRetentionMinutes.Name, "nobody knows the coordinator of group "+g.ID, model.Origin{})
		return rule.Int{}, false
	}
	return p.OfBroker(b).Int(key.BrokerOffsetsRetentionMinutes)
}

// empty is since when the offsets of a group without a member are kept.
type empty struct {
	since  int64 // when its last member was gone, or the watch began
	base   int64 // from when on Kafka counts, at the latest
	seen   bool  // its last member was seen to go
	served int64 // for how long it was seen to have members before
}

// used tells a group that an application was using, from one that a person or a
// test has left behind: its last member was there of late, or members were for
// long.
func (e *empty) used(p *rule.Pass) bool {
	long := p.Param(abandonedAfter.Name)
	return e.seen && (p.Now()-e.since <= long || e.served >= long)
}

// emptySince goes through what is remembered of a group. It is not ok where
// nothing is.
func emptySince(h model.History, g *model.Group) (e empty, ok bool) {
	past := h.Group(g.ID)
	until := int64(0) // of the moment that is looked at
	for _, m := range slices.Backward(past) {
		switch {
		case m.State == "Empty" && !e.seen:
			e.since, ok = m.At, true
		case !ok: // that it is empty now is not remembered yet
			return e, false
		case m.State == "Dead":
			e.seen = true // it was made anew after that, and its offsets with it
		case m.State != "Empty":
			e.seen, e.served = true, e.served+until-m.At
		}
		until = m.At
	}
	if len(past) >= model.Moments { // its members came and went more often than is remembered
		e.served = math.MaxInt64
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

func expiring(p *rule.Pass, x *expiry) {
	g := x.group
	from := "had no member for " + rule.Span(p.Now()-x.since)
	if g.Type == "consumer" {
		from += ", and in the consumer protocol the time of each partition counts from its last commit, so that some may go sooner"
	}
	p.Report("Kafka forgets the committed offsets of the group %s: offsets.retention.minutes is %s (%s), and it %s. "+
		"An application that starts after that goes by auto.offset.reset: %s",
		x.when(), x.kept, rule.Span(x.kept.N*minute), from, consequence(p)).
		Because(told(g, "state", g.State), told(g, "committed offsets", strconv.Itoa(len(g.Commits)))).
		Since(x.base).
		Fix("%s", renewal(g))
}

// when is how soon Kafka forgets, in words. That nobody saw when its time began
// makes it the latest time.
func (x *expiry) when() string {
	text := "in " + rule.Span(x.left)
	if x.left == 0 {
		text = "at its next check (offsets.retention.check.interval.ms, 10 min by default)"
	}
	if !x.seen {
		text += " at the latest"
	}
	return text
}

// consequence is what a start after the expiry does.
func consequence(p *rule.Pass) string {
	all := p.Lag()
	if !all.Complete {
		return anyConsequence
	}
	there := int64(0)
	for i := range all.Partitions {
		there += max(0, all.Partitions[i].End-all.Partitions[i].Start)
	}
	return fmt.Sprintf("latest, the default of consumers, skips the %d records that it has not read, and earliest reads all %d that are there once more", all.Records, there)
}

const anyConsequence = "latest, the default of consumers, skips what it has not read, and earliest reads all that is there once more"

// renewal is how the offsets are kept.
func renewal(g *model.Group) string {
	save := saving(g)
	if g.Type == "consumer" {
		return fmt.Sprintf("start the application; or commit the same offsets once more, which starts their time anew: %s --group %s --all-topics --reset-offsets --to-current --execute; or %s", tool, g.ID, save)
	}
	return "start the application, if only for a moment: the time starts anew when its last member leaves; or " + save
}

func saving(g *model.Group) string {
	return fmt.Sprintf("save them: %s --group %s --all-topics --reset-offsets --to-current --export --dry-run > offsets.csv (and bring them back by --from-file offsets.csv --execute)", tool, g.ID)
}
