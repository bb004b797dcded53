package cluster

import (
	"context"
	"errors"
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// describeGroups asks for the members of groups.
func (l *look) describeGroups(ctx context.Context, n *node, groups []*model.Group) {
	failed := func(kind string, err error) {
		var unknown *coordinator.UnknownType
		if errors.As(err, &unknown) {
			l.gaps.add(model.Gap{Fact: model.FactGroups, Scope: n.subject(), Why: model.Unsupported, Detail: fmt.Sprintf("%s has %v: %s", n, err, some(unknown.Groups))})
			return
		}
		l.missed(ctx, n, model.FactGroups, fmt.Sprintf("the description of its %s groups", kind), err)
	}
	coordinator.Members(ctx, n.lane(onTalk).asks(l.bulk()), groups, l.topicNames, failed, l.untold(n, model.FactGroups))
}

// topicNames goes through the names of the topics that the metadata show.
func (l *look) topicNames(yield func(string) bool) {
	for _, t := range l.topics {
		if !yield(t.Name) {
			return
		}
	}
}

// untold notes what a broker has not told of a group.
func (l *look) untold(n *node, fact model.Fact) coordinator.Untold {
	return func(g *model.Group, code int16) { l.gaps.refused(refusal{fact, n, code}, g.ID) }
}
