package topic

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// layoutAndConfig is what rules need that hold settings against the number of
// replicas.
var layoutAndConfig = model.FactsOf(model.FactTopicConfig, model.FactTopicLayout)

// MinISRAboveReplicas finds topics whose min.insync.replicas no partition can
// reach. Kafka does not refuse it: it uses the smaller of the two.
var MinISRAboveReplicas = &rule.Rule{
	Name: "topic/min-isr-above-replicas", Severity: finding.Warning, On: model.KindTopic,
	Needs:    layoutAndConfig,
	Keys:     []model.Key{key.MinInsyncReplicas},
	Doc:      doc("min-isr-above-replicas"),
	Explains: []rule.Effect{{Rule: "cluster/topic-silent", By: rule.SameTopic}},
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celReplicas, celNumber("minISR", "min.insync.replicas", "1")},
		When: `replicas > 0 && minISR > replicas`,
		Says: `'min.insync.replicas is ' + string(minISR) + ', but each partition has ' + string(replicas) + (replicas == 1 ? ' replica: Kafka silently uses the smaller number, so acks=all is answered by a single copy; fix: set replicas: ' : ' replicas: Kafka silently uses the smaller number, so one replica down stops every write with acks=all; fix: set replicas: ') + string(minISR + 1)`,
	}},
	Check: func(p *rule.Pass) {
		replicas, known := p.Replicas()
		minISR, also := p.Int(key.MinInsyncReplicas)
		if !known || !also || minISR.N <= replicas.N {
			return
		}
		if replicas.N == 1 {
			p.Report("min.insync.replicas is %s, but each partition has %s replica: Kafka silently uses the smaller number, "+
				"so acks=all is answered by a single copy", minISR, replicas).
				At(minISR, replicas).
				Fix("%s", fixOfOne(p, minISR))
			return
		}
		p.Report("min.insync.replicas is %s, but each partition has %s replicas: Kafka silently uses the smaller number, "+
			"so one replica down stops every write with acks=all (NOT_ENOUGH_REPLICAS)", minISR, replicas).
			At(minISR, replicas).
			Fix("%s", fixOfLayout(p, replicas.N, minISR.N))
	},
}

// fixOfOne keeps what the author asked for, if the cluster has brokers for it.
func fixOfOne(p *rule.Pass, minISR rule.Int) string {
	if minISR.N >= room(p) {
		return fixOfLayout(p, 1, minISR.N)
	}
	return fmt.Sprintf("set replicas: %d, so that %s copies exist and one more may be down", minISR.N+1, minISR)
}
