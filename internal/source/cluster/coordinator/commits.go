package coordinator

import (
	"cmp"
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Committing are the groups that commit offsets: share groups do not.
func Committing(groups []*model.Group) []*model.Group {
	var out []*model.Group
	for _, g := range groups {
		if g.Type != "share" {
			out = append(out, g)
		}
	}
	return out
}

// Commits asks a coordinator in one request for what its groups have committed, on some
// topics, or on all: nil. It needs Kafka 3.0 (OffsetFetch 8, KIP-709).
func Commits(ctx context.Context, to Asker, groups []*model.Group, topics []kmsg.OffsetFetchRequestGroupTopic) (*kmsg.OffsetFetchResponse, error) {
	req := kmsg.NewPtrOffsetFetchRequest()
	for _, g := range groups {
		r := kmsg.NewOffsetFetchRequestGroup()
		r.Group, r.Topics = g.ID, topics
		req.Groups = append(req.Groups, r)
	}
	return ask[*kmsg.OffsetFetchResponse](ctx, to, req)
}

// TakeCommits fills in the commits that an answer tells, by topic and partition. A group
// that is gone by now has none. name is the name of a topic, "" where it is not known:
// from version 10 on the answer has but ids. untold hears of each part of a group
// that is not known, too.
func TakeCommits(resp *kmsg.OffsetFetchResponse, groups []*model.Group, name func(*kmsg.OffsetFetchResponseGroupTopic) string, untold Untold) {
	of := make(map[string]*model.Group, len(groups))
	for _, g := range groups {
		of[g.ID] = g
	}
	for i := range resp.Groups {
		r := &resp.Groups[i]
		g := of[r.Group]
		if g == nil {
			continue
		}
		delete(of, r.Group)
		switch r.ErrorCode {
		case 0:
			take(g, r.Topics, name, untold)
			g.CommitsKnown = true
		case kerr.GroupIDNotFound.Code:
			g.CommitsKnown = true
		default:
			untold(g, r.ErrorCode)
		}
	}
	for _, g := range of {
		untold(g, LeftOut)
	}
}

// take sorts the commits of one group.
func take(g *model.Group, topics []kmsg.OffsetFetchResponseGroupTopic, name func(*kmsg.OffsetFetchResponseGroupTopic) string, untold Untold) {
	for i := range topics {
		topic := name(&topics[i])
		if topic == "" {
			untold(g, kerr.UnknownTopicID.Code)
			continue
		}
		for _, p := range topics[i].Partitions {
			switch {
			case p.ErrorCode != 0:
				untold(g, p.ErrorCode)
			case p.Offset >= 0: // else there is none
				g.Commits = append(g.Commits, model.Commit{Topic: topic, Partition: p.Partition, Offset: p.Offset, Epoch: p.LeaderEpoch})
			}
		}
	}
	slices.SortFunc(g.Commits, func(a, b model.Commit) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
}
