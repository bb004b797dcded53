package coordinator

import (
	"context"
	"iter"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func describeStreams(ctx context.Context, to Asker, ids []string, _ iter.Seq[string]) ([]description, error) {
	req := kmsg.NewPtrStreamsGroupDescribeRequest()
	req.Groups = ids
	resp, err := ask[*kmsg.StreamsGroupDescribeResponse](ctx, to, req)
	if err != nil {
		return nil, err
	}
	return descriptions(resp.Groups, func(r *kmsg.StreamsGroupDescribeResponseGroup) description {
		return description{r.Group, r.ErrorCode, func(g *model.Group) {
			g.State, g.Epoch = r.State, r.Epoch
			sources, all := sourcesOf(r.Topology)
			for _, m := range r.Members {
				g.Members = append(g.Members, model.Member{ID: m.MemberID, Instance: orEmpty(m.InstanceID), ClientID: m.ClientID, Host: m.ClientHost,
					Subscribed: all, Assigned: tasks(sources, m.Assignment.ActiveTasks)})
			}
		}}
	}), nil
}

// sourcesOf are the topics that each part of a topology reads, and all of them
// together; nil where the topology is not told.
func sourcesOf(t *kmsg.StreamsGroupDescribeResponseGroupTopology) (of map[string][]string, all []string) {
	if t == nil {
		return nil, nil
	}
	of, all = map[string][]string{}, []string{}
	for i := range t.Subtopologies {
		s := &t.Subtopologies[i]
		reads := slices.Clone(s.SourceTopics)
		for _, r := range s.RepartitionSourceTopics {
			reads = append(reads, r.Topic)
		}
		of[s.SubtopologyID] = reads
		all = append(all, reads...)
	}
	slices.Sort(all)
	return of, slices.Compact(all)
}

// tasks are the partitions that a member reads: a task has the same partition
// of every topic that its part of the topology reads.
func tasks(sources map[string][]string, active []kmsg.TaskIDs) []model.TopicPartition {
	var out []model.TopicPartition
	for _, t := range active {
		for _, topic := range sources[t.SubtopologyID] {
			out = append(out, Places(topic, t.Partitions)...)
		}
	}
	return out
}
