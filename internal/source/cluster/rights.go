package cluster

import (
	"context"
	"crypto/rand"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// rights are what the principal was found to be allowed. Kafka shortens its
// answers without an error: who may see nothing sees an empty cluster. So what
// is not there is believed only after a probe has shown the right to see it.
type rights struct {
	everyTopic proof // DESCRIBE on a topic of any name
	everyGroup proof // DESCRIBE on a group of any name
	listing    error // why the names of all topics could not be listed, though there is the right
	hidden     []string
	gaps       []model.Gap // what it may not see at all: told before what it may not see of a thing
}

// proof is the outcome of a probe.
type proof uint8

const (
	unproven proof = iota // the probe itself failed
	granted
	refused
)

// operation bits of DescribeCluster (org.apache.kafka.common.acl.AclOperation).
const (
	describeBit        = 1 << 8
	describeConfigsBit = 1 << 10
)

// may tells whether the principal has a right to the cluster, as far as
// DescribeCluster has told (it gives math.MinInt32 where it does not).
func (w *world) may(bit int32) bool { return w.operations >= 0 && w.operations&bit != 0 }

// askRights probes the rights through one broker: one that tells the common
// story, for who has lost topics may have lost rights, too, and no slow one if
// there is another.
func (l *look) askRights(ctx context.Context) {
	if l.main == nil || !l.whole() {
		return
	}
	n := l.common()[0]
	together(
		func() { l.rights.everyTopic = l.probeTopic(ctx, n) },
		func() { l.rights.everyGroup = l.probeGroup(ctx, n) },
		func() { l.listAll(ctx, n) },
	)
}

// probeTopic asks for a topic that nobody has: "unknown topic" is told only to
// who may describe it, so to who may describe any name. Nothing is created.
func (l *look) probeTopic(ctx context.Context, n *node) proof {
	told := l.metadataOf(ctx, n.lane(onRights), []kmsg.MetadataRequestTopic{named(rand.Text())})
	if len(told) != 1 {
		return unproven
	}
	switch told[0].ErrorCode {
	case kerr.TopicAuthorizationFailed.Code:
		return refused
	case kerr.UnknownTopicOrPartition.Code:
		return granted
	}
	return unproven
}

func named(topic string) kmsg.MetadataRequestTopic {
	t := kmsg.NewMetadataRequestTopic()
	t.Topic = &topic
	return t
}

// probeGroup does the same for groups. Who has DESCRIBE on the cluster is
// shown all groups by ListGroups. Whether the broker that is asked would
// coordinate the group does not matter: rights come first.
func (l *look) probeGroup(ctx context.Context, n *node) proof {
	if l.world.may(describeBit) {
		return granted
	}
	req := kmsg.NewPtrDescribeGroupsRequest()
	req.Groups = []string{rand.Text()}
	resp, err := ask[*kmsg.DescribeGroupsResponse](ctx, n.lane(onRights), l.limit(), req)
	if err != nil || len(resp.Groups) != 1 {
		return unproven
	}
	switch resp.Groups[0].ErrorCode {
	case kerr.GroupAuthorizationFailed.Code:
		return refused
	case 0, kerr.GroupIDNotFound.Code, kerr.NotCoordinator.Code, kerr.CoordinatorNotAvailable.Code, kerr.CoordinatorLoadInProgress.Code:
		return granted
	}
	return unproven
}
