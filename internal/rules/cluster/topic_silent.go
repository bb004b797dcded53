package cluster

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TopicSilent finds topics that were always written to and are no longer: what
// it looks like from outside when producers are refused, hang, or are gone. The
// topic's own past says what is usual for it, so one that is often silent is
// never told.
var TopicSilent = &rule.Rule{
	Name: "cluster/topic-silent", Severity: finding.Warning, On: model.KindTopic,
	Needs: metadata.With(model.FactOffsets),
	Reads: rule.ReadsHistory,
	Doc:   doc("topic-silent"),
	Params: []rule.Param{
		{Name: "least", Default: 5 * 60_000, Unit: rule.Period, Doc: "A silence that is shorter is not told."},
		{Name: "past", Default: 3600_000, Unit: rule.Period, Doc: "For how long a topic must have been watched to know what is usual."},
		{Name: "times", Default: 3, Unit: rule.Count, Doc: "How many times as long as the longest silence before it a silence must be."},
		{Name: "growths", Default: 20, Unit: rule.Count, Doc: "How many looks must have seen a topic grow for its habits to be known."},
	},
	Check: func(p *rule.Pass) {
		t := p.Topic()
		if t.Layout == nil || t.Layout.Internal {
			return
		}
		h, ok := p.Past(p.Param("past"))
		if !ok || wroteSince(p, h, p.Now()-p.Param("least")) || !endsKnown(p) || p.Param("growths") > 0 && neverGrew(p, h) {
			return
		}
		g := growthOf(p, h)
		silent := p.Now() - g.last
		if int64(len(g.at)) < p.Param("growths") || p.Now()-g.since < p.Param("past") || silent < p.Param("times")*g.longest {
			return
		}
		p.Report("nothing has been written to the topic for %s. In the %s before there was never more than %s between two records: its producers are refused, hang, or are gone",
			rule.Span(silent), rule.Span(g.last-g.since), rule.Span(g.longest)).
			Since(g.last).
			Because(rule.Told("last growth", ago(p, g.last), "the watch"), rule.Told("longest silence before", rule.Span(g.longest), "the watch")).
			Fix("look at the producers first: their log tells of TimeoutException, RecordTooLargeException, NotEnoughReplicasException or an authorisation that failed. "+
				"Then write one record of a usual size by hand: kafka-console-producer.sh --bootstrap-server %s --topic %s. "+
				"If the topic is meant to rest, raise the parameter least or suppress the rule for it", address(p), t.Name)
	},
}

// wroteSince tells whether any partition has grown since a time. Most topics
// have, so it asks for little.
func wroteSince(p *rule.Pass, h model.History, at int64) bool {
	for i := range p.Topic().Layout.Partitions {
		if model.EndMoved(h, p.Topic().Name, int32(i)) == 0 {
			continue
		}
		end := h.LogEnd(p.Topic().Name, int32(i))
		now, known := end.Latest()
		then, also := end.Before(at)
		if known && also && now.N > then.N {
			return true
		}
	}
	return false
}

// neverGrew tells whether no partition has grown in all that is remembered, as far
// as that is known without looking through it.
func neverGrew(p *rule.Pass, h model.History) bool {
	for i := range p.Topic().Layout.Partitions {
		if model.EndMoved(h, p.Topic().Name, int32(i)) != 0 {
			return false
		}
	}
	return true
}

// endsKnown tells whether each log end was told in this look: a topic of which
// a part is not seen may be written to there.
func endsKnown(p *rule.Pass) bool {
	for i := range p.Topic().Layout.Partitions {
		if part := &p.Topic().Layout.Partitions[i]; !part.Offsets.EndKnown && part.Leader >= 0 {
			p.Skip("log end offset", "where the log of partition "+strconv.Itoa(int(part.Index))+" ends was not told: "+part.Offsets.Why, model.Origin{})
			return false
		}
	}
	return true
}

// growth is when a topic was written to.
type growth struct {
	since   int64   // the oldest look
	at      []int64 // the looks that saw it grown, sorted
	last    int64   // the newest of them
	longest int64   // between two of them, or between the oldest look and the first
}

func growthOf(p *rule.Pass, h model.History) growth {
	g := growth{since: p.Now()}
	for i := range p.Topic().Layout.Partitions {
		younger := model.Sample{At: -1}
		for s := range each(h.LogEnd(p.Topic().Name, int32(i))) {
			if younger.At >= 0 && younger.N > s.N {
				g.at = append(g.at, younger.At)
			}
			younger, g.since = s, min(g.since, s.At)
		}
	}
	slices.Sort(g.at)
	g.at = slices.Compact(g.at)
	before := g.since
	for _, at := range g.at {
		g.longest, before = max(g.longest, at-before), at
	}
	g.last = before
	return g
}

// each is a track that can be ranged over even if nobody keeps it.
func each(t model.Track) model.Track {
	if t == nil {
		return func(func(model.Sample) bool) {}
	}
	return t
}
