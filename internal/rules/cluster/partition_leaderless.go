package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// PartitionLeaderless finds partitions that nobody can read or write.
var PartitionLeaderless = &rule.Rule{
	Name: "cluster/partition-leaderless", Severity: finding.Error, On: model.KindPartition,
	Needs:    metadata,
	Settle:   rule.Second, // two looks: an election takes a moment
	Refuses:  true,
	Doc:      doc("partition-leaderless"),
	Explains: []rule.Effect{{Rule: "cluster/topic-silent", By: rule.SameTopic}},
	Check: func(p *rule.Pass) {
		part := p.Partition()
		if part.Leader >= 0 {
			return
		}
		message, fix := waitsFor(p, part)
		replicas(p, p.Report("the partition has no leader, so that nobody can read or write it: %s", message)).
			Because(p.ToldByMetadata("leader", "none")).
			Blames(blamedForNoLeader(p, part)...).
			Fix("%s", fix)
	},
}

// waitsFor says which replica could lead, and what brings it back.
func waitsFor(p *rule.Pass, part *model.Partition) (message, fix string) {
	ready := able(p, part)
	switch {
	case len(part.Replicas) == 0:
		return "it has no replicas, which Kafka never writes",
			"compare what each broker tells before anything is restarted, and look at the newest metadata snapshot of each controller"
	case len(part.Replicas) == 1:
		return fmt.Sprintf("its only replica is on %s, and its records are unavailable until that broker is back", rule.NamedBrokers(part.Replicas...)),
			cure(p, part.Replicas) + ". There is no other copy: delete neither the topic nor the broker's disk. Then give the topic 3 replicas (kafka-reassign-partitions.sh)"
	case len(ready) > 0:
		return fmt.Sprintf("%s holds an in-sync replica and answers, but the controllers have not made it the leader", rule.NamedBrokers(ready[0])),
			fmt.Sprintf("look at the controllers: kafka-metadata-quorum.sh --bootstrap-server %s describe --status; then kafka-leader-election.sh --bootstrap-server %s "+
				"--election-type PREFERRED --topic %s --partition %d", address(p), address(p), p.Topic().Name, part.Index)
	case len(part.ISR) == 0 && len(part.Eligible) > 0:
		return fmt.Sprintf("only %s %s all acknowledged records", rule.NamedBrokers(part.Eligible...), verb(len(part.Eligible), "has", "have")) + noHelp(p, part, part.Eligible),
			cure(p, part.Eligible) + ". " + oneIsEnough(part.Eligible) + unclean
	case len(part.ISR) == 0 && len(part.LastKnown) > 0:
		return fmt.Sprintf("Kafka waits for %s, which led it last, because no replica is known to have all acknowledged records", rule.NamedBrokers(part.LastKnown...)) + noHelp(p, part, part.LastKnown),
			cure(p, part.LastKnown) + ". Kafka makes it the leader when it is back; records may be missing if it was killed. " + unclean
	case len(part.ISR) == 0:
		return fmt.Sprintf("none of its replicas, on %s, is in sync", rule.NamedBrokers(part.Replicas...)),
			cure(p, part.Replicas) + ". Kafka elects the one that has all records as soon as it is back. " + unclean
	}
	return fmt.Sprintf("none of its in-sync replicas, on %s, is there", rule.NamedBrokers(part.ISR...)),
		cure(p, part.ISR) + ". " + oneIsEnough(part.ISR) + unclean
}

// noHelp names the replicas that are down, too, and that do not bring the
// partition back.
func noHelp(p *rule.Pass, part *model.Partition, candidates []int32) string {
	var rest []int32
	for _, id := range part.Replicas {
		if !slices.Contains(candidates, id) && !answers(p, id) {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return fmt.Sprintf(": starting %s does not help", rule.NamedBrokers(rest...))
}

// oneIsEnough tells that nothing is lost where one of the candidates leads.
func oneIsEnough(candidates []int32) string {
	if len(candidates) > 1 {
		return "One of them is enough, and nothing is lost then. "
	}
	return "Nothing is lost then. "
}

const unclean = "An unclean election (kafka-leader-election.sh --election-type UNCLEAN) makes it available at once and loses every acknowledged record that the new leader lacks"

// able lists the in-sync replicas on brokers that answer and can serve it.
func able(p *rule.Pass, part *model.Partition) []int32 {
	var out []int32
	for _, id := range part.ISR {
		if answers(p, id) && !slices.Contains(part.Offline, id) {
			out = append(out, id)
		}
	}
	return out
}
