package group

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// RebalanceStorm finds groups that rebalance again and again. One change for
// each client is a roll-out and not counted.
var RebalanceStorm = &rule.Rule{
	Name: "group/rebalance-storm", Severity: finding.Error, On: model.KindGroup,
	Needs: groups,
	Params: []rule.Param{
		{Name: "sustained", Default: 15 * minute, Unit: rule.Period, Doc: "For how long the group has to have rebalanced."},
		{Name: "changes", Default: 3, Unit: rule.Count, Doc: "How many changes of members in that time are a storm, beside one for each client."}},
	Reads: rule.ReadsHistory,
	Clear: 5 * rule.Minute,
	Explains: []rule.Effect{
		{Rule: "group/partition-stuck", By: rule.SameGroup},
		{Rule: "group/lag-growing", By: rule.SameGroup},
		{Rule: "group/lag-too-old", By: rule.SameGroup},
		{Rule: "group/data-at-risk", By: rule.SameGroup},
	},
	Doc: doc("rebalance-storm"),
	Check: func(p *rule.Pass) {
		g := p.Group()
		if g.Type == "share" || !inUse(p) && g.State != "Empty" { // the only member may just be out
			return
		}
		window := p.Param("sustained")
		h, ok := p.Past(window)
		if !ok {
			return
		}
		c := churnOf(h.Group(g.ID), g.Members, p.Now()-window, p.Now())
		if c.excess < p.Param("changes") || !c.throughout() {
			return
		}
		storm(p, &c)
	},
}

func storm(p *rule.Pass, c *churn) {
	g := p.Group()
	why, fix := c.setting(g.Members)
	stopped := ""
	if c.stopped > 0 {
		stopped = fmt.Sprintf("For about %d %% of the time (%s) nothing was assigned. ", 100*c.stopped/max(1, c.covered), rule.Span(c.stopped))
	}
	p.Report("the group rebalances again and again: %d times in %s, with %s for %s. %sWhile it does, consumers stop, and what they had not committed is read again. %s",
		c.rebalances, rule.Span(c.covered), finding.Plural(c.joined, "new member id"), finding.Plural(max(1, c.members), "member"), stopped, why).
		Because(told(g, "members that joined", strconv.Itoa(c.joined)), told(g, "members that left", strconv.Itoa(c.left)),
			told(g, "rebalances", fmt.Sprintf("%d in %d ms", c.rebalances, c.covered))).
		Since(c.from).
		Fix("%s", fix)
}
