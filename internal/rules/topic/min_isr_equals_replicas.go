package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// MinISREqualsReplicas finds topics that no replica may leave: a single
// restart stops their writes. One replica of one is another rule's.
var MinISREqualsReplicas = &rule.Rule{
	Name: "topic/min-isr-equals-replicas", Severity: finding.Warning, On: model.KindTopic,
	Needs: layoutAndConfig,
	Keys:  []model.Key{key.MinInsyncReplicas},
	Doc:   doc("min-isr-equals-replicas"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celReplicas, celNumber("minISR", "min.insync.replicas", "1")},
		When: `replicas > 1 && minISR == replicas`,
		Says: `'min.insync.replicas is ' + string(minISR) + ' and each partition has ' + string(replicas) + ' replicas: one replica down, as in every restart of a broker, stops all writes with acks=all; fix: set replicas: ' + string(replicas + 1) + ', or min.insync.replicas: ' + string(replicas - 1)`,
	}},
	Check: func(p *rule.Pass) {
		replicas, known := p.Replicas()
		minISR, also := p.Int(key.MinInsyncReplicas)
		if !known || !also || minISR.N != replicas.N || replicas.N < 2 {
			return
		}
		p.Report("min.insync.replicas is %s and each partition has %s replicas: one replica down, as in every restart of a broker, "+
			"stops all writes with acks=all (NOT_ENOUGH_REPLICAS)", minISR, replicas).
			At(minISR, replicas).
			Fix("%s", fixOfLayout(p, replicas.N, minISR.N))
	},
}
