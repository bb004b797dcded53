package group

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// soonest is how many of many groups are named, with their time.
const soonest = 5

// forgotten tells of the groups that are most likely gone for good, as one: a
// cluster has hundreds of them, of tests and of people who looked at a topic.
func forgotten(p *rule.Pass, h model.History) {
	if p.Cluster() == nil {
		return
	}
	var all []expiry
	unknown := 0
	for _, g := range p.Cluster().Groups {
		if g.State == "" {
			unknown++
		}
		if x, due := expiryOf(p, h, g, false); due {
			all = append(all, x)
		}
	}
	if unknown > 0 {
		p.Skip("states of groups", fmt.Sprintf("those of %s could not be read", finding.Plural(unknown, "group")), model.Origin{})
	}
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b expiry) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.group.ID, b.group.ID)) })
	first := &all[0]
	who, were := fmt.Sprintf("%d groups that have had no member for long", len(all)), "the first of them are"
	if len(all) == 1 {
		who, were = "a group that has had no member for long", "it is"
	}
	p.Report("Kafka forgets the committed offsets of %s; %s %s. offsets.retention.minutes is %s (%s). Mostly such groups are gone for good. "+
		"An application that does come back after that goes by auto.offset.reset: %s",
		who, were, times(all), first.kept, rule.Span(first.kept.N*minute), anyConsequence).
		As(finding.Info).
		Because(rule.Told("groups without a member", names(all), "their coordinators")).
		Since(first.base).
		Fix("where an application is to come back, start it, or %s; else let Kafka forget them", saving(first.group))
}

// times are the first groups with how soon it is.
func times(all []expiry) string {
	var parts []string
	for i := range all[:min(soonest, len(all))] {
		parts = append(parts, all[i].group.ID+" "+all[i].when())
	}
	text := strings.Join(parts, ", ")
	if more := len(all) - soonest; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func names(all []expiry) string {
	var out []string
	for i := range all {
		out = append(out, all[i].group.ID)
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}
