package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// PreferredLeaderImbalance counts partitions that their first replica could
// lead and does not.
var PreferredLeaderImbalance = &rule.Rule{
	Name: "cluster/preferred-leader-imbalance", Severity: finding.Info, From: rule.Strict, On: model.KindCluster,
	Touches: []model.Kind{model.KindTopic, model.KindPartition},
	Needs:   metadata.With(model.FactConnections),
	Settle:  15 * rule.Minute,
	Doc:     doc("preferred-leader-imbalance"),
	Check: func(p *rule.Pass) {
		all, elsewhere := 0, []string(nil)
		for _, t := range p.Scope().Topics {
			if t.Layout == nil {
				continue
			}
			for i := range t.Layout.Partitions {
				part := &t.Layout.Partitions[i]
				all++
				if ledElsewhere(p, t, part) {
					elsewhere = append(elsewhere, fmt.Sprintf("%s/%d", t.Name, part.Index))
				}
			}
		}
		if len(elsewhere) == 0 {
			return
		}
		p.Report("%d of %s %s not led by the first replica, which is in sync and answers: brokers that were restarted lead less than the others",
			len(elsewhere), finding.Plural(all, "partition"), verb(len(elsewhere), "is", "are")).
			Because(rule.Told("led by another replica", some(elsewhere), "metadata of the brokers")).
			Fix("kafka-leader-election.sh --bootstrap-server %s --election-type PREFERRED --all-topic-partitions; with auto.leader.rebalance.enable=true (the default) "+
				"Kafka does it every 5 minutes where more than 10 %% of a broker's partitions are led elsewhere", address(p))
	},
}

// ledElsewhere tells a partition that its preferred leader could lead.
func ledElsewhere(p *rule.Pass, t *model.Topic, part *model.Partition) bool {
	return len(part.Replicas) > 0 && part.Leader >= 0 && part.Leader != part.Replicas[0] &&
		slices.Contains(part.ISR, part.Replicas[0]) && answers(p, part.Replicas[0]) && !p.Moving(t.Name, part.Index)
}
