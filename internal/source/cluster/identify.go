package cluster

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// identify finds out which broker is behind a bootstrap address that no broker
// advertises. It may be one that nobody lists any more, or one that does not
// answer where it says.
func (l *look) identify(ctx context.Context, given []*node) {
	var nameless []*node
	for _, n := range given {
		if n.story != nil && n.world == nil && n.story.cluster == l.world.id {
			nameless = append(nameless, n)
		}
	}
	each(nameless, func(n *node) { n.self = l.idOf(ctx, n) })
	for _, n := range nameless {
		l.join(n, n.self)
	}
}

// join takes in a bootstrap address whose broker is known by now.
func (l *look) join(n *node, id int32) {
	listed := l.brokers[id]
	switch {
	case id < 0:
	case listed == nil:
		n.seen.ID, n.world = id, l.world
		l.brokers[id] = n
	case listed.story == nil:
		listed.detour(n)
	}
}

// detour asks a broker under another address than the one that it advertises.
// What is wrong with it stays told.
func (n *node) detour(via *node) {
	n.seen.Answer = model.Unusable
	n.seen.Detail = fmt.Sprintf("it answers under %s, but not under %s, which it advertises to clients: %v", via.address, n.address, n.err)
	told := *via.story
	told.teller = n
	n.story, n.via, n.err, n.noConf = &told, via, nil, ""
	n.apis, n.version, n.slow, n.seen.Slow, n.seen.Features = via.apis, via.version, via.slow, via.slow.Milliseconds(), via.seen.Features
}

// unexpected is what a broker answers that is asked for the configuration of
// another one (ConfigHelper.scala; 3.9 and 4.3 say the same).
var unexpected = regexp.MustCompile(`expected (\d+) `)

// idOf is the id of the broker that answers; -1 where it does not say. Kafka
// has no question for it, but the refusal to tell of another broker holds it.
// It takes DESCRIBE_CONFIGS on the cluster.
func (l *look) idOf(ctx context.Context, n *node) int32 {
	req := kmsg.NewPtrDescribeConfigsRequest()
	r := kmsg.NewDescribeConfigsRequestResource()
	r.ResourceType, r.ResourceName, r.ConfigNames = kmsg.ConfigResourceTypeBroker, "-1", []string{"node.id"}
	req.Resources = append(req.Resources, r)
	resp, err := ask[*kmsg.DescribeConfigsResponse](ctx, n.lane(onRights), l.limit(), req)
	if err != nil || len(resp.Resources) != 1 || resp.Resources[0].ErrorMessage == nil {
		return -1
	}
	found := unexpected.FindStringSubmatch(*resp.Resources[0].ErrorMessage)
	if found == nil {
		return -1
	}
	id, err := strconv.ParseInt(found[1], 10, 32)
	if err != nil {
		return -1
	}
	return int32(id)
}
