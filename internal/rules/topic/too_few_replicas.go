package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TooFewReplicas finds topics that do not survive the loss of one broker, or
// not while another is being restarted.
var TooFewReplicas = &rule.Rule{
	Name: "topic/too-few-replicas", Severity: finding.Error, From: rule.Standard, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicLayout),
	Doc:   doc("too-few-replicas"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celReplicas},
		When: `replicas in [1, 2]`,
		Says: `(replicas == 2 ? 'each partition has 2 replicas: while one broker is restarted a single copy is left, and a second failure loses data' : 'each partition has 1 replica: when its broker is down the partition is down, and when its disk is lost the records are lost') + '; fix: set replicas: 3'`,
	}},
	Check: func(p *rule.Pass) {
		replicas, ok := p.Replicas()
		if !ok || replicas.N >= 3 {
			return
		}
		if replicas.N == 2 {
			p.Report("each partition has %s replicas: while one broker is restarted a single copy is left, and a second failure loses data", replicas).
				As(finding.Warning).Fix("%s", fixOfLayout(p, replicas.N, 1))
			return
		}
		r := p.Report("each partition has %s replica: when its broker is down the partition is down, and when its disk is lost the records are lost", replicas).
			Fix("%s", fixOfLayout(p, replicas.N, 1))
		if load := p.Workload(); load != nil {
			if critical, _ := rule.Says(load.Critical); critical {
				r.Because(rule.Promise("critical", load.Critical)).At(replicas)
				return
			}
		}
		r.As(finding.Warning)
	},
}
