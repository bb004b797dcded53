package metrics

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

var (
	partLabels  = []string{"cluster", "topic", "partition"}
	groupParts  = []string{"cluster", "group", "topic", "partition"}
	partLeader  = partFamily("leader", model.FactMetadata, partLabels, "The broker that leads the partition; -1: none.", "where the leader does not answer: it may be dead without its peers having noticed")
	partSet     = partFamily("replicas", model.FactMetadata, partLabels, "Replicas of the partition.", "")
	partInSync  = partFamily("in_sync_replicas", model.FactMetadata, partLabels, "Replicas that are in sync.", "where one of them does not answer, or brokers tell different stories")
	partStart   = partFamily("log_start_offset", model.FactOffsets, partLabels, "Where its log starts.", "where it is not known")
	partEnd     = partFamily("log_end_offset", model.FactOffsets, partLabels, "Where its log ends for consumers: the high watermark.", "where it is not known")
	partLag     = partFamily("lag_records", model.FactOffsets, groupParts, "Records of the partition that the group has not acknowledged.", "where it is not known")
	partSeconds = partFamily("lag_seconds", model.FactOffsets, groupParts, "How long ago the first unread record of the partition was written.", "where it is not known, or a lower bound")
	partLost    = partFamily("lost_records", model.FactOffsets, groupParts, "Records of the partition that were deleted before the group had acknowledged them, at the most.", "where it is not known")
	leftOut     = &family{name: "breakwater_partitions_left_out", kind: gauge, labels: []string{"cluster", "of"}, rests: model.FactMetadata,
		help: "Partitions that should have rows of their own, and have none because there are too many: of=topic, of=group."}
)

func partFamily(name string, rests model.Fact, l []string, help, absent string) *family {
	return &family{name: "breakwater_partition_" + name, kind: gauge, labels: l, rests: rests, help: help, absent: absent}
}

func partitionSection() section {
	return section{"Partitions", "", []*family{partLeader, partSet, partInSync, partStart, partEnd, partLag, partSeconds, partLost, leftOut}}
}

// row is a partition of a topic that may have rows of its own, with how bad it is.
type row struct {
	topic *model.Topic
	part  *model.Partition
	bad   int
}

// groupRow is the same for what a group reads of a partition.
type groupRow struct {
	group *lag.Group
	part  *lag.Partition
	bad   int
}

// writePartitions writes rows of single partitions, the worst first until
// there are too many.
func writePartitions(v *view, o *Options) {
	if o.Partitions == None || !v.told(model.FactMetadata) {
		return
	}
	parts, groups := v.rowsOfTopics(o.Partitions), v.rowsOfGroups(o.Partitions)
	v.rows.add(leftOut, v.at.With("of", "topic"), float64(max(0, len(parts)-o.MostPartitions)))
	v.rows.add(leftOut, v.at.With("of", "group"), float64(max(0, len(groups)-o.MostPartitions)))
	for _, r := range parts[:min(len(parts), o.MostPartitions)] {
		v.writePartition(r)
	}
	for _, r := range groups[:min(len(groups), o.MostPartitions)] {
		v.writeGroupPartition(r)
	}
}

func (v *view) rowsOfTopics(which Rows) (out []row) {
	for _, t := range v.topics {
		for i := range t.Layout.Partitions {
			p := &t.Layout.Partitions[i]
			bad := 0
			switch {
			case p.Leader < 0:
				bad = 3
			case len(p.Missing()) > 0:
				bad = 2
			case len(v.judged) > 0 && len(v.judged[unplaced(t.PartitionSubject(p.Index))]) > 0:
				bad = 1
			}
			if bad > 0 || which == All {
				out = append(out, row{t, p, bad})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b row) int { return cmp.Compare(b.bad, a.bad) })
	return out
}

func (v *view) rowsOfGroups(which Rows) (out []groupRow) {
	for i := range v.Lag {
		g := &v.Lag[i]
		for j := range g.Partitions {
			p := &g.Partitions[j]
			subject := model.Subject{Kind: model.KindGroup, Name: g.ID, Part: p.Topic, Partition: p.Partition}
			bad := 0
			switch {
			case p.Lost > 0:
				bad = 3
			case len(v.judged) > 0 && len(v.judged[subject]) > 0:
				bad = 2
			case p.HasCommit && !p.Known:
				bad = 1
			}
			if bad > 0 || which == All {
				out = append(out, groupRow{g, p, bad})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b groupRow) int { return cmp.Compare(b.bad, a.bad) })
	return out
}

func (v *view) writePartition(r row) {
	l := v.at.With("topic", r.topic.Name).WithID("partition", r.part.Index)
	v.rows.add(partSet, l, float64(len(r.part.Replicas)))
	if r.part.Leader < 0 || !v.doubtful(r.part.Leader) && !v.doubts.views {
		v.rows.add(partLeader, l, float64(r.part.Leader))
	}
	if v.inSyncKnown(r.part) {
		v.rows.add(partInSync, l, float64(len(r.part.ISR)))
	}
	if o := r.part.Offsets; v.told(model.FactOffsets) {
		if o.StartKnown {
			v.rows.add(partStart, l, float64(o.Start))
		}
		if o.EndKnown {
			v.rows.add(partEnd, l, float64(o.End))
		}
	}
}

// inSyncKnown tells whether the in-sync replicas are what metadata say.
func (v *view) inSyncKnown(p *model.Partition) bool {
	return !v.doubts.views && !slices.ContainsFunc(p.ISR, v.doubtful)
}

func (v *view) writeGroupPartition(r groupRow) {
	if !r.part.HasCommit || !r.part.Known || !v.told(model.FactOffsets) {
		return
	}
	l := v.at.With("group", r.group.ID).With("topic", r.part.Topic).WithID("partition", r.part.Partition)
	v.rows.add(partLag, l, float64(r.part.Records))
	v.rows.add(partLost, l, float64(r.part.Lost))
	if r.part.AgeKnown && r.part.How != lag.AtLeast {
		v.rows.add(partSeconds, l, seconds(r.part.Age))
	}
}
