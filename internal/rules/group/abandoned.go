package group

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Abandoned counts the groups that keep commits without a member. Whether one
// was left behind or its application is down cannot be told by one look, so
// they are one line for the whole cluster.
var Abandoned = &rule.Rule{
	Name: "group/abandoned", Severity: finding.Info, On: model.KindCluster,
	Touches: []model.Kind{model.KindGroup},
	Needs:   groups.With(model.FactOffsets),
	Doc:     doc("abandoned"),
	Check: func(p *rule.Pass) {
		if p.Cluster() == nil {
			return
		}
		idle := idleGroups(p)
		if len(idle) == 0 {
			return
		}
		have, keep := "groups have", "keep"
		if len(idle) == 1 {
			have, keep = "group has", "keeps"
		}
		p.Report("%d %s no member and still %s committed offsets: %s. Either the application is down, or it is gone for good. "+
			"Kafka forgets the offsets offsets.retention.minutes after the last member left (10080, 7 d, by default); "+
			"an application that comes back later starts by auto.offset.reset", len(idle), have, keep, some(idle)).
			Because(rule.Told("groups without a member", strings.Join(idle, ","), "their coordinators")).
			Fix("start the application if it should run; else delete the group: kafka-consumer-groups.sh --bootstrap-server HOST:PORT --delete --group %s", idle[0])
	},
}

// idleGroups are the groups with commits and without a member, by name. A
// group of which that is not known is a skip.
func idleGroups(p *rule.Pass) []string {
	var out []string
	unknown := 0
	all := p.Cluster().Groups
	for _, g := range all {
		switch {
		case g.Type == "share" || g.State != "" && g.InUse():
		case g.State == "" || !g.CommitsKnown:
			unknown++
		case slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return c.Offset >= 0 }):
			out = append(out, g.ID)
		}
	}
	if unknown > 0 {
		p.Skip("commits of groups", fmt.Sprintf("of %d of %d groups the state or the committed offsets could not be read", unknown, len(all)), model.Origin{})
	}
	slices.Sort(out)
	return out
}

// some names a few and counts the rest.
func some(names []string) string {
	const few = 5
	if len(names) <= few+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}
