package group

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DataLost finds partitions whose log starts behind what a group in use has
// committed: Kafka deleted records that the group has not acknowledged. A topic
// that no member reads any more is left out: its commits only have not expired
// yet.
var DataLost = &rule.Rule{
	Name: "group/data-lost", Severity: finding.Error, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic},
	Needs:   groups.With(model.FactOffsets),
	Keys:    []model.Key{key.CleanupPolicy, key.RetentionMs, key.RetentionBytes},
	Reads:   rule.ReadsHistoryIfAny,
	Doc:     doc("data-lost"),
	Check: func(p *rule.Pass) {
		g := p.Group()
		if g.Type == "share" || !inUse(p) || !commitsKnown(p) {
			return
		}
		for _, c := range g.Commits {
			if c.Offset < 0 || purged(g, c.Topic) {
				continue
			}
			start, known := p.LogStart(c.Topic, c.Partition)
			if known && start.N > c.Offset && reads(p, c) {
				lost(p, c, start)
			}
		}
	},
}

func commitsKnown(p *rule.Pass) bool {
	if !p.Group().CommitsKnown {
		p.Skip("committed offsets", "they could not be read", model.Origin{})
	}
	return p.Group().CommitsKnown
}

// purged tells a repartition topic of Kafka Streams: the application itself
// deletes what it has committed, and may have done so since its commits were
// read.
func purged(g *model.Group, topic string) bool {
	return strings.HasPrefix(topic, g.ID+"-") && strings.HasSuffix(topic, "-repartition")
}

// reads tells whether a member still reads the partition. That it cannot be
// told is a skip.
func reads(p *rule.Pass, c model.Commit) bool {
	all, known := members(p)
	if !known {
		return false
	}
	at := model.TopicPartition{Topic: c.Topic, Partition: c.Partition}
	for i := range all {
		if slices.Contains(all[i].Assigned, at) || slices.Contains(all[i].Subscribed, c.Topic) {
			return true
		}
	}
	subscriptions(p, all)
	return false
}

func lost(p *rule.Pass, c model.Commit, start rule.Int) {
	g := p.Group()
	committed := told(g, "committed offset", strconv.FormatInt(c.Offset, 10))
	by, limits := deletion(p, c.Topic)
	doubt := ""
	if mayBeMarkers(p, c, start) {
		doubt = " (or none: the log is empty, and these offsets may have been markers of transactions)"
	}
	since, when := lostSince(p, c)
	r := p.Report("the group has committed offset %s of %s/%d, but the log now starts at %s: up to %d records were deleted by %s before the group acknowledged them%s%s. "+
		"A consumer that has not read them goes by auto.offset.reset: earliest continues at %s, latest skips all that is there and waits for new records, none fails",
		committed, c.Topic, c.Partition, start, start.N-c.Offset, by, when, doubt, start).
		Of(g.PartitionSubject(c.Topic, c.Partition)).
		Since(since).
		Fix("%s; then find out why the group is so far behind. "+
			"The deleted records are only in other copies (a mirror, a backup, the source system)", remedy(limits, c.Topic))
	for _, limit := range limits {
		r.Because(limit)
	}
	if doubt != "" {
		r.As(finding.Warning)
	}
}

// lostSince is since when the log starts behind the commit, as far as the
// cluster has been watched, and a piece of a sentence about it.
func lostSince(p *rule.Pass, c model.Commit) (at int64, words string) {
	h, ok := p.Past(0)
	if !ok {
		return 0, ""
	}
	starts := h.LogStart(c.Topic, c.Partition)
	if _, after, ok := starts.Crossing(c.Offset); ok {
		return after.At, ", the first of them " + rule.Ago(p.Now()-after.At)
	}
	if oldest, ok := starts.Oldest(); ok && oldest.N > c.Offset {
		return 0, ", the first of them before the watch began, " + rule.Ago(p.Now()-h.Since())
	}
	return 0, ""
}

// markers is how many transactions may have ended at once, with nothing after
// them: each leaves a marker, which has an offset and is no record, and a
// consumer may stay before it.
const markers = 100

// mayBeMarkers tells whether the offsets that are gone may have been no records
// at all: the log is empty, and they are few.
func mayBeMarkers(p *rule.Pass, c model.Commit, start rule.Int) bool {
	for _, part := range p.TopicByName(c.Topic).Layout.Partitions {
		if part.Index == c.Partition {
			return part.Offsets.EndKnown && part.Offsets.End == start.N && start.N-c.Offset <= markers
		}
	}
	return false
}

// deletion is what may have deleted records of a topic, and the limits that are
// in force.
func deletion(p *rule.Pass, topic string) (by string, limits []rule.Reading) {
	const request = "a DeleteRecords request"
	t := p.OfTopic(p.TopicByName(topic))
	policy, known := t.List(key.CleanupPolicy)
	if known && !policy.Has("delete") {
		return request + " (cleanup.policy is " + policy.String() + ", so retention deletes nothing)", []rule.Reading{policy.Reading}
	}
	var words []string
	if age, ok := t.Millis(key.RetentionMs); ok && age.N >= 0 {
		words, limits = append(words, "retention.ms "+age.String()), append(limits, age.Reading)
	}
	if size, ok := t.Bytes(key.RetentionBytes); ok && size.N >= 0 {
		words, limits = append(words, "retention.bytes "+size.String()), append(limits, size.Reading)
	}
	if len(words) == 0 {
		return "retention or " + request, nil
	}
	return fmt.Sprintf("retention (%s) or %s", strings.Join(words, ", "), request), limits
}

// remedy keeps further records from being lost.
func remedy(limits []rule.Reading, topic string) string {
	for _, limit := range limits {
		if limit.Name != key.CleanupPolicy.Name {
			return "raise the retention of " + topic + " now, before more is deleted"
		}
	}
	return "find out who deletes records of " + topic + " and stop it"
}
