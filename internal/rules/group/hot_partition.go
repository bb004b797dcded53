package group

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// HotPartition finds partitions with which a group cannot keep up while it does
// with the others of the topic: because far more is written to it, or because
// it is read more slowly. One that is written to more and read all the same is
// nobody's problem.
var HotPartition = &rule.Rule{
	Name: "group/hot-partition", Severity: finding.Warning, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic},
	Needs:   groups.With(model.FactOffsets),
	Params: []rule.Param{abandonedAfter,
		{Name: "factor", Default: 3, Unit: rule.Count, Doc: "How many times the middle of the other partitions is far more."},
		{Name: "rate", Default: 10, Unit: rule.Count, Doc: "Below so many records a second no partition is hot."},
		{Name: "records", Default: 1000, Unit: rule.Count, Doc: "A lag below this is none."},
		{Name: "sustained", Default: 10 * minute, Unit: rule.Period, Doc: "For how long its lag has to have grown; rates are taken over the same time."}},
	Reads:  rule.ReadsHistory,
	Settle: 2 * rule.Minute,
	Clear:  5 * rule.Minute,
	Explains: []rule.Effect{
		{Rule: "group/lag-growing", By: rule.SameGroup},
		{Rule: "group/lag-too-old", By: rule.SameGroup},
	},
	Doc: doc("hot-partition"),
	Check: func(p *rule.Pass) {
		if p.Group().Type == "share" || !active(p) || !commitsKnown(p) {
			return
		}
		h, ok := p.Past(p.Param("sustained"))
		if !ok {
			return
		}
		all := loads(p, h)
		for len(all) > 0 {
			next := slices.IndexFunc(all, func(l load) bool { return l.Topic != all[0].Topic })
			if next < 0 {
				next = len(all)
			}
			hottest(p, h, all[:next])
			all = all[next:]
		}
	},
}

// load is how much a partition is written and read, in records a second.
type load struct {
	*lag.Partition
	written, read float64
}

// loads are the partitions of which that is known, by topic; none where the lag of
// none is one.
func loads(p *rule.Pass, h model.History) (out []load) {
	sustained, parts := p.Param("sustained"), readNow(p)
	if most := p.Param("records"); !slices.ContainsFunc(parts, func(part *lag.Partition) bool { return part.Records >= most }) {
		return nil
	}
	for _, part := range parts {
		written, over, ok := h.LogEnd(part.Topic, part.Partition).Rate(sustained)
		read, also, known := h.Committed(p.Group().ID, part.Topic, part.Partition).Rate(sustained)
		if ok && known && min(over, also) >= sustained {
			out = append(out, load{part, max(0, written), max(0, read)})
		}
	}
	return out
}

// hottest judges the partition of a topic with the largest lag. Two partitions
// have no middle to be held against.
func hottest(p *rule.Pass, h model.History, all []load) {
	if len(all) < 3 {
		return
	}
	hot := slices.MaxFunc(all, func(a, b load) int { return int(max(-1, min(1, a.Records-b.Records))) })
	var written, read []float64
	var records []int64
	for _, one := range all {
		if one.Partition.Partition != hot.Partition.Partition {
			written, read, records = append(written, one.written), append(read, one.read), append(records, one.Records)
		}
	}
	factor := p.Param("factor")
	others := others{len(written), median(written), median(read)}
	switch {
	case hot.Records < p.Param("records") || hot.Records < factor*median(records) || hot.written < float64(p.Param("rate")):
	case hot.read == 0 || !risen(lagsOf(p, h, []*lag.Partition{hot.Partition}, p.Param("sustained"))): // it stands still, or it keeps up
	case hot.written >= float64(factor)*others.written:
		produced(p, &hot, others)
	case hot.written <= others.written*1.5 && others.read >= others.written*0.95 && hot.read <= others.read*0.8:
		consumed(p, &hot, others)
	}
}

// others is the middle of the other partitions.
type others struct {
	n             int
	written, read float64
}

// produced tells of a partition to which far more is written.
func produced(p *rule.Pass, hot *load, o others) {
	r := p.Report("%s/%d is hot: it is written %s, the other %d partitions %s in the middle. "+
		"Its reader gets %s done, so that its lag grows and is %d records now, while the others are read in time; more members do not help, because one partition is read by one",
		hot.Topic, hot.Partition.Partition, perSecond(hot.written), o.n, perSecond(o.written), perSecond(hot.read), hot.Records).
		Fix("see which keys come most often: kafka-console-consumer.sh --bootstrap-server HOST:PORT --topic %s --partition %d --offset latest --max-messages 1000 --property print.key=true --property print.value=false | sort | uniq -c | sort -rn | head. "+
			"Then spread these over more keys, or leave the key out where order does not matter", hot.Topic, hot.Partition.Partition)
	rates(p, r, hot, o)
}

// consumed tells of a partition that is read more slowly than others that are
// written to alike.
func consumed(p *rule.Pass, hot *load, o others) {
	reader := "its reader"
	for i := range p.Group().Members {
		if m := &p.Group().Members[i]; slices.Contains(m.Assigned, model.TopicPartition{Topic: hot.Topic, Partition: hot.Partition.Partition}) {
			reader = nameOf(m)
		}
	}
	r := p.Report("%s/%d is read more slowly than the others: it is written %s as they are, but %s reads %s of it, and they are read %s in the middle. "+
		"Its lag grows and is %d records now",
		hot.Topic, hot.Partition.Partition, perSecond(hot.written), reader, perSecond(hot.read), perSecond(o.read), hot.Records).
		Fix("look at %s: a slow machine, throttled CPU, or records there that take longer to process", reader)
	rates(p, r, hot, o)
}

func rates(p *rule.Pass, r *rule.Report, hot *load, o others) {
	g, over := p.Group(), rule.Span(p.Param("sustained"))
	r.Of(g.PartitionSubject(hot.Topic, hot.Partition.Partition)).Because(
		rule.Told("written", fmt.Sprintf("%.1f records a second", hot.written), "log end offsets of "+over),
		rule.Told("written to the others", fmt.Sprintf("%.1f records a second", o.written), "log end offsets of "+over),
		rule.Told("read", fmt.Sprintf("%.1f records a second", hot.read), "committed offsets of "+over),
		rule.Told("lag", fmt.Sprintf("%d records", hot.Records), "committed offset and log end offset"))
}
