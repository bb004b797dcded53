package group

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DataAtRisk finds groups of which retention will soon delete records that they
// have not read: one finding for each topic.
var DataAtRisk = &rule.Rule{
	Name: "group/data-at-risk", Severity: finding.Error, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic},
	Needs:   groups.With(model.FactOffsets),
	Keys:    []model.Key{key.CleanupPolicy, key.RetentionMs, key.RetentionBytes},
	Params: []rule.Param{abandonedAfter,
		{Name: "before", Default: 6 * hour, Unit: rule.Period, Doc: "How long before the loss it is told; never before half of the retention is used up."}},
	Reads:  rule.ReadsHistory,
	Settle: 30 * rule.Second,
	Clear:  rule.Minute,
	Explains: []rule.Effect{
		{Rule: "group/lag-too-old", By: rule.SameGroup},
	},
	Doc: doc("data-at-risk"),
	Check: func(p *rule.Pass) {
		if !active(p) || !standsKnown(p) {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		var all []threat // by topic
		for _, part := range readNow(p) {
			if part.Records == 0 || part.AtMost || purged(p.Group(), part.Topic) || justCame(p, h, part) {
				continue
			}
			if t, ok := threatTo(p, h, *part); ok && !inTime(h, p.Group().ID, &t) {
				all = append(all, t)
			} else if _, limited := keptFor(p, part.Topic); !ok && limited {
				ageMissing(p, part)
			}
		}
		for len(all) > 0 {
			next := slices.IndexFunc(all, func(t threat) bool { return t.Topic != all[0].Topic })
			if next < 0 {
				next = len(all)
			}
			atRisk(p, all[:next])
			all = all[next:]
		}
	},
}

// checked is how often Kafka looks for what it may delete, by default.
const checked = 5 * minute

// justCame tells a record that came in since Kafka last looked for what it may
// delete: a mirror or a backfill writes what is old from the start.
func justCame(p *rule.Pass, h model.History, part *lag.Partition) bool {
	there, _, how, ok := lag.Waited(h.LogEnd(part.Topic, part.Partition), part.First, p.Now())
	return ok && how != lag.AtLeast && there < checked
}

// inTime tells whether the group will have read all that is unread now before
// the first of it is deleted, if it goes on as in the last minutes.
func inTime(h model.History, group string, t *threat) bool {
	read, _, _ := ratesOf(h, group, []*lag.Partition{&t.Partition}, 5*minute)
	return read > 0 && float64(t.Records)/read*1000 < float64(t.left)
}

// atRisk tells of one topic, by the partition that loses first.
func atRisk(p *rule.Pass, all []threat) {
	t := slices.MinFunc(all, func(a, b threat) int { return cmp.Compare(a.left, b.left) })
	records := int64(0)
	for i := range all {
		records += all[i].Records
	}
	r := p.Report("the group loses data %s: the first of %s of %s/%d is deleted then, because %s. %s. "+
		"That threatens %s of the topic, with %s",
		countdown(&t), finding.Plural(t.Records, "unread record"), t.Topic, t.Partition.Partition, t.by, precision(&t), finding.Plural(len(all), "partition"), finding.Plural(records, "unread record")).
		About(t.Topic).
		Because(told(p.Group(), fmt.Sprintf("committed offset of %s/%d", t.Topic, t.Partition.Partition), strconv.FormatInt(t.Committed, 10))).
		Fix("raise the retention of %s now, before anything else, and set it back once the group has caught up: %s", t.Topic, t.raise)
	for _, reading := range t.rests {
		r.Because(reading)
	}
}

// countdown is the time that is left, in a sentence.
func countdown(t *threat) string {
	switch {
	case t.left == 0:
		return "the next time that Kafka looks for what it may delete"
	case t.atMost:
		return "in " + rule.Span(t.left) + " or sooner"
	}
	return "in " + rule.Span(t.left)
}

// precision says what is not exact about the countdown.
func precision(t *threat) string {
	words := "That is the earliest time: Kafka deletes whole segments, and looks every log.retention.check.interval.ms (5 min by default)"
	if t.within >= minute {
		words += ", and the record may be younger by " + rule.Span(t.within)
	}
	return words
}
