package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// description is what a coordinator told of one group.
type description struct {
	id   string
	code int16
	fill func(*model.Group)
}

// descriptions are what an answer told of each of its groups.
func descriptions[G any](groups []G, of func(*G) description) []description {
	out := make([]description, len(groups))
	for i := range groups {
		out[i] = of(&groups[i])
	}
	return out
}

// describers ask for the members, each type of group in its own way.
var describers = map[string]func(*look, context.Context, *node, []string) ([]description, error){
	"classic": (*look).describeClassic, "consumer": (*look).describeConsumer,
	"share": (*look).describeShare, "streams": (*look).describeStreams,
}

// describeGroups asks for the members of groups.
func (l *look) describeGroups(ctx context.Context, n *node, groups []*model.Group) {
	of := map[string]map[string]*model.Group{}
	for _, g := range groups {
		kind := g.Type
		if kind == "" {
			kind = "classic"
		}
		if of[kind] == nil {
			of[kind] = map[string]*model.Group{}
		}
		of[kind][g.ID] = g
	}
	for kind, groups := range of {
		what := fmt.Sprintf("the description of its %s groups", kind)
		describe, knows := describers[kind]
		if !knows {
			l.gaps.add(model.Gap{Fact: model.FactGroups, Scope: n.subject(), Why: model.Unsupported,
				Detail: fmt.Sprintf("%s has groups of type %s, of which this release of breakwater knows nothing: %s", n, kind, some(slices.Sorted(maps.Keys(groups))))})
			continue
		}
		told, err := describe(l, ctx, n, slices.Sorted(maps.Keys(groups)))
		if err != nil {
			l.missed(ctx, n, model.FactGroups, what, err)
			continue
		}
		l.fill(n, groups, told)
	}
}

// fill takes in what was told of groups.
func (l *look) fill(n *node, groups map[string]*model.Group, told []description) {
	for _, d := range told {
		g := groups[d.id]
		if g == nil {
			continue
		}
		delete(groups, d.id)
		switch d.code {
		case 0:
			d.fill(g)
			g.MembersKnown = true
		case kerr.GroupIDNotFound.Code: // it is gone by now, which is no gap
			g.State, g.MembersKnown = dead, true
		default:
			l.gaps.refused(refusal{model.FactGroups, n, d.code}, g.ID)
		}
	}
	for id := range groups {
		l.gaps.refused(refusal{model.FactGroups, n, leftOut}, id)
	}
}
