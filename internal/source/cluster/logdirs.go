package cluster

import (
	"context"
	"errors"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// askLogDirs asks each broker for its log directories. The settings of topics
// are known by then.
func (l *look) askLogDirs(ctx context.Context) {
	if !l.want.Has(model.FactLogDirs) {
		return
	}
	compacted := l.compacted()
	each(l.answering(), func(n *node) { l.askLogDirsOf(ctx, n, compacted[n.seen.ID]) })
}

// askLogDirsOf asks for the directories, and for the sizes of some replicas in them:
// of all of them it is the slowest question that a broker can be asked.
func (l *look) askLogDirsOf(ctx context.Context, n *node, sizes []kmsg.DescribeLogDirsRequestTopic) {
	req := kmsg.NewPtrDescribeLogDirsRequest()
	req.Topics = sizes
	if sizes == nil {
		req.Topics = []kmsg.DescribeLogDirsRequestTopic{} // none; nil would be all
	}
	resp, err := ask[*kmsg.DescribeLogDirsResponse](ctx, n.lane(onDisks), l.bulk(), req)
	if err == nil {
		err = kerr.ErrorForCode(resp.ErrorCode)
	}
	if err == nil && len(resp.Dirs) == 0 && resp.Version < 3 {
		err = kerr.ClusterAuthorizationFailed // before Kafka 3.2 the answer had no place for the error
	}
	if err == nil && len(resp.Dirs) == 0 {
		err = errors.New("the answer holds no log directory")
	}
	if err != nil {
		l.missed(ctx, n, model.FactLogDirs, "DescribeLogDirs", err)
		return
	}
	n.seen.LogDirsKnown = true
	for _, d := range resp.Dirs {
		dir := model.LogDir{Path: d.Dir, Total: d.TotalBytes, Usable: d.UsableBytes}
		if err := kerr.ErrorForCode(d.ErrorCode); err != nil {
			dir.Error = err.Error()
		}
		if resp.Version < 4 {
			dir.Total, dir.Usable = -1, -1
		}
		n.seen.LogDirs = append(n.seen.LogDirs, dir)
		n.takeSizes(d.Topics)
	}
}
