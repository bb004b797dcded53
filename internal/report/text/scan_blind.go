package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
)

// The limits of what is told of that which could not be checked.
const (
	mostGaps    = 3
	mostDetails = 2
	mostSkips   = 2
)

// blind prints what could not be checked.
func (p *scan) blind() {
	for n := range p.open {
		if n == mostGaps {
			p.printf("%s %s more: --format json has them all\n\n", p.paint.Yellow("could not check"), finding.Plural(len(p.open)-n, "thing"))
			break
		}
		p.gap(&p.open[n])
	}
	for n := range p.announced {
		b := &p.announced[n]
		if n == mostGaps {
			p.printf("%s\n", p.paint.Dim(fmt.Sprintf("not checkable here: %s more", finding.Plural(len(p.announced)-n, "thing"))))
			break
		}
		p.printf("%s\n", p.paint.Dim(wrap("not checkable here: "+b.what()+": "+clip(b.details.some(), longestMessage), "  ")))
	}
	if len(p.announced) > 0 {
		p.printf("\n")
	}
}

// what is which facts of what. A file is one itself.
func (b *gapBlock) what() string {
	if b.facts == model.FactsOf(model.FactDocuments) {
		return b.where.some()
	}
	var facts []string
	for f := range b.facts.Each() {
		facts = append(facts, factWord(f))
	}
	return report.And(facts) + " of " + b.where.some()
}

func (p *scan) gap(b *gapBlock) {
	p.printf("%s %s: %s\n", p.paint.Yellow("could not check"), b.what(), b.why)
	for n, detail := range b.details.list {
		if n == mostDetails {
			p.printf("  %s\n", p.paint.Dim(fmt.Sprintf("and %d more like this", len(b.details.list)-n)))
			break
		}
		p.printf("  %s\n", wrap(clip(detail, longestMessage), "  "))
	}
	if len(b.rules.list) > 0 {
		p.printf("  %s\n", p.paint.Dim(wrap("not checked there: "+b.rules.some(), "  ")))
	}
	p.printf("\n")
}

// skipped prints what could not be judged, one paragraph for each reason.
func (p *scan) skipped() {
	var order []string
	of := map[string][]finding.Skip{}
	for _, s := range p.result.Skipped {
		s.Needs, s.Reason = clip(s.Needs, longestValue), clip(s.Reason, longestMessage)
		if of[s.Reason] == nil {
			order = append(order, s.Reason)
		}
		of[s.Reason] = append(of[s.Reason], s)
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Or(len(of[b])-len(of[a]), strings.Compare(a, b)) })
	for n, reason := range order {
		if n == mostSkips {
			p.printf("%s for %s: --format json has them all\n\n", p.paint.Yellow("not judged"), finding.Plural(len(order)-n, "more reason"))
			break
		}
		p.skip(of[reason])
	}
}
