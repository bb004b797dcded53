package group

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// threat is when retention deletes the first unread record of a partition.
type threat struct {
	lag.Partition
	left   int64 // ms from now, at the earliest
	within int64 // by how much it may be later, as far as the age of the record is not exact
	atMost bool  // it may also be sooner
	by     string
	raise  string // the command that helps
	rests  []rule.Reading
}

// threatTo is what threatens a partition soonest. It is not ok where nothing
// does within the limit.
func threatTo(p *rule.Pass, h model.History, part lag.Partition) (threat, bool) {
	t, timed := byAge(p, part)
	size, sized := bySize(p, h, part)
	switch {
	case timed && sized && size.left < t.left, !timed:
		return size, sized
	}
	return t, timed
}

// byAge is when age deletes the record: its timestamp and retention.ms. Kafka
// deletes whole segments, by the newest timestamp in them, so it may take
// longer.
func byAge(p *rule.Pass, part lag.Partition) (threat, bool) {
	kept, limited := keptFor(p, part.Topic)
	if !limited || !part.AgeKnown || part.Age*2 < kept.N {
		return threat{}, false
	}
	t := threat{Partition: part, left: max(0, kept.N-part.Age), within: part.Within, atMost: part.How == lag.AtLeast,
		raise: raise(part.Topic, key.RetentionMs.Name, 2*kept.N),
		by:    fmt.Sprintf("it is %s old, and retention.ms is %s", ageOf(&part), kept),
		rests: []rule.Reading{kept.Reading, rule.Told("age of the first unread record", ageOf(&part), "method: "+string(part.How))}}
	return t, t.left < p.Param("before")
}

// bySize is when size deletes the record: by how many records were kept at the
// least when the log was last cut, and how fast it is written. A log that was
// not cut while it was watched says nothing of that.
func bySize(p *rule.Pass, h model.History, part lag.Partition) (threat, bool) {
	of := p.OfTopic(p.TopicByName(part.Topic))
	policy, known := of.List(key.CleanupPolicy)
	size, also := of.Bytes(key.RetentionBytes)
	if !known || !also || !policy.Has("delete") || size.N < 0 {
		return threat{}, false
	}
	kept, cut := keptAtLeast(h, &part)
	written, _, ok := h.LogEnd(part.Topic, part.Partition).Rate(10 * minute)
	if !cut || !ok || written <= 0 || part.Records*2 < kept {
		return threat{}, false
	}
	left := int64(min(float64(max(0, kept-part.Records))/written*1000, 100*365*day))
	t := threat{Partition: part, left: left,
		raise: raise(part.Topic, key.RetentionBytes.Name, 2*size.N),
		by:    fmt.Sprintf("retention.bytes is %s, by which the log keeps about %d records, and %s are written", size, kept, perSecond(written)),
		rests: []rule.Reading{size.Reading, rule.Told("records kept when the log was cut", strconv.FormatInt(kept, 10), "the watch")}}
	return t, left < p.Param("before")
}

// keptAtLeast is how many records were left at the least when the log start had
// just moved. It is not ok where it was not seen to move.
func keptAtLeast(h model.History, part *lag.Partition) (records int64, ok bool) {
	starts, ends := h.LogStart(part.Topic, part.Partition), h.LogEnd(part.Topic, part.Partition)
	if starts == nil {
		return 0, false
	}
	var later model.Sample
	first := true
	for s := range starts {
		if !first && s.N < later.N {
			if end, seen := ends.Before(later.At); seen && (!ok || end.N-later.N < records) {
				records, ok = max(0, end.N-later.N), true
			}
		}
		later, first = s, false
	}
	return records, ok
}

// raise is the command that gives the group as much room again.
func raise(topic, key string, to int64) string {
	return fmt.Sprintf("kafka-configs.sh --bootstrap-server HOST:PORT --alter --entity-type topics --entity-name %s --add-config %s=%d", topic, key, to)
}
