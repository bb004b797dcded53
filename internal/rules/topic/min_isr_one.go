package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// MinISROne finds replicated topics on which acks=all may be answered by the
// leader alone. Many brokers have another default than Kafka's 1, so that
// a topic without the key is judged only where its brokers' files are there.
var MinISROne = &rule.Rule{
	Name: "topic/min-isr-one", Severity: finding.Warning, On: model.KindTopic,
	Touches: []model.Kind{model.KindBroker},
	Needs:   layoutAndConfig,
	Keys:    []model.Key{key.MinInsyncReplicas},
	Doc:     doc("min-isr-one"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celReplicas, celNumber("minISR", "min.insync.replicas", "")},
		When: `replicas > 1 && minISR == 1 && !topic.name.startsWith('__')`,
		Says: `'min.insync.replicas is 1 for ' + string(replicas) + ' replicas: acks=all may be answered by one copy, and if that broker fails the acknowledged records are gone; fix: set min.insync.replicas: ' + string(replicas > 2 ? replicas - 1 : 2)`,
	}},
	Check: func(p *rule.Pass) {
		replicas, known := p.Replicas()
		minISR, also := p.Int(key.MinInsyncReplicas)
		if !known || !also || minISR.N != 1 || replicas.N < 2 || isInternal(p.Topic()) {
			return
		}
		if minISR.Default && !slices.ContainsFunc(p.Scope().Brokers, servesTopics) {
			p.Skip(minISR.Name, "the topic does not set it, and no broker's configuration is among the files", p.Topic().At)
			return
		}
		r := p.Report("min.insync.replicas is %s for %s replicas: acks=all may be answered by one copy, "+
			"and if that broker fails the acknowledged records are gone", minISR, replicas).
			At(minISR, replicas).
			Fix("%s", fixOfLayout(p, replicas.N, minISR.N))
		if notCritical(p.Workload()) {
			r.As(finding.Info)
		}
	},
}

// servesTopics tells whether a node holds topics: a controller's file says
// nothing of them.
func servesTopics(b *model.Broker) bool { return b.Roles == 0 || b.Roles.Has(model.RoleBroker) }

// notCritical tells whether a workload says that the topic's records may be
// lost; saying nothing is not that.
func notCritical(load *model.Workload) bool {
	if load == nil {
		return false
	}
	critical, said := rule.Says(load.Critical)
	return said && !critical
}
