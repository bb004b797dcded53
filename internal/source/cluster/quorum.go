package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// noQuorum is why a cluster on ZooKeeper, or a stand-in for Kafka, shows no
// quorum.
const noQuorum = "the brokers do not know DescribeQuorum: this cluster has no metadata quorum to look at"

// quorumAnswer is what came back through one broker.
type quorumAnswer struct {
	node *node
	resp *kmsg.DescribeQuorumResponse
	err  error
}

// patience is how long the first broker has before a second one is asked, too,
// as a part of the limit.
const patience = 4

// describeQuorum asks through one broker, and through a second one side by side
// if the first has no good answer soon: a broker passes the question on to the
// active controller, and it may be either of them that hangs. Both have the
// same limit. It returns the first good answer, and what else came.
func (l *look) describeQuorum(ctx context.Context, through []*node, late func()) (good *quorumAnswer, bad []quorumAnswer) {
	ctx, cancel := context.WithTimeout(ctx, l.limitOf(through))
	answers := make(chan quorumAnswer)
	open := 0
	start := func(n *node) {
		open++
		go func() { answers <- l.quorumThrough(ctx, n) }()
	}
	start(through[0])
	through = through[1:]
	soon := time.NewTimer(l.limit() / patience)
	defer soon.Stop()
	for open > 0 {
		select {
		case <-soon.C:
			late()
		case a := <-answers:
			open--
			if a.err == nil {
				good = &a
				cancel() // of the other one
			} else {
				bad = append(bad, a)
			}
		}
		if good == nil && len(through) > 0 {
			start(through[0])
			through = through[1:]
		}
	}
	cancel()
	return good, bad
}

// limitOf is how long brokers have together for a small question that is put to
// them over a new connection: longer if one of them is slow.
func (l *look) limitOf(nodes []*node) time.Duration {
	if slices.ContainsFunc(nodes, func(n *node) bool { return n.slow > 0 }) {
		return l.bulk()
	}
	return l.limit()
}

func (l *look) quorumThrough(ctx context.Context, n *node) quorumAnswer {
	resp, err := ask[*kmsg.DescribeQuorumResponse](ctx, n.lane(onController), l.limit(), quorumRequest())
	return quorumAnswer{n, resp, cmpErr(err, func() error { return quorumError(resp) })}
}

func cmpErr(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

func quorumRequest() *kmsg.DescribeQuorumRequest {
	req := kmsg.NewPtrDescribeQuorumRequest()
	t := kmsg.NewDescribeQuorumRequestTopic()
	t.Topic = "__cluster_metadata"
	t.Partitions = []kmsg.DescribeQuorumRequestTopicPartition{kmsg.NewDescribeQuorumRequestTopicPartition()}
	req.Topics = append(req.Topics, t)
	return req
}

func quorumError(resp *kmsg.DescribeQuorumResponse) error {
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return errors.New("the answer to DescribeQuorum holds no partition of the metadata log")
	}
	return kerr.ErrorForCode(resp.Topics[0].Partitions[0].ErrorCode)
}

// askQuorum looks at the metadata quorum. Where nobody answers in time, that
// is told twice: it is something that is wrong, and something that could not
// be checked.
func (l *look) askQuorum(ctx context.Context) {
	if !l.want.Has(model.FactQuorum) || ctx.Err() != nil {
		return
	}
	gap := model.Gap{Fact: model.FactQuorum, Scope: model.Subject{Kind: model.KindCluster}}
	through := l.throughWhom()
	if len(through) == 0 {
		gap.Why, gap.Detail, gap.Expected = model.Unsupported, noQuorum, true
		l.gaps.add(gap)
		return
	}
	p := l.startPulse(ctx, through)
	defer p.end()
	good, bad := l.describeQuorum(ctx, through, p.first)
	switch {
	case good != nil:
		l.cluster.Quorum = quorumOf(good)
		return
	case ctx.Err() != nil:
		return
	}
	gap.Why, gap.Detail = l.quorumUnseen(bad)
	if q := l.cluster.Quorum; q != nil {
		q.Silent.Advanced = p.advanced()
	}
	l.gaps.add(gap)
}

// throughWhom are up to two brokers that know the question, slow ones last.
func (l *look) throughWhom() []*node {
	var out []*node
	for _, n := range brisk(l.askable()) {
		if n.knows(kmsg.NewPtrDescribeQuorumRequest()) && len(out) < 2 {
			out = append(out, n)
		}
	}
	return out
}

// quorumUnseen judges why nobody told of the quorum. That a question was not
// answered in time counts unless another broker has said why it does not tell.
func (l *look) quorumUnseen(bad []quorumAnswer) (model.GapReason, string) {
	var silent []int32
	for _, a := range bad {
		if timedOut(a.err) {
			silent = append(silent, a.node.seen.ID)
		}
		if errors.As(a.err, new(*kerr.Error)) {
			return l.reason(a.err, a.node, "DescribeQuorum")
		}
	}
	if len(silent) == 0 {
		return l.reason(bad[0].err, bad[0].node, "DescribeQuorum")
	}
	slices.Sort(silent)
	l.cluster.Quorum = &model.Quorum{Leader: -1, Silent: &model.Silence{Asked: silent, Limit: l.limit().Milliseconds()}}
	return model.TimedOut, fmt.Sprintf("DescribeQuorum was not answered within %s, while the brokers answered everything else: the active controller is stuck, or was a moment ago. "+
		"Nothing is known of voters and observers", l.limit())
}

func quorumOf(a *quorumAnswer) *model.Quorum {
	p := &a.resp.Topics[0].Partitions[0]
	q := &model.Quorum{Leader: p.LeaderID, Epoch: p.LeaderEpoch, HighWatermark: p.HighWatermark, ToldBy: a.node.seen.ID}
	for _, v := range p.CurrentVoters {
		q.Voters = append(q.Voters, model.QuorumReplica{ID: v.ReplicaID, LogEnd: v.LogEndOffset, LastFetch: v.LastFetchTimestamp, LastCaughtUp: v.LastCaughtUpTimestamp})
	}
	for _, v := range p.Observers {
		q.Observers = append(q.Observers, model.QuorumReplica{ID: v.ReplicaID, LogEnd: v.LogEndOffset, LastFetch: v.LastFetchTimestamp, LastCaughtUp: v.LastCaughtUpTimestamp})
	}
	return q
}
