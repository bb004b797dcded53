package text

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// dark tells whether nobody answered at all.
func (p *scan) dark() bool { return len(p.darkClusters()) == len(p.result.Clusters) }

// darkClusters names the clusters of which no broker answers.
func (p *scan) darkClusters() []string {
	var out []string
	for _, c := range p.result.Clusters {
		if c.Answered == 0 {
			out = append(out, clusterName(c))
		}
	}
	return out
}

// isDark tells whether no broker of a cluster answers.
func (p *scan) isDark(cluster string) bool {
	return slices.ContainsFunc(p.result.Clusters, func(c finding.Seen) bool { return c.Name == cluster && c.Answered == 0 })
}

// lit are the gaps of clusters of which a broker answers: of the others that is
// all there is to say.
func (p *scan) lit() []*model.Gap {
	var out []*model.Gap
	for _, g := range p.missed {
		if !p.isDark(g.Scope.Cluster) {
			out = append(out, g)
		}
	}
	return out
}

// whyDark is why nothing could be seen.
func (p *scan) whyDark() string {
	of, unknown := "", "the cluster"
	switch called := p.darkClusters(); {
	case len(called) > 1:
		of, unknown = fmt.Sprintf(" of %d clusters (%s)", len(called), someOf(called)), "them"
	case len(called) == 1 && isNamed(p.result.Clusters[0]):
		of = " of " + called[0]
	}
	switch {
	case p.options.Interrupted && len(p.open) == 0:
		return "the scan was interrupted before any broker answered."
	case len(p.open) > 0 && p.allOpen(model.Denied), len(p.result.Clusters) < 2 && p.anyOpen(model.Denied):
		return "no broker" + of + " lets us in, so nothing is known of " + unknown + "."
	case p.anyOpen(model.Denied):
		return "no broker" + of + " answers or lets us in, so nothing is known of " + unknown + "."
	case len(p.open) > 0:
		return "no broker" + of + " answers, so nothing is known of " + unknown + "."
	}
	return "no broker" + of + " was found, so nothing is known of " + unknown + "."
}

// isNamed tells whether a cluster has a name that somebody gave it.
func isNamed(c finding.Seen) bool { return c.Name != "" && c.Name != "unnamed" }

// partlyDark is how many of several clusters cannot be looked at, and which.
func (p *scan) partlyDark() string {
	dark := p.darkClusters()
	if len(dark) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s cannot be looked at (%s)", len(dark), finding.Plural(len(p.result.Clusters), "cluster"), someOf(dark))
}

// fleet is how many of several clusters are in trouble or cannot be looked at,
// and which: a sentence before the one about the worst finding.
func (p *scan) fleet() string {
	all := len(p.result.Clusters)
	if all < 2 {
		return ""
	}
	var bad []string
	for _, c := range p.result.Clusters {
		hit := func(f finding.Finding) bool { return f.Severity == finding.Error && f.Subject.Cluster == c.Name }
		if slices.ContainsFunc(p.result.Findings, hit) {
			bad = append(bad, clusterName(c))
		}
	}
	if len(bad) == 0 {
		return ""
	}
	out := fmt.Sprintf("%d of %d clusters (%s)", len(bad), all, someOf(bad))
	if dark := p.darkClusters(); len(dark) > 0 {
		out += fmt.Sprintf("; %d cannot be looked at (%s)", len(dark), someOf(dark))
	}
	return out + ". "
}

// someOf is the first few of some names, and how many more there are.
func someOf(all []string) string {
	if len(all) <= mostNamed {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:mostNamed], ", "), len(all)-mostNamed)
}
