package cluster

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// topicsAtOnce is how many topics one request asks for: an answer of all
// settings has about 2 kB each.
const topicsAtOnce = 500

// slice is some topics, and who was asked for their settings in vain.
type slice struct {
	topics []*model.Topic
	asked  *node
	err    error
}

// askTopics asks for the settings of topics, each slice of them through
// another broker. What one does not answer a second one is asked for, and not a
// third one: each would cost its limit. A broker that tells another story than
// the common one is not asked: it may know nothing of the topics, or nothing
// new. A slow one is asked last.
func (l *look) askTopics(ctx context.Context, topics []*model.Topic) {
	var open []slice
	for topics := range slices.Chunk(topics, topicsAtOnce) {
		open = append(open, slice{topics: topics})
	}
	if len(open) == 0 {
		return
	}
	nodes := l.common()
	for _, limit := range []time.Duration{l.bulk(), l.limit()} {
		if len(open) > 0 && len(nodes) > 0 && ctx.Err() == nil {
			open, nodes = l.share(ctx, limit, open, nodes)
		}
	}
	for _, s := range open {
		if ctx.Err() == nil && s.asked != nil {
			l.missedAll(ctx, s.asked, model.FactTopicConfig, "DescribeConfigs of topics", s.err)
			l.unknown(s.topics, s.err, s.asked)
		}
	}
}

// share spreads slices over brokers, and returns the slices that were not
// answered, and the brokers that answered all of theirs.
func (l *look) share(ctx context.Context, limit time.Duration, open []slice, nodes []*node) (left []slice, good []*node) {
	failed := make([][]slice, len(nodes))
	each(nodes, func(n *node) {
		same, at := interned{}, slices.Index(nodes, n)
		for i := at; i < len(open); i += len(nodes) {
			if err := l.askSlice(ctx, n, limit, open[i].topics, same); err != nil {
				failed[at] = append(failed[at], slice{open[i].topics, n, err})
			}
		}
	})
	for i, n := range nodes {
		if left = append(left, failed[i]...); len(failed[i]) == 0 {
			good = append(good, n)
		}
	}
	return left, good
}

var errLeftOut = errors.New("it is left out of the answer")

// askSlice asks one broker for the settings of some topics.
func (l *look) askSlice(ctx context.Context, n *node, limit time.Duration, topics []*model.Topic, same interned) error {
	req := kmsg.NewPtrDescribeConfigsRequest()
	for _, t := range topics {
		r := kmsg.NewDescribeConfigsRequestResource()
		r.ResourceType, r.ResourceName, r.ConfigNames = kmsg.ConfigResourceTypeTopic, t.Name, l.o.TopicKeys
		req.Resources = append(req.Resources, r)
	}
	resp, err := ask[*kmsg.DescribeConfigsResponse](ctx, n.lane(onTopics), limit, req)
	if err != nil {
		return err
	}
	untold := namesOf(topics)
	for i := range resp.Resources {
		r := &resp.Resources[i]
		if t := untold[r.ResourceName]; t != nil {
			delete(untold, r.ResourceName)
			l.settingsOf(t, n, r, same)
		}
	}
	for name, t := range untold { // an answer that was shortened
		l.gaps.refused(refusal{model.FactTopicConfig, n, coordinator.LeftOut}, name)
		l.unknown([]*model.Topic{t}, errLeftOut, n)
	}
	return nil
}

func (l *look) settingsOf(t *model.Topic, n *node, r *kmsg.DescribeConfigsResponseResource, same interned) {
	err := kerr.ErrorForCode(r.ErrorCode)
	switch {
	case err == nil:
		same.fill(t, n, r.Configs)
		return
	case r.ErrorCode != kerr.UnknownTopicOrPartition.Code: // else it was deleted a moment ago
		l.gaps.refused(refusal{model.FactTopicConfig, n, r.ErrorCode}, t.Name)
	}
	l.unknown([]*model.Topic{t}, err, n)
}

// unknown makes every setting of the topics unknown, so that no default is
// taken for what is in force.
func (l *look) unknown(topics []*model.Topic, err error, n *node) {
	_, detail := l.reason(err, n, "DescribeConfigs of the topic")
	for _, t := range topics {
		t.Observed.Rest(model.UnknownValue("", detail, model.Origin{Address: n.String()}))
	}
}

func namesOf(topics []*model.Topic) map[string]*model.Topic {
	out := make(map[string]*model.Topic, len(topics))
	for _, t := range topics {
		out[t.Name] = t
	}
	return out
}
