package cluster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// story is what one broker's metadata tell.
type story struct {
	teller     *node
	cluster    string // Kafka's cluster id
	brokers    []kmsg.MetadataResponseBroker
	told       []kmsg.MetadataResponseTopic // by name; nil once the stories are compared
	digest     digest
	topics     int
	partitions int
	image      image
}

// greet asks an address a small question, which has to be answered within the
// limit, and then for all of its metadata. What a broker told before the user
// ended the run is kept.
func (l *look) greet(ctx context.Context, n *node) {
	s, err := l.listen(ctx, n)
	if err == nil || ctx.Err() == nil || n.story == nil {
		n.story, n.err = s, err
	}
}

// listen asks one broker for all of its metadata.
func (l *look) listen(ctx context.Context, n *node) (*story, error) {
	began, first := l.o.Now(), n.apis == nil
	applied, err := l.hello(ctx, n)
	if err != nil {
		return nil, err
	}
	if took := l.o.Now().Sub(began); first && took > l.limit() {
		n.slow = took
	}
	s, err := l.metadata(ctx, n)
	if err == nil {
		s.image = image{from: applied, to: l.applied(ctx, n.lane(onTalk))}
	}
	return s, err
}

// metadata asks one broker, which has been greeted, for all of its metadata.
func (l *look) metadata(ctx context.Context, n *node) (*story, error) {
	req := kmsg.NewPtrMetadataRequest() // no list of topics: all of them
	resp, err := ask[*kmsg.MetadataResponse](ctx, n.lane(onTalk), l.bulk(), req)
	if err == nil {
		err = coded(n, "Metadata", resp.ErrorCode)
	}
	if err != nil {
		return nil, err
	}
	return storyOf(n, resp), nil
}

// coded is the error of an answer that holds nothing but an error code.
func coded(n *node, question string, code int16) error {
	if err := kerr.ErrorForCode(code); err != nil {
		return fmt.Errorf("%s answers %s with %w", n.address, question, err)
	}
	return nil
}

// storyOf sorts what a broker told, and makes its digest.
func storyOf(n *node, resp *kmsg.MetadataResponse) *story {
	s := &story{teller: n, brokers: resp.Brokers, digest: fnvBasis}
	if resp.ClusterID != nil {
		s.cluster = *resp.ClusterID
	}
	s.told = slices.DeleteFunc(resp.Topics, func(t kmsg.MetadataResponseTopic) bool { return t.Topic == nil })
	slices.SortFunc(s.told, func(a, b kmsg.MetadataResponseTopic) int { return strings.Compare(*a.Topic, *b.Topic) })
	for i := range s.told {
		t := &s.told[i]
		slices.SortFunc(t.Partitions, func(a, b kmsg.MetadataResponseTopicPartition) int { return cmp.Compare(a.Partition, b.Partition) })
		s.topics++
		s.partitions += len(t.Partitions)
		s.digest.topic(t)
	}
	return s
}

// gather lists the stories of those that have told one.
func (l *look) gather() {
	l.stories = nil
	for _, n := range l.askable() {
		l.stories = append(l.stories, n.story)
	}
}

// lists tells whether a broker's metadata call another one alive.
func (s *story) lists(id int32) bool {
	return slices.ContainsFunc(s.brokers, func(b kmsg.MetadataResponseBroker) bool { return b.NodeID == id })
}
