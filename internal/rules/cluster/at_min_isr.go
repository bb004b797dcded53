package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// AtMinISR finds partitions of which no further replica may fail.
var AtMinISR = &rule.Rule{
	Name: "cluster/at-min-isr", Severity: finding.Warning, On: model.KindPartition,
	Touches: []model.Kind{model.KindBroker},
	Needs:   replication,
	Reads:   rule.ReadsHistoryIfAny,
	Settle:  10 * rule.Minute,
	Keys:    []model.Key{key.MinInsyncReplicas},
	Doc:     doc("at-min-isr"),
	Check: func(p *rule.Pass) {
		v := judgeOwn(p)
		if v.state != atMinISR {
			return
		}
		r := p.Report("%s, and min.insync.replicas is %s: %s%s", inSync(p, v), v.minISR, nextFailure(v), catchingUp(p, v.missing))
		replicas(p, r).
			Blames(blamed(p, p.Partition(), v.missing)...).
			Fix("%s", cure(p, v.missing))
	},
}

// nextFailure is what the failure of one more replica does. With a single copy
// there is nobody left to lead.
func nextFailure(v verdict) string {
	if v.inSync == 1 {
		return "acks=all is answered by one copy, and the failure of its broker makes the partition unavailable"
	}
	return "the failure of one more replica stops all writes with acks=all"
}
