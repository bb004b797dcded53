package cluster

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// listOnDisks does what listAll does where Kafka is older than 4.1: the log
// directories name every topic to who has DESCRIBE on the cluster. It is the
// slowest question that a broker can be asked, so it is asked only where an
// authorizer might hide anything.
func (l *look) listOnDisks(ctx context.Context, n *node) {
	if !l.world.may(describeBit) || !l.guarded(ctx, n) {
		return
	}
	var mu sync.Mutex
	suspects := map[string]bool{}
	each(l.askable(), func(n *node) {
		req := kmsg.NewPtrDescribeLogDirsRequest() // no list of topics: all of them
		resp, err := ask[*kmsg.DescribeLogDirsResponse](ctx, n.lane(onRights), l.bulk(), req)
		if err == nil {
			err = coded(n, "DescribeLogDirs of all topics", resp.ErrorCode)
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			l.rights.listing = err
			return
		}
		for _, d := range resp.Dirs {
			for _, t := range d.Topics {
				if l.byName[t.Topic] == nil {
					suspects[t.Topic] = true
				}
			}
		}
	})
	l.rights.hidden = l.denied(ctx, n, slices.Sorted(maps.Keys(suspects)))
}

// guarded tells whether the cluster may have an authorizer: without one the
// question for its rights is refused with an error of its own.
func (l *look) guarded(ctx context.Context, n *node) bool {
	const anything = 1 // of each filter (org.apache.kafka.common.acl)
	req := kmsg.NewPtrDescribeACLsRequest()
	req.ResourceType, req.ResourcePatternType, req.Operation, req.PermissionType = anything, anything, anything, anything
	resp, err := ask[*kmsg.DescribeACLsResponse](ctx, n.lane(onRights), l.limit(), req)
	return err != nil || resp.ErrorCode != kerr.SecurityDisabled.Code
}
