package broker

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// OffsetRetentionShort finds brokers that forget a group's offsets sooner
// than the group is declared to come back.
var OffsetRetentionShort = &rule.Rule{
	Name: "broker/offset-retention-short", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindTopic},
	Needs:   withTopics,
	Keys:    []model.Key{key.BrokerOffsetsRetentionMinutes},
	Doc:     doc("offset-retention-short"),
	Check: func(p *rule.Pass) {
		idle, topic := longestIdle(p)
		if topic == "" || !hostsTopics(p.Broker()) {
			return
		}
		kept, known := p.Int(key.BrokerOffsetsRetentionMinutes)
		if !known || millis(kept.N, 60_000) >= idle.N {
			return
		}
		r := p.Report("offsets.retention.minutes is %s (%s), but groups of topic %s may commit nothing for %s: "+
			"their offsets are deleted, and they start again at auto.offset.reset, skipping records or reading all of them twice",
			kept, rule.FormatMillis(millis(kept.N, 60_000)), topic, idle).
			Fix("set offsets.retention.minutes to %d or more", (idle.N+59_999)/60_000)
		pin(p, r, kept.Reading)
	},
}

// longestIdle is the longest time that a policy says that groups of one of
// the scope's topics may commit nothing, and the topic; "" if it says nothing.
func longestIdle(p *rule.Pass) (longest rule.Millis, topic string) {
	for _, t := range p.Scope().Topics {
		load := p.WorkloadOf(t)
		if load == nil || !load.IdleTime.Usable() {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(load.IdleTime.Raw()), 10, 64)
		if err == nil && n > longest.N {
			v := joined(p, "idle_time", load.IdleTime, t.Home)
			longest, topic = rule.Millis{Reading: v, N: n}, t.Name
		}
	}
	return longest, topic
}
