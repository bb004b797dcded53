package text

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

// The limits that keep the findings on one screen.
const (
	mostLines     = 24 // after so many lines, what is left is told in brief
	mostOfOneRule = 3  // blocks of one rule in full
	mostBrief     = 6  // lines in brief
	mostRules     = 5  // rules below one cause
	mostSteps     = 3  // effects of effects of effects
)

// findings prints the causes in full as long as there is room, then the rest
// in brief. Hints are told in brief where there is anything worse.
func (p *scan) findings() {
	var rest []int
	full, start := map[string]int{}, p.out.Len()
	for n, b := range p.blocks {
		hint := b.worst <= finding.Info && p.blocks[0].worst > finding.Info
		lines := strings.Count(p.out.String()[start:], "\n")
		if n > 0 && (hint || lines >= mostLines || full[b.rule] >= mostOfOneRule) {
			rest = append(rest, b.these...)
			continue
		}
		full[b.rule]++
		p.full(b)
	}
	p.rest(p.told.byRule(rest))
}

// full prints a block with its evidence, its fix and what follows from it.
// The values are those of the first.
func (p *scan) full(b block) {
	f := p.told.all[b.these[0]]
	p.printf("%s %s  %s\n", p.paint.Severity(f.Severity, f.Severity.String()), p.paint.Bold(f.Rule), p.subjects(b.these))
	if f.Origin.Written() {
		p.printf("  %s\n", p.paint.Dim("at "+clip(paint.Printable(f.Origin.Position()), longestValue)))
		p.source(f)
	}
	p.printf("  %s\n", wrap(clip(f.Message, longestMessage), "  "))
	if len(b.these) > 1 && len(f.Evidence) > 0 {
		p.printf("    %s\n", p.paint.Dim("of the first:"))
	}
	p.evidence(clipped(f.Evidence))
	if f.Fix != "" {
		p.printf("  %s %s\n", p.paint.Green("fix:"), wrap(clip(f.Fix, longestMessage), "       "))
	}
	p.effects(b.these, "  ", 1)
	p.printf("\n")
}

// clipped is evidence that fits on a screen.
func clipped(values []finding.Evidence) []finding.Evidence {
	out := make([]finding.Evidence, len(values))
	for i, e := range values {
		e.Name, e.Value = clip(e.Name, longestSubject), clip(e.Value, longestValue)
		e.Origin.Address = clip(e.Origin.Address, longestValue)
		out[i] = e
	}
	return out
}

// effects prints what follows from some findings: a line for each rule, and
// below it what follows from that.
func (p *scan) effects(of []int, indent string, step int) {
	var next []int
	for _, i := range of {
		next = append(next, p.told.effects[i]...)
	}
	rules := p.told.byRule(next)
	for n, b := range rules {
		if n == mostRules || step > mostSteps {
			p.more(indent, rules[n:])
			return
		}
		p.printf("%s└ %s: %s\n", indent, p.label(b), p.subjects(b.these))
		p.effects(b.these, indent+"  ", step+1)
	}
}

// more tells how many findings are left out.
func (p *scan) more(indent string, blocks []block) {
	n := 0
	for _, b := range blocks {
		n += len(b.these) + b.follow
	}
	p.printf("%s%s\n", indent, p.paint.Dim("and "+finding.Plural(n, "finding")+" more: --format json has them all"))
}

// label is how many findings of which rule, and how bad they are.
func (p *scan) label(b block) string {
	severity := p.told.all[b.these[0]].Severity
	label := p.paint.Severity(severity, severity.String()) + " " + b.rule
	if n := len(b.these); n > 1 {
		return fmt.Sprintf("%d × %s", n, label)
	}
	return label
}

// rest prints in brief what there was no room for.
func (p *scan) rest(blocks []block) {
	for n, b := range blocks {
		if n == mostBrief {
			p.more("", blocks[n:])
			break
		}
		p.printf("%s: %s", p.label(b), p.subjects(b.these))
		if len(b.these) == 1 {
			p.printf("\n  %s", wrap(headline(p.told.all[b.these[0]].Message), "  "))
		}
		if b.follow > 0 {
			p.printf(" (%s below it)", finding.Plural(b.follow, "finding"))
		}
		p.printf("\n")
	}
	if len(blocks) > 0 {
		p.printf("\n")
	}
}

// subjects names the first few subjects, and how many more there are.
func (p *scan) subjects(these []int) string {
	var first []string
	seen := make(map[model.Subject]bool, len(these))
	for _, i := range these {
		s := p.told.all[i].Subject
		if !seen[s] && len(first) < mostNamed {
			first = append(first, p.subject(s))
		}
		seen[s] = true
	}
	if len(seen) <= mostNamed {
		return strings.Join(first, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(first, ", "), len(seen)-mostNamed)
}
