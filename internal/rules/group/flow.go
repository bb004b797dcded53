package group

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// readNow are the partitions with a commit that the group still reads and whose
// lag is known. That it is not known of one of them is a skip.
func readNow(p *rule.Pass) []*lag.Partition {
	all := p.Lag().Partitions
	out := make([]*lag.Partition, 0, len(all))
	for i := range all {
		part := &all[i]
		switch {
		case !part.HasCommit || !current(p, part.Topic, part.Partition):
		case !part.Known:
			p.Skip("lag", fmt.Sprintf("%s/%d: %s", part.Topic, part.Partition, part.Why), model.Origin{})
		default:
			out = append(out, part)
		}
	}
	return out
}

// ratesOf is how many records a second the group has acknowledged and were
// written to it, in the last so many ms. It is not known where no commit is
// remembered, as of share groups.
func ratesOf(h model.History, group string, parts []*lag.Partition, span int64) (read, written float64, known bool) {
	for _, part := range parts {
		r, _, ok := h.Committed(group, part.Topic, part.Partition).Rate(span)
		w, _, also := h.LogEnd(part.Topic, part.Partition).Rate(span)
		if ok && also {
			read, written, known = read+max(0, r), written+max(0, w), true
		}
	}
	return read, written, known
}

// keptFor is how long records of a topic are kept, if age deletes them.
func keptFor(p *rule.Pass, topic string) (rule.Millis, bool) {
	t := p.TopicByName(topic)
	if t == nil {
		return rule.Millis{}, false
	}
	of := p.OfTopic(t)
	policy, known := of.List(key.CleanupPolicy)
	if !known || !policy.Has("delete") {
		return rule.Millis{}, false
	}
	kept, known := of.Millis(key.RetentionMs)
	return kept, known && kept.N >= 0
}

// perSecond is a rate in a sentence, with as many digits as say something.
func perSecond(rate float64) string {
	if rate < 10 {
		return fmt.Sprintf("%.1f records a second", rate)
	}
	return fmt.Sprintf("%.0f records a second", rate)
}
