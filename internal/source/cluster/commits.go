package cluster

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// manyGroups is the first version of OffsetFetch that asks for many groups at
// once (Kafka 3.0, KIP-709).
const manyGroups = 8

// fetchCommits asks for the committed offsets of groups of one broker in one
// request. Share groups have none.
func (l *look) fetchCommits(ctx context.Context, n *node, groups []*model.Group) {
	req := kmsg.NewPtrOffsetFetchRequest()
	of := map[string]*model.Group{}
	for _, g := range groups {
		if g.Type == "share" {
			continue
		}
		r := kmsg.NewOffsetFetchRequestGroup() // no list of topics: all
		r.Group = g.ID
		req.Groups = append(req.Groups, r)
		of[g.ID] = g
	}
	if len(of) == 0 || !l.want.Has(model.FactOffsets) {
		return
	}
	if n.apis[req.Key()] < manyGroups {
		l.missed(ctx, n, model.FactOffsets, fmt.Sprintf("OffsetFetch of version %d", manyGroups), kerr.UnsupportedVersion)
		return
	}
	resp, err := ask[*kmsg.OffsetFetchResponse](ctx, n.lane(onTalk), l.bulk(), req)
	if err != nil {
		l.missed(ctx, n, model.FactOffsets, "OffsetFetch", err)
		return
	}
	l.takeCommits(ctx, n, of, resp)
}

func (l *look) takeCommits(ctx context.Context, n *node, of map[string]*model.Group, resp *kmsg.OffsetFetchResponse) {
	names := l.nameAll(ctx, n, resp)
	for i := range resp.Groups {
		r := &resp.Groups[i]
		g := of[r.Group]
		if g == nil {
			continue
		}
		delete(of, r.Group)
		switch r.ErrorCode {
		case 0:
			l.commits(n, g, r.Topics, names)
			g.CommitsKnown = true
		case kerr.GroupIDNotFound.Code: // it is gone by now, with what it had committed
			g.CommitsKnown = true
		default:
			l.gaps.refused(refusal{model.FactOffsets, n, r.ErrorCode}, g.ID)
		}
	}
	for id := range of {
		l.gaps.refused(refusal{model.FactOffsets, n, leftOut}, id)
	}
}

// commits sorts the commits of one group. One that cannot be read, or whose
// topic is not known, is a gap.
func (l *look) commits(n *node, g *model.Group, topics []kmsg.OffsetFetchResponseGroupTopic, names map[[16]byte]string) {
	for i := range topics {
		t := &topics[i]
		name := cmp.Or(t.Topic, l.byID[t.TopicID], names[t.TopicID])
		if name == "" {
			l.gaps.refused(refusal{model.FactOffsets, n, kerr.UnknownTopicID.Code}, g.ID)
			continue
		}
		for _, p := range t.Partitions {
			switch {
			case p.ErrorCode != 0:
				l.gaps.refused(refusal{model.FactOffsets, n, p.ErrorCode}, g.ID)
			case p.Offset >= 0: // else there is none
				g.Commits = append(g.Commits, model.Commit{Topic: name, Partition: p.Partition, Offset: p.Offset, Epoch: p.LeaderEpoch})
			}
		}
	}
	slices.SortFunc(g.Commits, func(a, b model.Commit) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
}

// nameAll finds the names of topics that commits name by an id (from version
// 10 of OffsetFetch on) which the metadata have not shown: topics that were
// created since.
func (l *look) nameAll(ctx context.Context, n *node, resp *kmsg.OffsetFetchResponse) map[[16]byte]string {
	missing := map[[16]byte]bool{}
	for i := range resp.Groups {
		for j := range resp.Groups[i].Topics {
			if t := &resp.Groups[i].Topics[j]; t.Topic == "" && l.byID[t.TopicID] == "" {
				missing[t.TopicID] = true
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	var asked []kmsg.MetadataRequestTopic
	for id := range missing {
		t := kmsg.NewMetadataRequestTopic()
		t.TopicID = id
		asked = append(asked, t)
	}
	names := map[[16]byte]string{}
	for _, t := range l.metadataOf(ctx, n.lane(onTalk), asked) {
		if t.ErrorCode == 0 && t.Topic != nil {
			names[t.TopicID] = *t.Topic
		}
	}
	return names
}

// metadataOf asks one broker for the metadata of some topics; nil where it does
// not answer. Nothing is created.
func (l *look) metadataOf(ctx context.Context, at lane, topics []kmsg.MetadataRequestTopic) []kmsg.MetadataResponseTopic {
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = topics
	if at.node.apis[req.Key()] < createsNothing {
		return nil
	}
	resp, err := ask[*kmsg.MetadataResponse](ctx, at, l.limit(), req)
	if err != nil || resp.ErrorCode != 0 {
		return nil
	}
	return resp.Topics
}

// createsNothing is the first version of Metadata in which a client can say
// that a topic which is not there shall not be created (Kafka 0.11, KIP-151).
const createsNothing = 4
