package text

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
)

// mustNotSay is why nobody may say that all is well, although nothing was
// found; "" if there is no reason. Dark is what is said of clusters of which no
// broker answers, and gaps are those that count.
func (p *scan) mustNotSay(dark string, gaps []*model.Gap) string {
	var out []string
	if p.options.Interrupted {
		out = append(out, "the scan was interrupted")
	}
	if dark != "" {
		out = append(out, dark)
	}
	if split := p.unconnected(); split != "" {
		out = append(out, split)
	} else if open := openOf(gaps); len(open) > 0 {
		out = append(out, p.notSeen(open))
	}
	if len(p.open) == 0 && !p.checkedLive() {
		out = append(out, "nothing of the cluster was checked")
	}
	return report.And(out)
}

// unconnected is the connection that is missing for a cluster as a whole, as
// where two clusters stand in one list of addresses: it doubts everything
// else. Where no broker answers at all, that is told.
func (p *scan) unconnected() string {
	for _, g := range p.missed {
		if aboutConnections(g) && !g.Expected && !p.isDark(g.Scope.Cluster) {
			return headline(g.Detail)
		}
	}
	return ""
}

func aboutConnections(g *model.Gap) bool {
	return g.Fact == model.FactConnections && g.Scope.Kind == model.KindCluster
}

// openOf are the gaps that nobody has announced.
func openOf(gaps []*model.Gap) []*model.Gap {
	var out []*model.Gap
	for _, g := range gaps {
		if !g.Expected {
			out = append(out, g)
		}
	}
	return out
}

// checkedLive tells whether anything was checked that runs. Files are not.
func (p *scan) checkedLive() bool {
	for _, k := range []model.Kind{model.KindCluster, model.KindBroker, model.KindTopic, model.KindPartition, model.KindGroup, model.KindVoter} {
		if p.result.Checked[k] > 0 {
			return true
		}
	}
	return false
}

// notSeen names the facts that could not be had.
func (p *scan) notSeen(open []*model.Gap) string {
	var facts model.Facts
	denied := true
	for _, g := range open {
		facts = facts.With(g.Fact)
		denied = denied && g.Why == model.Denied
	}
	var words []string
	for f := range facts.Each() {
		words = append(words, factWord(f))
	}
	if more := len(words) - mostNamed; more > 0 {
		words = append(words[:mostNamed], fmt.Sprintf("%d more", more))
	}
	what := report.And(words) + p.onlyOf(open)
	if denied {
		return "there is no right to read all of " + what
	}
	return what + " could not be checked"
}

// onlyOf names the few brokers that the gaps are limited to.
func (p *scan) onlyOf(open []*model.Gap) string {
	var where names
	for _, g := range open {
		if g.Scope.Kind != model.KindBroker {
			return ""
		}
		where.add(p.subject(g.Scope))
	}
	return " of " + where.some()
}
