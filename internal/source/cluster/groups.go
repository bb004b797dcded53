package cluster

import (
	"context"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// coordinated is a group, and the broker that coordinates it.
type coordinated struct {
	*model.Group
	by *node
}

// askGroups lists the groups that each broker coordinates, then asks that
// broker for their members and commits, and after the commits for where the
// logs start and end: in the other order a fast consumer would be ahead of the
// log.
func (l *look) askGroups(ctx context.Context) {
	if !l.want.Has(model.FactGroups) {
		return
	}
	nodes := l.askable()
	of := make([][]coordinated, len(nodes))
	each(nodes, func(n *node) {
		groups := l.listGroups(ctx, n)
		for part := range slices.Chunk(l.undescribed(groups), coordinator.AtOnce) {
			l.describeGroups(ctx, n, part)
		}
		for part := range slices.Chunk(groups, coordinator.AtOnce) {
			l.fetchCommits(ctx, n, part)
			l.fetchShares(ctx, n, part)
		}
		at := slices.Index(nodes, n)
		for _, g := range groups {
			of[at] = append(of[at], coordinated{g, n})
		}
	})
	groups := l.merge(slices.Concat(of...))
	l.unseenGroups()
	if l.want.Has(model.FactOffsets) {
		l.askOffsets(ctx, groups)
	}
}

// merge makes one of a group that two brokers list: its coordinator has changed
// while it was looked at, and one of them knows it.
func (l *look) merge(all []coordinated) []coordinated {
	slices.SortStableFunc(all, func(a, b coordinated) int { return strings.Compare(a.ID, b.ID) })
	var out []coordinated
	for _, g := range all {
		if n := len(out); n == 0 || out[n-1].ID != g.ID {
			out = append(out, g)
			continue
		}
		last := &out[len(out)-1]
		if known(g.Group) > known(last.Group) {
			*last = g
		}
		if last.MembersKnown {
			l.gaps.settled(model.FactGroups, g.ID)
		}
		if last.CommitsKnown {
			l.gaps.settled(model.FactOffsets, g.ID)
		}
	}
	for _, g := range out {
		l.cluster.Groups = append(l.cluster.Groups, g.Group)
	}
	return out
}

// known is how much is known of a group. One that a broker calls dead is known
// better by another one that has it.
func known(g *model.Group) int {
	n := 0
	for _, has := range []bool{g.MembersKnown, g.CommitsKnown, g.MembersKnown && g.State != coordinator.Dead} {
		if has {
			n++
		}
	}
	return n
}

// listGroups lists the groups of which the broker is the coordinator. With an
// error, as while it loads some of them, it lists those that it has.
func (l *look) listGroups(ctx context.Context, n *node) []*model.Group {
	groups, err := coordinator.Groups(ctx, n.lane(onTalk).asks(l.bulk()), n.seen.ID)
	if err != nil {
		l.missed(ctx, n, model.FactGroups, "ListGroups", err)
	} else {
		n.listed = true
	}
	return groups
}
