package text

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

// verdict prints the last line. It never says that all is well while
// something was not judged.
func (p *printer) verdict() {
	r := p.result
	p.printf("%s; checked %s", p.found(), report.Checked(r))
	var rest []string
	if n := len(r.Skipped); n > 0 {
		rest = append(rest, p.paint.Yellow(fmt.Sprintf("%s not judged, because values are not known", finding.Plural(n, "check"))))
	}
	if n := p.unread(); n > 0 {
		rest = append(rest, p.paint.Severity(finding.Error, finding.Plural(n, "file")+" not read"))
	}
	if r.Suppressed > 0 {
		rest = append(rest, finding.Plural(r.Suppressed, "finding")+" suppressed")
	}
	if n := len(r.Ignored); n > 0 {
		rest = append(rest, finding.Plural(n, "file")+" ignored"+p.ignoredTemplates())
	}
	if len(rest) > 0 {
		p.printf("; %s", strings.Join(rest, "; "))
	}
	p.printf(".\n")
}

// found counts the findings by severity.
func (p *printer) found() string {
	var parts []string
	for s := finding.Error; s >= finding.Info; s-- {
		if n := p.result.Count(s); n > 0 {
			parts = append(parts, p.paint.Severity(s, finding.Plural(n, report.Noun(s))))
		}
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, ", ")
	case slices.ContainsFunc(p.result.Gaps, func(g model.Gap) bool { return !g.Expected }):
		return p.paint.Yellow("No findings in what could be read")
	case !p.result.CheckedAny():
		return p.paint.Yellow("No Kafka configuration here")
	default:
		return p.paint.Green("No findings")
	}
}

// unread counts the files that could not be read. One in which a single value
// could not be resolved was.
func (p *printer) unread() int {
	n := 0
	for _, g := range p.result.Gaps {
		if !g.Expected && g.Scope.Kind == model.KindFile && g.Why != model.Unresolved {
			n++
		}
	}
	return n
}

// ignoredTemplates names the ignored files that the author may think were
// checked.
func (p *printer) ignoredTemplates() string {
	n, first := 0, finding.Ignored{}
	for _, f := range p.result.Ignored {
		if strings.HasPrefix(f.Reason, "a template") {
			if n++; n == 1 {
				first = f
			}
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(" (%s is %s)", paint.Printable(first.File), first.Reason)
	default:
		return fmt.Sprintf(" (%d of them templates, as %s: lint their rendered output)", n, paint.Printable(first.File))
	}
}
