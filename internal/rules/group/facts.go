package group

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// inUse tells whether the group consumes. That its state is not known is a
// skip.
func inUse(p *rule.Pass) bool {
	g := p.Group()
	if g.State == "" {
		p.Skip("state of the group", "it could not be read", model.Origin{})
	}
	return g.InUse()
}

// consumes tells a group of ordinary consumers: Connect's workers and other
// users of the protocol share no topics, and members of a share or streams
// group are told apart by Kafka itself.
func consumes(g *model.Group) bool {
	return g.Type == "consumer" || (g.Type == "classic" || g.Type == "") && g.Protocol == "consumer"
}

// members are the members of the group; that they are not known is a skip.
func members(p *rule.Pass) ([]model.Member, bool) {
	g := p.Group()
	if !g.MembersKnown {
		p.Skip("members of the group", "they could not be read", model.Origin{})
	}
	return g.Members, g.MembersKnown
}

// subscriptions are what each member subscribes to; that one of them is not
// told is a skip. Kafka does not tell it while a classic group rebalances.
func subscriptions(p *rule.Pass, all []model.Member) bool {
	untold := 0
	for i := range all {
		if all[i].Subscribed == nil {
			untold++
		}
	}
	if untold > 0 {
		p.Skip("subscriptions of the members", fmt.Sprintf("%d of %d members do not tell theirs while the group is in state %s",
			untold, len(all), p.Group().State), model.Origin{})
	}
	return untold == 0
}

// topicsOf are all topics that members subscribe to, sorted.
func topicsOf(all []model.Member) []string {
	var out []string
	for i := range all {
		out = append(out, all[i].Subscribed...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// told is something that the group's coordinator said, as a value that a
// finding rests on.
func told(g *model.Group, name, value string) rule.Reading {
	return rule.Told(name, value, fmt.Sprintf("group %s by its coordinator, broker %d", g.ID, g.Coordinator))
}
