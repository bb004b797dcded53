package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TooFewBrokers finds clusters that cannot hold three replicas of anything.
var TooFewBrokers = &rule.Rule{
	Name: "cluster/too-few-brokers", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker},
	Needs:   connections.With(model.FactBrokerCount),
	Doc:     doc("too-few-brokers"),
	Check: func(p *rule.Pass) {
		ids := members(p)
		told := rule.Told("brokers", rule.ListOfIDs(ids), "the running cluster")
		switch len(ids) {
		case 1:
			p.Report("the cluster has 1 broker: every record has one copy, and each restart stops everything").
				Because(told).Fix("run 3 brokers, and give topics 3 replicas and min.insync.replicas=2")
		case 2:
			p.Report("the cluster has 2 brokers: a topic has 2 replicas at the most, so while one broker restarts either writes with acks=all stop, or one copy answers them").
				Because(told).Fix("run 3 brokers, and give topics 3 replicas and min.insync.replicas=2")
		}
	},
}

// members lists the brokers that belong to the cluster, whether they answer or
// not: before Kafka 4.0 a dead one is known by the replicas alone that it is to
// hold. A broker that somebody took away and never unregistered holds none.
func members(p *rule.Pass) []int32 {
	var ids []int32
	for _, b := range p.RunningBrokers() {
		if s := b.Seen; s.ID >= 0 && (s.Answer == model.Answered || s.Answer == model.Unheard || s.Listed || s.Holds > 0) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
