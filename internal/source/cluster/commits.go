package cluster

import (
	"cmp"
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// manyGroups is the first version of OffsetFetch that asks for many groups at
// once (Kafka 3.0, KIP-709).
const manyGroups = 8

// fetchCommits asks for the committed offsets of groups of one broker in one
// request. One that cannot be read, or whose topic is not known, is a gap.
func (l *look) fetchCommits(ctx context.Context, n *node, groups []*model.Group) {
	if groups = coordinator.Committing(groups); len(groups) == 0 || !l.want.Has(model.FactOffsets) {
		return
	}
	if n.apis[int16(kmsg.OffsetFetch)] < manyGroups {
		l.missed(ctx, n, model.FactOffsets, fmt.Sprintf("OffsetFetch of version %d", manyGroups), kerr.UnsupportedVersion)
		return
	}
	resp, err := coordinator.Commits(ctx, n.lane(onTalk).asks(l.bulk()), groups, nil)
	if err != nil {
		l.missed(ctx, n, model.FactOffsets, "OffsetFetch", err)
		return
	}
	names := l.nameAll(ctx, n, resp)
	name := func(t *kmsg.OffsetFetchResponseGroupTopic) string {
		return cmp.Or(t.Topic, l.byID[t.TopicID], names[t.TopicID])
	}
	coordinator.TakeCommits(resp, groups, name, l.untold(n, model.FactOffsets))
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
