package metrics

import (
	"github.com/breakwaterhq/breakwater/internal/model"
)

const notAll = "where metadata were not told, hold a gap, or rest on a broker that does not answer, and where brokers tell different stories"

var (
	topicCount = &family{name: "breakwater_topics", kind: gauge, labels: []string{"cluster"}, rests: model.FactMetadata,
		help: "Topics of the cluster, internal ones among them.", absent: "where metadata were not told, or hold a gap"}
	partitionCount = &family{name: "breakwater_partitions", kind: gauge, labels: []string{"cluster"}, rests: model.FactMetadata,
		help: "Partitions of all topics.", absent: "where metadata were not told, or hold a gap"}
	partitionsMoving = &family{name: "breakwater_partitions_reassigning", kind: gauge, labels: []string{"cluster"}, rests: model.FactMetadata,
		help: "Partitions that are being reassigned.", absent: "where nobody told of any while some lack replicas"}
	leaderless    = partitionState("leaderless", "Partitions without a leader: nothing can be written to them, nor read.", notAll)
	underISR      = partitionState("under_min_isr", "Partitions with fewer in-sync replicas than min.insync.replicas: writes with acks=all are refused. Those without a leader are not among them.", notAll+", and where min.insync.replicas of a partition that lacks replicas is not known, or the rules cluster/under-min-isr, cluster/at-min-isr or cluster/under-replicated are off")
	underReplicas = partitionState("under_replicated", "Partitions that lack an in-sync replica, those without a leader among them, those that are being reassigned not.", notAll)
	offline       = partitionState("with_offline_replicas", "Partitions with a replica on a broker that is down, or in a log directory that has failed.", notAll)
)

// counted is a number of partitions, and its lower bound.
type counted struct{ all, atLeast *family }

func partitionState(state, help, absent string) counted {
	name := "breakwater_partitions_" + state
	l := []string{"cluster"}
	return counted{
		all: &family{name: name, kind: gauge, labels: l, rests: model.FactMetadata, help: help, absent: absent},
		atLeast: &family{name: name + "_at_least", kind: gauge, labels: l, rests: model.FactMetadata,
			help: "What is known of " + name + " while the whole number is not.", absent: "where the whole is known, and where nothing bad is"},
	}
}

func clusterSection() section {
	return section{"A cluster", "", []*family{
		up, clusterInfo, unknown, lookAt, looks, lookTook, lookEvery, lookRequests, lookSent, lookReceived, historySeries, historyBytes,
		topicCount, partitionCount, partitionsMoving,
		leaderless.all, leaderless.atLeast, underISR.all, underISR.atLeast, underReplicas.all, underReplicas.atLeast, offline.all, offline.atLeast,
	}}
}

// writeCluster writes all of a cluster.
func writeCluster(v *view, o *Options) {
	if v.overdue || !v.At.IsZero() {
		v.add(up, truth(!v.stale && !v.dark))
	}
	writeLook(v)
	if !v.stale {
		writeBrokers(v)
		writePartitionCounts(v)
		writeQuorum(v)
		writeGroups(v)
		writeBrokerLag(v)
		writeTopics(v)
		writePartitions(v, o)
		if hasCompat(o) {
			writeExporter(v)
		}
	}
	writeUnknown(v)
	writeFindings(v)
}

// writePartitionCounts counts partitions by what is wrong with them.
func writePartitionCounts(v *view) {
	if !v.told(model.FactMetadata) {
		v.unknown.add(model.FactMetadata, model.Subject{Kind: model.KindCluster})
		return
	}
	n := countPartitions(v)
	whole := v.whole(model.FactMetadata)
	if whole {
		v.add(topicCount, float64(len(v.topics)))
		v.add(partitionCount, float64(n.all))
	}
	if len(v.moving) > 0 || whole && n.lacking == 0 {
		v.add(partitionsMoving, float64(len(v.moving)))
	}
	sure := whole && n.doubtful == 0 && !v.doubts.views
	if !sure {
		v.unknown.add(model.FactMetadata, model.Subject{Kind: model.KindCluster})
	}
	v.count(leaderless, n.leaderless, sure)
	v.count(underReplicas, n.under, sure)
	v.count(offline, n.offline, sure)
	v.count(underISR, n.underISR, sure && n.unjudged == 0)
}

// count writes a number, or what is known of it where that is bad enough.
func (v *view) count(f counted, n int, whole bool) {
	switch {
	case whole:
		v.add(f.all, float64(n))
	case n > 0:
		v.add(f.atLeast, float64(n))
	}
}
