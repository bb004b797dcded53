// Package text writes a result for a person: the line with a caret under the
// value, what is wrong and what follows from it, every value with the place
// it came from, the fix to paste, and a last line that tells what was judged,
// what could not be judged, and what was passed over.
package text

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Writer writes text, with colour if Colour is set.
type Writer struct{ Colour bool }

var _ report.Writer = Writer{}

// Write writes findings, then what could not be read or judged, then the
// verdict.
func (t Writer) Write(w io.Writer, r *finding.Result, _ []*rule.Rule) error {
	p := printer{out: &strings.Builder{}, paint: painter(t.Colour), result: r}
	for i := range r.Findings {
		p.finding(&r.Findings[i])
	}
	p.gaps()
	p.skips()
	p.verdict()
	_, err := io.WriteString(w, p.out.String())
	return err
}

type printer struct {
	out    *strings.Builder
	paint  painter
	result *finding.Result
}

func (p *printer) printf(format string, args ...any) { fmt.Fprintf(p.out, format, args...) }

func (p *printer) subject(s model.Subject) string { return printable(p.result.SubjectName(s)) }

// finding prints one finding, with an empty line after it.
func (p *printer) finding(f *finding.Finding) {
	subject := p.subject(f.Subject)
	at := cmp.Or(printable(f.Origin.String()), subject)
	p.printf("%s: %s %s\n", p.paint.bold(at), p.paint.severity(f.Severity, f.Severity.String()), p.paint.bold(f.Rule))
	p.printf("  %s", subject)
	if f.Origin.Address != "" {
		p.printf(" (%s)", printable(f.Origin.Address))
	}
	p.printf("\n")
	p.source(f)
	p.printf("  %s\n", wrap(f.Message, "  "))
	p.evidence(f.Evidence)
	if f.Fix != "" {
		p.printf("  %s %s\n", p.paint.green("fix:"), wrap(f.Fix, "       "))
	}
	p.printf("\n")
}

// source prints the line of the origin with carets under the value. A line
// that may hold a password is not shown.
func (p *printer) source(f *finding.Finding) {
	line := p.result.Texts[f.Origin.File].At(f.Origin.Line)
	if line == "" || f.Origin.Column < 1 || rule.MayBeSecret(line) {
		return
	}
	const longest = 160
	start := offset(line, f.Origin.Column)
	if len(line) > longest {
		line, start = window(line, start, longest)
	}
	number := fmt.Sprintf("%5d", f.Origin.Line)
	p.printf("%s %s\n", p.paint.dim(number+" |"), printable(line))
	carets := p.paint.severity(f.Severity, strings.Repeat("^", caretWidth(f, line, start)))
	p.printf("%s %s%s\n", p.paint.dim("      |"), indentLike(line[:start]), carets)
}

// offset is where a column begins in a line. Columns count characters, so
// that editors and code hosts point to the same place.
func offset(line string, column int) int {
	for at := range line {
		if column--; column == 0 {
			return at
		}
	}
	return len(line)
}

// window cuts a long line around the place that matters.
func window(line string, start, longest int) (string, int) {
	from := max(0, min(start-longest/4, len(line)-longest))
	to := min(len(line), from+longest)
	for from > 0 && !startsRune(line[from]) {
		from--
	}
	for to < len(line) && !startsRune(line[to]) {
		to++
	}
	return line[from:to], start - from
}

func startsRune(b byte) bool { return b&0xc0 != 0x80 }

// indentLike is white space as wide as the text before the caret; tabs stay
// tabs, so that they are as wide as the terminal makes them.
func indentLike(before string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, before)
}

// printable keeps a hostile file from writing to the terminal: control
// characters are shown as dots.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && (r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0) {
			return '·'
		}
		return r
	}, line)
}

// caretWidth is the length of the value that the finding points to, where the
// line shows it; else of the word there.
func caretWidth(f *finding.Finding, line string, start int) int {
	rest := line[start:]
	for _, e := range f.Evidence {
		if e.Origin == f.Origin && e.Value != "" && strings.HasPrefix(strings.TrimLeft(rest, `"'`), e.Value) {
			return len([]rune(e.Value)) + len(rest) - len(strings.TrimLeft(rest, `"'`))
		}
	}
	if end := strings.IndexAny(rest, " \t,:=}]"); end > 0 {
		rest = rest[:end]
	}
	return max(1, len([]rune(rest)))
}

// mostEvidence is how many values are printed: one of each broker of a large
// cluster would push the fix out of sight.
const mostEvidence = 8

// evidence prints the first values in columns.
func (p *printer) evidence(values []finding.Evidence) {
	shown := values[:min(len(values), mostEvidence)]
	name, value := 0, 0
	for _, e := range shown {
		name, value = max(name, utf8.RuneCountInString(e.Name)), max(value, min(utf8.RuneCountInString(e.Value), 40))
	}
	for _, e := range shown {
		p.printf("    %-*s  %-*s  %s\n", name, printable(e.Name), value, printable(e.Value), p.paint.dim(printable(e.Origin.String())))
	}
	if more := len(values) - len(shown); more > 0 {
		p.printf("    and %d more: --format json has them all\n", more)
	}
}

// gaps prints what could not be read.
func (p *printer) gaps() {
	for _, g := range p.result.Gaps {
		label := p.paint.severity(finding.Error, g.Why.String())
		if g.Expected {
			label = p.paint.dim("not checkable here")
		}
		at := cmp.Or(printable(g.Origin.Position()), p.subject(g.Scope))
		p.printf("%s: %s\n  %s\n\n", p.paint.bold(at), label, wrap(g.Detail, "  "))
	}
}

// skips prints what could not be judged: for each reason the things it holds
// for, and the rules that wanted the value.
func (p *printer) skips() {
	type missing struct{ needs, reason string }
	var order []missing
	of := map[missing][]finding.Skip{}
	for _, s := range p.result.Skipped {
		m := missing{s.Needs, s.Reason}
		if of[m] == nil {
			order = append(order, m)
		}
		of[m] = append(of[m], s)
	}
	for _, m := range order {
		p.skip(of[m])
	}
}

// mostNamed is how many things are named that share one reason.
const mostNamed = 3

// skip prints the skips of one reason.
func (p *printer) skip(same []finding.Skip) {
	var subjects, rules, places names
	for _, s := range same {
		subjects.add(p.subject(s.Subject))
		rules.add(s.Rule)
		places.add(printable(s.Origin.String()))
	}
	p.printf("%s %s: %s is not known: %s\n", p.paint.yellow("not judged"), subjects.some(), printable(same[0].Needs), printable(same[0].Reason))
	if len(places.list) > 0 {
		p.printf("  at %s\n", places.some())
	}
	p.printf("  %s\n\n", p.paint.dim("by "+strings.Join(rules.list, ", ")))
}

// names is a list without repetitions and without empty names.
type names struct {
	list []string
	seen map[string]bool
}

func (n *names) add(name string) {
	if name == "" || n.seen[name] {
		return
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	n.seen[name] = true
	n.list = append(n.list, name)
}

// some is the first few of the names, and how many more there are.
func (n *names) some() string {
	if len(n.list) <= mostNamed {
		return strings.Join(n.list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(n.list[:mostNamed], ", "), len(n.list)-mostNamed)
}
