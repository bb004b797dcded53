package cluster

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// UnderMinISR finds partitions that refuse writes with acks=all.
var UnderMinISR = &rule.Rule{
	Name: "cluster/under-min-isr", Severity: finding.Error, On: model.KindPartition,
	Touches: []model.Kind{model.KindBroker},
	Needs:   replication,
	Keys:    []model.Key{key.MinInsyncReplicas},
	Reads:   rule.ReadsHistoryIfAny,

	// Two looks: a cluster that starts has leaders before it has followers.
	Settle:   rule.Second,
	Refuses:  true,
	Doc:      doc("under-min-isr"),
	Explains: []rule.Effect{{Rule: "cluster/topic-silent", By: rule.SameTopic}},
	Check: func(p *rule.Pass) {
		v := judgeOwn(p)
		if v.state != underMinISR {
			return
		}
		r := p.Report("%s, and %s: writes with acks=all are refused (NOT_ENOUGH_REPLICAS)%s", inSync(p, v), asked(v), catchingUp(p, v.missing))
		replicas(p, r).Because(v.minISR).
			Blames(blamed(p, p.Partition(), v.missing)...).
			Fix("%s", cure(p, v.missing))
	},
}

// asked is what min.insync.replicas asks for, and what Kafka makes of it.
func asked(v verdict) string {
	if int64(v.needs) < v.minISR.N {
		return fmt.Sprintf("min.insync.replicas is %s, of which Kafka takes %d (all replicas)", v.minISR, v.needs)
	}
	return fmt.Sprintf("min.insync.replicas is %s", v.minISR)
}
