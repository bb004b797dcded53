package cluster

import (
	"context"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// listTopics is the resource type of topics in ListConfigResources
// (org.apache.kafka.common.config.ConfigResource.Type).
const listTopics = 2

// listAll lists the names of all topics, those that the principal may not
// describe included: Kafka 4.1 and later tell them to who has DESCRIBE_CONFIGS
// on the cluster. A topic that is denied by name shows in no other way, but on
// the disks.
func (l *look) listAll(ctx context.Context, n *node) {
	req := kmsg.NewPtrListConfigResourcesRequest()
	if n.apis[req.Key()] < 1 {
		l.listOnDisks(ctx, n)
		return
	}
	if !l.world.may(describeConfigsBit) {
		return
	}
	req.ResourceTypes = []int8{listTopics}
	resp, err := ask[*kmsg.ListConfigResourcesResponse](ctx, n.lane(onRights), l.bulk(), req)
	if err == nil {
		err = coded(n, "ListConfigResources", resp.ErrorCode)
	}
	if err != nil {
		l.rights.listing = err
		return
	}
	var suspects []string
	for _, r := range resp.ConfigResources {
		if _, shown := l.byName[r.Name]; !shown && r.Type == listTopics {
			suspects = append(suspects, r.Name)
		}
	}
	l.rights.hidden = l.denied(ctx, n, suspects)
}

// suspectsAtOnce is how many names one request asks for.
const suspectsAtOnce = 1000

// denied are those of the names that the principal may not describe. The
// others were created after the metadata were asked for, or are deleted.
func (l *look) denied(ctx context.Context, n *node, suspects []string) []string {
	var out []string
	for names := range slices.Chunk(suspects, suspectsAtOnce) {
		var asked []kmsg.MetadataRequestTopic
		for _, name := range names {
			asked = append(asked, coordinator.Named(name))
		}
		told := l.metadataOf(ctx, n.lane(onRights), asked)
		if len(told) < len(names) && ctx.Err() == nil {
			l.rights.listing = fmt.Errorf("%s did not tell whether %s may be seen", n, some(names))
		}
		for _, t := range told {
			if t.ErrorCode == kerr.TopicAuthorizationFailed.Code && t.Topic != nil {
				out = append(out, *t.Topic)
			}
		}
	}
	slices.Sort(out)
	return out
}
