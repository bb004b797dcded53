package group

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// LagGrowing finds groups that are written to faster than they read, for long
// enough that it is no peak.
var LagGrowing = &rule.Rule{
	Name: "group/lag-growing", Severity: finding.Warning, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic},
	Needs:   groups.With(model.FactOffsets),
	Keys:    []model.Key{key.CleanupPolicy, key.RetentionMs},
	Params: []rule.Param{abandonedAfter,
		{Name: "window", Default: 10 * minute, Unit: rule.Period, Doc: "For how long the lag has to have grown."},
		{Name: "records", Default: 1000, Unit: rule.Count, Doc: "A lag below this is none."}},
	Reads:    rule.ReadsHistory,
	Settle:   rule.Minute,
	Clear:    2 * rule.Minute,
	Explains: []rule.Effect{{Rule: "group/lag-too-old", By: rule.SameGroup}},
	Doc:      doc("lag-growing"),
	Check: func(p *rule.Pass) {
		if p.Group().Type == "share" || !active(p) || !commitsKnown(p) {
			return
		}
		window := p.Param("window")
		h, ok := p.Past(window)
		if !ok {
			return
		}
		parts := readNow(p)
		if unreadNow(parts) < p.Param("records") {
			return
		}
		past := lagsOf(p, h, parts, window)
		if len(past) == 0 {
			return
		}
		if now := past[0]; now >= p.Param("records") && risen(past) && !catchesUp(h, p, parts) {
			growing(p, h, parts, past)
		}
	},
}

// unreadNow is the lag of partitions at present, as their course counts it.
func unreadNow(parts []*lag.Partition) (records int64) {
	for _, part := range parts {
		records += max(0, part.End-max(part.Committed, part.Start))
	}
	return records
}

// catchesUp tells whether the group has read faster than it was written to in
// the last minute.
func catchesUp(h model.History, p *rule.Pass, parts []*lag.Partition) bool {
	read, written, _ := ratesOf(h, p.Group().ID, parts, minute)
	return read > written*1.02
}

func growing(p *rule.Pass, h model.History, parts []*lag.Partition, past []int64) {
	window, g := p.Param("window"), p.Group()
	read, written, _ := ratesOf(h, g.ID, parts, window)
	never, rests := until(p, parts, read, written)
	r := p.Report("the group falls further and further behind: over %s it was written %s and has read %s, so that its lag grows by %.0f records a minute, and is %d records now. %s",
		rule.Span(window), perSecond(written), perSecond(read), 60*(written-read), past[0], never).
		Because(rule.Told("lag", fmt.Sprintf("%d records", past[0]), "committed offsets and log end offsets"),
			rule.Told("lag "+rule.Span(window)+" ago", fmt.Sprintf("%d records", past[len(past)-1]), "the watch")).
		Since(p.Now()-window).
		Fix("find out what has changed: more records, or slower processing (a database, another service); then %s", faster(g, len(parts)))
	for _, reading := range rests {
		r.Because(reading)
	}
}

// faster is how the group gets more done.
func faster(g *model.Group, partitions int) string {
	have := there(len(g.Members)) + " for " + finding.Plural(partitions, "partition")
	switch {
	case !g.MembersKnown:
		return "make the members faster, or run more of them, up to one for each of " + finding.Plural(partitions, "partition")
	case memberless(g):
		return "start the application: the group has no member"
	case len(g.Members) < partitions:
		return "make the members faster, or run more of them: " + have
	}
	return "make the members faster, or add partitions and members: more members alone do not help, because " + have + ", and each is read by one"
}

// there is a number of members in a sentence.
func there(members int) string {
	if members == 1 {
		return "there is 1"
	}
	return fmt.Sprintf("there are %d", members)
}

// until says when the lag will be as old as retention allows, at the rates of
// late: the first unread record grows older by the share that is not read. The
// readings are what that rests on.
func until(p *rule.Pass, parts []*lag.Partition, read, written float64) (words string, rests []rule.Reading) {
	const never = "At these rates it never catches up"
	soonest, topic := int64(30*day), ""
	for _, part := range parts {
		kept, limited := keptFor(p, part.Topic)
		if !limited || !part.AgeKnown || part.Records == 0 || read >= written {
			continue
		}
		if left := float64(max(0, kept.N-part.Age)) / (1 - read/written); left < float64(soonest) {
			soonest, topic, rests = int64(left), part.Topic, []rule.Reading{kept.Reading}
		}
	}
	if topic == "" {
		return never, nil
	}
	return fmt.Sprintf("%s: in about %s the retention of %s begins to delete what it has not read", never, rule.Span(soonest), topic), rests
}
