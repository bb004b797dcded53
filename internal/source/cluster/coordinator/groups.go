package coordinator

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// AtOnce is how many groups one request is to ask for.
const AtOnce = 500

// Dead is the state of a group that its coordinator does not have.
const Dead = "Dead"

// Groups lists the groups that a broker coordinates. With an error there may be some
// all the same: while it loads others, a broker lists those that it has.
func Groups(ctx context.Context, to Asker, broker int32) ([]*model.Group, error) {
	resp, err := ask[*kmsg.ListGroupsResponse](ctx, to, kmsg.NewPtrListGroupsRequest())
	if err != nil {
		return nil, err
	}
	groups := make([]*model.Group, len(resp.Groups))
	for i, g := range resp.Groups {
		groups[i] = &model.Group{ID: g.Group, Type: strings.ToLower(g.GroupType), State: g.GroupState, Protocol: g.ProtocolType, Coordinator: broker}
	}
	return groups, kerr.ErrorForCode(resp.ErrorCode)
}

// UnknownType is a type of groups that no question is known for.
type UnknownType struct {
	Type   string
	Groups []string // in order
}

// Error names the type alone: who asked knows how to name the broker and the groups.
func (e *UnknownType) Error() string {
	return fmt.Sprintf("groups of type %s, of which this release of breakwater knows nothing", e.Type)
}

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
var describers = map[string]func(context.Context, Asker, []string, iter.Seq[string]) ([]description, error){
	"classic": describeClassic, "consumer": describeConsumer, "share": describeShare, "streams": describeStreams,
}

// Members asks a coordinator for the members of its groups, and fills them in with the
// state. A group that is gone by now is Dead. topics are those that a subscription by a
// pattern may stand for. failed is told of each type of groups for which there was no
// answer, or of which nothing is known: an *UnknownType.
func Members(ctx context.Context, to Asker, groups []*model.Group, topics iter.Seq[string], failed func(kind string, err error), untold Untold) {
	for kind, of := range byType(groups) {
		ids := slices.Sorted(maps.Keys(of))
		describe, knows := describers[kind]
		if !knows {
			failed(kind, &UnknownType{kind, ids})
			continue
		}
		told, err := describe(ctx, to, ids, topics)
		if err != nil {
			failed(kind, err)
			continue
		}
		fill(of, told, untold)
	}
}

// byType sorts groups by their type and id. Before Kafka 4.0 no type is told.
func byType(groups []*model.Group) map[string]map[string]*model.Group {
	out := map[string]map[string]*model.Group{}
	for _, g := range groups {
		kind := g.Type
		if kind == "" {
			kind = "classic"
		}
		if out[kind] == nil {
			out[kind] = map[string]*model.Group{}
		}
		out[kind][g.ID] = g
	}
	return out
}

// fill takes in what was told of groups. Those that were not asked for are left alone.
func fill(groups map[string]*model.Group, told []description, untold Untold) {
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
		case kerr.GroupIDNotFound.Code:
			g.State, g.MembersKnown = Dead, true
		default:
			untold(g, d.code)
		}
	}
	for _, g := range groups {
		untold(g, LeftOut)
	}
}
