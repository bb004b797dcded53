package metrics

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

const (
	exporterLeader = "where the leader does not answer"
	exporterKnown  = "where it is not known"
)

// The families of kafka_exporter, with its labels. They have a label cluster
// only where several clusters are watched.
var (
	xBrokers = exported("brokers", "Brokers that answer.", "where one was not asked, and where none answers")
	xBroker  = exported("broker_info", "Always 1. A broker that answers.", "for one that does not answer", "id", "address")

	xPartitions = exported("topic_partitions", "Partitions of the topic.", exporterKnown, "topic")
	xEnd        = exported("topic_partition_current_offset", "Log end offset of the partition.", exporterKnown, "topic", "partition")
	xStart      = exported("topic_partition_oldest_offset", "Log start offset of the partition.", exporterKnown, "topic", "partition")
	xLeader     = exported("topic_partition_leader", "Broker that leads the partition; -1: none.", exporterLeader, "topic", "partition")
	xReplicas   = exported("topic_partition_replicas", "Replicas of the partition.", exporterKnown, "topic", "partition")
	xInSync     = exported("topic_partition_in_sync_replica", "In-sync replicas of the partition.", "where one of them does not answer", "topic", "partition")
	xPreferred  = exported("topic_partition_leader_is_preferred", "1: the leader is the preferred one.", exporterLeader, "topic", "partition")
	xUnder      = exported("topic_partition_under_replicated_partition", "1: the partition lacks an in-sync replica.", "where one of those in sync does not answer", "topic", "partition")

	xCommitted = exported("consumergroup_current_offset", "Committed offset.", "where there is none, or it is not known", "consumergroup", "topic", "partition")
	xLag       = exported("consumergroup_lag", "Records that are there and were not acknowledged: never negative, and without those that are deleted.", "where there is no commit, or it is not known", "consumergroup", "topic", "partition")
	xOffsets   = exported("consumergroup_current_offset_sum", "Sum of the committed offsets of a topic.", "where there are none, or one is not known", "consumergroup", "topic")
	xLags      = exported("consumergroup_lag_sum", "Lag over all partitions of a topic with a commit.", "where there are none, or one is not known", "consumergroup", "topic")
	xMembers   = exported("consumergroup_members", "Members of the group.", exporterKnown, "consumergroup")
)

func exported(name, help, absent string, l ...string) *family {
	return &family{name: "kafka_" + name, kind: gauge, labels: l, help: help, absent: absent}
}

func exporterSection() section {
	return section{"With --compat kafka_exporter", "The names and labels of kafka_exporter, for dashboards and alerts that use them. What it prints as 0, -1 or nothing although it is not known is absent here. With several clusters all of them have a label cluster.",
		[]*family{xBrokers, xBroker, xPartitions, xEnd, xStart, xLeader, xReplicas, xInSync, xPreferred, xUnder, xCommitted, xLag, xOffsets, xLags, xMembers}}
}

func hasCompat(o *Options) bool { return slices.Contains(o.Compat, KafkaExporter) }

// writeExporter writes a cluster as kafka_exporter would.
func writeExporter(v *view) {
	base := labels("")
	if v.several {
		base = v.at
	}
	writeExportedBrokers(v, base)
	if v.told(model.FactMetadata) {
		for _, t := range v.topics {
			if len(t.Layout.Partitions) > 0 {
				writeExportedTopic(v, t, base.With("topic", t.Name))
			}
		}
	}
	for i := range v.Lag {
		g := &v.Lag[i]
		l := base.With("consumergroup", g.ID)
		if seen := v.groups[g.ID]; seen != nil && seen.MembersKnown && v.told(model.FactGroups) {
			v.rows.add(xMembers, l, float64(len(seen.Members)))
		}
		writeExportedGroup(v, g, l)
	}
}

func writeExportedBrokers(v *view, base labels) {
	up, sure := 0, !v.dark
	for _, b := range v.brokers {
		answered, known := v.answers(b.Seen)
		sure = sure && known
		if answered {
			up++
			v.rows.add(xBroker, base.WithID("id", b.Seen.ID).With("address", b.Seen.Address), 1)
		}
	}
	if sure {
		v.rows.add(xBrokers, base, float64(up))
	}
}

func writeExportedTopic(v *view, t *model.Topic, l labels) {
	v.rows.add(xPartitions, l, float64(len(t.Layout.Partitions)))
	for i := range t.Layout.Partitions {
		p := &t.Layout.Partitions[i]
		l := l.WithID("partition", p.Index)
		if p.Offsets.EndKnown && v.told(model.FactOffsets) {
			v.rows.add(xEnd, l, float64(p.Offsets.End))
		}
		if p.Offsets.StartKnown && v.told(model.FactOffsets) {
			v.rows.add(xStart, l, float64(p.Offsets.Start))
		}
		writeExportedReplicas(v, p, l)
	}
}

func writeExportedReplicas(v *view, p *model.Partition, l labels) {
	v.rows.add(xReplicas, l, float64(len(p.Replicas)))
	if p.Leader < 0 || !v.doubtful(p.Leader) && !v.doubts.views {
		v.rows.add(xLeader, l, float64(p.Leader))
		v.rows.add(xPreferred, l, truth(len(p.Replicas) > 0 && p.Leader == p.Replicas[0]))
	}
	known, lacks := v.inSyncKnown(p), len(p.Missing()) > 0
	if known {
		v.rows.add(xInSync, l, float64(len(p.ISR)))
	}
	if known || lacks {
		v.rows.add(xUnder, l, truth(lacks))
	}
}

// exportedSum is what a group has committed and not read of one topic.
type exportedSum struct {
	topic        string
	offsets, lag int64
	commits      int
	known        bool
}

func writeExportedGroup(v *view, g *lag.Group, l labels) {
	t := v.tally(g)
	if !t.commitsKnown || !v.told(model.FactOffsets) {
		return
	}
	var s exportedSum
	for i := range g.Partitions {
		p := &g.Partitions[i]
		if p.Topic != s.topic {
			s.write(v.rows, l)
			s = exportedSum{topic: p.Topic, known: true}
		}
		if !p.HasCommit {
			continue
		}
		s.take(v.rows, l, p)
	}
	s.write(v.rows, l)
}

// take adds a partition with a commit, and writes its own rows.
func (s *exportedSum) take(r rows, l labels, p *lag.Partition) {
	l = l.With("topic", p.Topic).WithID("partition", p.Partition)
	r.add(xCommitted, l, float64(p.Committed))
	s.commits++
	s.offsets += p.Committed
	s.known = s.known && p.Known
	if p.Known {
		s.lag += p.Records
		r.add(xLag, l, float64(p.Records))
	}
}

func (s *exportedSum) write(r rows, l labels) {
	if s.commits == 0 {
		return
	}
	l = l.With("topic", s.topic)
	r.add(xOffsets, l, float64(s.offsets))
	if s.known {
		r.add(xLags, l, float64(s.lag))
	}
}
