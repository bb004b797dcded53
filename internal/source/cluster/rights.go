package cluster

import (
	"context"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// rights are what the principal was found to be allowed. Kafka shortens its
// answers without an error: who may see nothing sees an empty cluster. So what
// is not there is believed only after a probe has shown the right to see it.
type rights struct {
	everyTopic proof // DESCRIBE on a topic of any name
	everyGroup proof // DESCRIBE on a group of any name
	listing    error // why the names of all topics could not be listed, though there is the right
	hidden     []string
	topics     vanished // in looks that do not probe
	groups     vanished
	gaps       []model.Gap // what it may not see at all: told before what it may not see of a thing
}

// proof is the outcome of a probe.
type proof = coordinator.Proof

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

// probeTopic asks for a topic that nobody has.
func (l *look) probeTopic(ctx context.Context, n *node) proof {
	name := coordinator.Nobody()
	return l.mayDescribeTopics(ctx, n, []string{name})[name]
}

// mayDescribeTopics asks for topics by name. Nothing is created.
func (l *look) mayDescribeTopics(ctx context.Context, n *node, names []string) map[string]proof {
	var asked []kmsg.MetadataRequestTopic
	for _, name := range names {
		asked = append(asked, coordinator.Named(name))
	}
	return coordinator.MayDescribeTopics(l.metadataOf(ctx, n.lane(onRights), asked))
}

// probeGroup does the same for groups. Who has DESCRIBE on the cluster is
// shown all groups by ListGroups.
func (l *look) probeGroup(ctx context.Context, n *node) proof {
	if l.world.may(describeBit) {
		return coordinator.Granted
	}
	name := coordinator.Nobody()
	return l.mayDescribeGroups(ctx, n, []string{name})[name]
}

// mayDescribeGroups asks for groups by name. Where there is no answer nothing is proven.
func (l *look) mayDescribeGroups(ctx context.Context, n *node, names []string) map[string]proof {
	told, _ := coordinator.MayDescribeGroups(ctx, n.lane(onRights).asks(l.limit()), names)
	return told
}
