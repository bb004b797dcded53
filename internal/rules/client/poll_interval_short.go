package client

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// PollIntervalShort finds consumers that cannot handle what one poll gives
// them in the time that they have for it.
var PollIntervalShort = &rule.Rule{
	Name: "client/poll-interval-short", Severity: finding.Error, On: model.KindClient,
	Touches: []model.Kind{model.KindTopic},
	Needs:   clientConfig,
	Keys:    []model.Key{key.ConsumerMaxPollIntervalMs, key.ConsumerMaxPollRecords},
	Doc:     doc("poll-interval-short"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) {
			return
		}
		each, declared := longest(p, "record_time", func(w *model.Workload) model.Value { return w.RecordTime })
		if !declared || each.N <= 0 {
			return
		}
		interval, known := p.Millis(key.ConsumerMaxPollIntervalMs)
		records, also := p.Int(key.ConsumerMaxPollRecords)
		if !known || !also || records.N <= 0 || interval.N/each.N >= records.N {
			return
		}
		need := int64(math.MaxInt32)
		if each.N <= need/records.N {
			need = each.N * records.N
		}
		p.Report("max.poll.interval.ms is %s, but %s records of up to %s each (max.poll.records, the workload's record_time) take longer: "+
			"the consumer leaves its group in the middle, and the next one handles the same records again, for ever", interval, records, each).
			AtOrigin(toChange(p, interval.Reading, records.Reading)).
			Fix("set max.poll.records=%d, or max.poll.interval.ms=%d or more", max(1, interval.N/each.N), need)
	},
}
