package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// place is a partition with the name of its topic.
type place struct {
	topic string
	part  *model.Partition
}

// bound is one of the offsets that are asked for: the timestamp that stands for
// it in ListOffsets, and the isolation level.
type bound struct {
	timestamp int64
	isolation int8
}

var (
	logStart   = bound{timestamp: -2}
	logEnd     = bound{timestamp: -1}
	lastStable = bound{timestamp: -1, isolation: 1} // read_committed
)

// askOffsets asks every leader where the logs of its partitions start and end.
// Where a log starts behind a commit, that group's commits are read again
// before it is believed: the application may have committed since, and have
// deleted what it was done with.
func (l *look) askOffsets(ctx context.Context, groups []coordinated) {
	places := l.wanted(groups)
	if l.due(startTurn) {
		l.fromLeaders(ctx, places, logStart)
	}
	l.readAgain(ctx, groups)
	if l.steady {
		if l.due(stableTurn) {
			l.fromLeaders(ctx, places, lastStable)
		}
		l.askLedgers(ctx)
		l.fromLeaders(ctx, places, logEnd)
		l.askUnread(ctx)
		l.askTransactions(ctx)
		return
	}
	for leader := range places {
		places[leader] = slices.DeleteFunc(places[leader], func(p place) bool { return !p.part.Offsets.StartKnown })
	}
	l.fromLeaders(ctx, places, logEnd)
}

// readAgain reads the commits of groups again whose log starts behind them.
func (l *look) readAgain(ctx context.Context, groups []coordinated) {
	of := map[*node][]*model.Group{}
	for _, g := range groups {
		if l.overtaken(g.Group) {
			g.Commits, g.CommitsKnown = nil, false
			of[g.by] = append(of[g.by], g.Group)
		}
	}
	each(slices.Collect(maps.Keys(of)), func(n *node) {
		for part := range slices.Chunk(of[n], coordinator.AtOnce) {
			l.fetchCommits(ctx, n, part)
		}
	})
}

// overtaken tells whether a log starts behind a commit of the group.
func (l *look) overtaken(g *model.Group) bool {
	return slices.ContainsFunc(g.Commits, func(c model.Commit) bool {
		p := l.partition(c.Topic, c.Partition)
		return p != nil && p.Offsets.StartKnown && p.Offsets.Start > c.Offset
	})
}

// partition is one of those that the metadata show; nil for another one. It
// copies none: others fill in parts of them meanwhile.
func (l *look) partition(topic string, index int32) *model.Partition {
	t := l.byName[topic]
	if t == nil {
		return nil
	}
	return t.Layout.Partition(index)
}

// wanted lists the partitions that any group has a commit for, by the broker
// that leads them; all partitions, where their growth is watched.
func (l *look) wanted(groups []coordinated) map[int32][]place {
	out := map[int32][]place{}
	if l.steady {
		for id, n := range l.brokers {
			out[id] = make([]place, 0, n.seen.Leads)
		}
		for _, t := range l.topics {
			for i := range t.Layout.Partitions {
				p := &t.Layout.Partitions[i]
				out[p.Leader] = append(out[p.Leader], place{t.Name, p})
			}
		}
		return out
	}
	seen := map[*model.Partition]bool{}
	for _, g := range groups {
		for _, c := range g.Commits {
			if p := l.partition(c.Topic, c.Partition); p != nil && !seen[p] {
				seen[p] = true
				out[p.Leader] = append(out[p.Leader], place{c.Topic, p})
			}
		}
	}
	return out
}

// fromLeaders asks every leader for one kind of offset. What is not told is
// not known, and says why.
func (l *look) fromLeaders(ctx context.Context, wanted map[int32][]place, at bound) {
	var leaders sync.WaitGroup
	for leader, places := range wanted {
		n := l.brokers[leader]
		switch {
		case len(places) == 0:
		case leader < 0:
			unreadable(places, "the partition has no leader")
		case n == nil || n.story == nil:
			unreadable(places, fmt.Sprintf("its leader, broker %d, does not answer", leader))
		default:
			leaders.Go(func() { l.offsets(ctx, n, places, at) })
		}
	}
	leaders.Wait()
}

func unreadable(places []place, why string) {
	for _, p := range places {
		p.part.Offsets.Why = why
	}
}

// offsets asks one leader for one kind of offset.
func (l *look) offsets(ctx context.Context, n *node, places []place, at bound) {
	q := newOffsetsQuestion(places, at)
	resp, err := ask[*kmsg.ListOffsetsResponse](ctx, n.lane(onTalk), l.bulk(), q.req)
	if err != nil {
		_, why := l.reason(err, n, "ListOffsets")
		unreadable(places, why)
		l.missed(ctx, n, model.FactOffsets, "ListOffsets", err)
		return
	}
	for i := range resp.Topics {
		t := &resp.Topics[i]
		for j := range t.Partitions {
			if p := q.answered(t.Topic, t.Partitions[j].Partition); p != nil {
				l.takeOffset(n, p, &t.Partitions[j], at)
			}
		}
	}
	for p := range q.open() {
		p.Offsets.Why = fmt.Sprintf("%s leaves it out of its answer to ListOffsets", n)
	}
}

func (l *look) takeOffset(n *node, p *model.Partition, r *kmsg.ListOffsetsResponseTopicPartition, at bound) {
	var err error
	if r.ErrorCode != 0 { // of most it is not, and there are many
		err = kerr.ErrorForCode(r.ErrorCode)
	}
	switch {
	case err == nil && r.Offset < 0:
		err = kerr.OffsetNotAvailable
		fallthrough
	case err != nil:
		_, p.Offsets.Why = l.reason(err, n, "ListOffsets")
	case at == logStart:
		p.Offsets.Start, p.Offsets.StartKnown = r.Offset, true
	case at == lastStable:
		p.Offsets.Stable, p.Offsets.StableKnown = r.Offset, true
	default:
		p.Offsets.End, p.Offsets.EndKnown = r.Offset, true
	}
}
