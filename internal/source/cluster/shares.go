package cluster

import (
	"cmp"
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// tellsLag is the first version of DescribeShareGroupOffsets that tells how many
// records are yet to be acknowledged (Kafka 4.3).
const tellsLag = 1

// fetchShares asks where share groups stand: they commit no offsets.
func (l *look) fetchShares(ctx context.Context, n *node, groups []*model.Group) {
	req := kmsg.NewPtrDescribeShareGroupOffsetsRequest()
	of := map[string]*model.Group{}
	for _, g := range groups {
		if g.Type == "share" {
			r := kmsg.NewDescribeShareGroupOffsetsRequestGroup()
			r.GroupID, r.Topics = g.ID, nil // all
			req.Groups = append(req.Groups, r)
			of[g.ID] = g
		}
	}
	if len(of) == 0 || !l.steady || !l.want.Has(model.FactOffsets) || !n.knows(req) {
		return
	}
	resp, err := ask[*kmsg.DescribeShareGroupOffsetsResponse](ctx, n.lane(onTalk), l.bulk(), req)
	if err != nil {
		l.missed(ctx, n, model.FactOffsets, "DescribeShareGroupOffsets", err)
		return
	}
	for i := range resp.Groups {
		r := &resp.Groups[i]
		g := of[r.GroupID]
		switch {
		case g == nil:
		case r.ErrorCode == 0:
			g.Shares = l.shares(r.Topics, resp.Version >= tellsLag)
		case r.ErrorCode != kerr.GroupIDNotFound.Code: // else it is gone by now
			l.gaps.refused(refusal{model.FactOffsets, n, r.ErrorCode}, g.ID)
		}
	}
}

// shares are where a group stands, by topic and partition, and never nil: that
// it has no partition is known.
func (l *look) shares(topics []kmsg.DescribeShareGroupOffsetsResponseGroupTopic, lag bool) []model.Share {
	out := []model.Share{}
	for i := range topics {
		t := &topics[i]
		for _, p := range t.Partitions {
			s := model.Share{Topic: cmp.Or(t.Topic, l.byID[t.TopicID]), Partition: p.Partition, Start: p.StartOffset, Lag: -1}
			if lag {
				s.Lag = p.Lag
			}
			if p.ErrorCode != 0 {
				s.Start, s.Lag = -1, -1
			}
			out = append(out, s)
		}
	}
	slices.SortFunc(out, byPlace)
	return out
}

func byPlace(a, b model.Share) int {
	return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
}
