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
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Writer writes text, with colour if Colour is set.
type Writer struct{ Colour bool }

var _ report.Writer = Writer{}

// Write writes findings, then what could not be read or judged, then the
// verdict.
func (t Writer) Write(w io.Writer, r *finding.Result, _ []*rule.Rule) error {
	p := printer{out: &strings.Builder{}, paint: paint.Painter(t.Colour), result: r}
	for rest := r.Findings; len(rest) > 0; {
		same := alike(rest)
		p.finding(rest[:same])
		rest = rest[same:]
	}
	p.gaps()
	p.skips()
	p.unjudged()
	p.verdict()
	_, err := io.WriteString(w, p.out.String())
	return err
}

type printer struct {
	out     *strings.Builder
	paint   paint.Painter
	result  *finding.Result
	longest int // characters of a subject; 0: as many as it has
}

func (p *printer) printf(format string, args ...any) { fmt.Fprintf(p.out, format, args...) }

func (p *printer) subject(s model.Subject) string {
	name := paint.Printable(p.result.SubjectName(s))
	if p.longest > 0 {
		return clip(name, p.longest)
	}
	return name
}

// alike is how many findings, from the first on, say the same of one line: one
// broker's setting may be wrong for hundreds of topics.
func alike(findings []finding.Finding) int {
	first := &findings[0]
	for i := range findings {
		f := &findings[i]
		if f.Rule != first.Rule || f.Severity != first.Severity || f.Origin != first.Origin || f.Message != first.Message ||
			f.Origin.IsZero() && i > 0 {
			return i
		}
	}
	return len(findings)
}

// finding prints findings that are alike as one, with an empty line after it.
// The values are those of the first.
func (p *printer) finding(same []finding.Finding) {
	f := &same[0]
	var subjects names
	for i := range same {
		subjects.add(p.subject(same[i].Subject))
	}
	at := cmp.Or(paint.Printable(f.Origin.String()), subjects.list[0])
	p.printf("%s: %s %s\n", p.paint.Bold(at), p.paint.Severity(f.Severity, f.Severity.String()), p.paint.Bold(f.Rule))
	p.printf("  %s", subjects.some())
	if f.Origin.Address != "" {
		p.printf(" (%s)", paint.Printable(f.Origin.Address))
	}
	p.printf("\n")
	p.source(f)
	p.printf("  %s\n", wrap(f.Message, "  "))
	p.evidence(f.Evidence)
	if f.Fix != "" {
		p.printf("  %s %s\n", p.paint.Green("fix:"), wrap(f.Fix, "       "))
	}
	p.printf("\n")
}

// source prints the line of the origin with carets under the value. A line
// that may hold a password is not shown.
func (p *printer) source(f *finding.Finding) {
	line := p.result.Texts[f.Origin.File].At(f.Origin.Line)
	if line == "" || f.Origin.Column < 1 || model.MayBeSecret(line) {
		return
	}
	const longest = 160
	start := offset(line, f.Origin.Column)
	if len(line) > longest {
		line, start = window(line, start, longest)
	}
	number := fmt.Sprintf("%5d", f.Origin.Line)
	p.printf("%s %s\n", p.paint.Dim(number+" |"), paint.Printable(line))
	carets := p.paint.Severity(f.Severity, strings.Repeat("^", caretWidth(f, line, start)))
	p.printf("%s %s%s\n", p.paint.Dim("      |"), indentLike(line[:start]), carets)
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
		p.printf("    %-*s  %-*s  %s\n", name, paint.Printable(e.Name), value, paint.Printable(e.Value), p.paint.Dim(paint.Printable(e.Origin.String())))
	}
	if more := len(values) - len(shown); more > 0 {
		p.printf("    and %d more: --format json has them all\n", more)
	}
}

// gaps prints what could not be read.
func (p *printer) gaps() {
	for _, g := range p.result.Gaps {
		label := p.paint.Severity(finding.Error, g.Why.String())
		if g.Expected {
			label = p.paint.Dim("not checkable here")
		}
		at := cmp.Or(paint.Printable(g.Origin.Position()), p.subject(g.Scope))
		p.printf("%s: %s\n  %s\n\n", p.paint.Bold(at), label, wrap(g.Detail, "  "))
	}
}

// skips prints what could not be judged: things that lack the same values for
// the same reason are told as one.
func (p *printer) skips() {
	type lack struct {
		subject model.Subject
		reason  string
	}
	needs := map[lack]*names{}
	for _, s := range p.result.Skipped {
		l := lack{s.Subject, s.Reason}
		if needs[l] == nil {
			needs[l] = &names{}
		}
		needs[l].add(s.Needs)
	}
	var order []string
	of := map[string][]finding.Skip{}
	for _, s := range p.result.Skipped {
		key := s.Reason + "\x00" + strings.Join(needs[lack{s.Subject, s.Reason}].list, "\x00")
		if of[key] == nil {
			order = append(order, key)
		}
		of[key] = append(of[key], s)
	}
	for _, key := range order {
		p.skip(of[key])
	}
}

// mostNamed is how many things are named that share one reason.
const mostNamed = 3

// skip prints the skips of one reason.
func (p *printer) skip(same []finding.Skip) {
	var subjects, needs, rules, places names
	for _, s := range same {
		subjects.add(p.subject(s.Subject))
		needs.add(paint.Printable(s.Needs))
		rules.add(s.Rule)
		places.add(paint.Printable(s.Origin.String()))
	}
	are := "is"
	if n := len(needs.list); n > 1 || n == 1 && isPlural(needs.list[0]) {
		are = "are"
	}
	p.printf("%s %s: %s %s not known: %s\n", p.paint.Yellow("not judged"), subjects.some(), needs.some(), are, paint.Printable(same[0].Reason))
	if len(places.list) > 0 {
		p.printf("  at %s\n", places.some())
	}
	p.printf("  %s\n\n", p.paint.Dim("by "+rules.some()))
}

// isPlural tells whether the name of what is not known is one of many things,
// as "commits of groups". A key of Kafka, as retention.ms, is not.
func isPlural(name string) bool {
	_, fact := model.FactNamed(name)
	head, _, _ := strings.Cut(name, " of ")
	return (fact || strings.Contains(name, " ")) && strings.HasSuffix(head, "s") && !strings.Contains(head, ".")
}

// unjudged names the files that are Kafka's and that nothing judges yet: their
// author may think that they were checked.
func (p *printer) unjudged() {
	var order []string
	of := map[string]*names{}
	for _, f := range p.result.Ignored {
		if !strings.HasSuffix(f.Reason, "not judged yet") {
			continue
		}
		if of[f.Reason] == nil {
			of[f.Reason] = &names{}
			order = append(order, f.Reason)
		}
		of[f.Reason].add(paint.Printable(f.File))
	}
	for _, reason := range order {
		p.printf("%s %s: %s\n\n", p.paint.Yellow("not judged"), of[reason].some(), reason)
	}
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
