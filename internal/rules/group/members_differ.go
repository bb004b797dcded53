package group

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// MembersDiffer finds groups that two applications share, or one application in
// two versions: their members do not subscribe to the same topics, or do not
// assign by the same strategies.
var MembersDiffer = &rule.Rule{
	Name: "group/members-differ", Severity: finding.Warning, On: model.KindGroup,
	Needs: groups,
	Doc:   doc("members-differ"),
	Check: func(p *rule.Pass) {
		if !consumes(p.Group()) || !inUse(p) {
			return
		}
		all, known := members(p)
		if !known {
			return
		}
		if subscriptions(p, all) {
			subscribeAlike(p, all)
		}
		assignAlike(p, all)
	},
}

func subscribeAlike(p *rule.Pass, all []model.Member) {
	one, other, differ := odd(all, func(m *model.Member) []string { return m.Subscribed })
	if !differ {
		return
	}
	p.Report("its members subscribe to different topics: %s to %s, %s to %s. "+
		"A topic that only some of them subscribe to is read by these alone, and by nobody once they are gone; "+
		"each start of one application makes the other rebalance",
		nameOf(one), topics(one), nameOf(other), topics(other)).About("topics").
		Because(told(p.Group(), "topics of "+nameOf(one), strings.Join(one.Subscribed, ",")),
			told(p.Group(), "topics of "+nameOf(other), strings.Join(other.Subscribed, ","))).
		Fix("give each application a group.id of its own; if one application is being rolled out in two versions, look again when that is done")
}

func assignAlike(p *rule.Pass, all []model.Member) {
	one, other, differ := odd(all, func(m *model.Member) []string { return m.Assignors })
	if !differ {
		return
	}
	p.Report("its members assign by different strategies: %s by %s, %s by %s. "+
		"The group can only use what all of them have, and a new member that has none of it cannot join (INCONSISTENT_GROUP_PROTOCOL)",
		nameOf(one), strings.Join(one.Assignors, ", "), nameOf(other), strings.Join(other.Assignors, ", ")).About("assignors").
		Because(told(p.Group(), "strategies of "+nameOf(one), strings.Join(one.Assignors, ",")),
			told(p.Group(), "strategies of "+nameOf(other), strings.Join(other.Assignors, ","))).
		Fix("set partition.assignment.strategy to the same list in all of them; during a roll-out to another strategy this is expected")
}

// odd is the first member and the first one that has something else, whatever
// the order. Members that do not tell are left out.
func odd(all []model.Member, of func(*model.Member) []string) (one, other *model.Member, differ bool) {
	for i := range all {
		m := &all[i]
		switch {
		case of(m) == nil:
		case one == nil:
			one = m
		case !sameSet(of(one), of(m)):
			return one, m, true
		}
	}
	return nil, nil, false
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// nameOf is how a person finds a member: its own name and its machine.
func nameOf(m *model.Member) string {
	name := m.Instance
	if name == "" {
		name = m.ClientID
	}
	if name == "" {
		name = m.ID
	}
	if m.Host != "" {
		name += " (" + strings.TrimPrefix(m.Host, "/") + ")"
	}
	return name
}

func topics(m *model.Member) string {
	if len(m.Subscribed) == 0 {
		return "none"
	}
	return some(m.Subscribed)
}
