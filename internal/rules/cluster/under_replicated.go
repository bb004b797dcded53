package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// UnderReplicated finds partitions that lack replicas and have more than
// min.insync.replicas asks for, or for which nobody knows what it asks for.
var UnderReplicated = &rule.Rule{
	Name: "cluster/under-replicated", Severity: finding.Warning, On: model.KindPartition,
	Touches: []model.Kind{model.KindBroker},
	Needs:   replication,
	Reads:   rule.ReadsHistoryIfAny,
	Settle:  2 * rule.Minute,
	Keys:    []model.Key{key.MinInsyncReplicas},
	Doc:     doc("under-replicated"),
	Check: func(p *rule.Pass) {
		v := judgeOwn(p)
		if v.state != underReplicated {
			return
		}
		var r *rule.Report
		if v.known {
			r = p.Report("%s: min.insync.replicas (%s) is still exceeded, but one failure less can be survived%s", inSync(p, v), v.minISR, catchingUp(p, v.missing))
		} else {
			r = p.Report("%s. What min.insync.replicas asks for is not known, so writes with acks=all may be refused already%s", inSync(p, v), catchingUp(p, v.missing))
		}
		replicas(p, r).
			Blames(blamed(p, p.Partition(), v.missing)...).
			Fix("%s", cure(p, v.missing))
	},
}
