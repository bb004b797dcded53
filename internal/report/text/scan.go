package text

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Scan writes what was found on running clusters, for somebody who was woken
// by it: the verdict, causes with what follows from them, what could not be
// checked, and the one command to type next.
type Scan struct {
	Colour      bool
	Interrupted bool // the run was stopped: what is not there may be there

	// Bootstrap, CommandConfig and Cluster are the flags as given, for the scan
	// that is proposed; "" for one that was not.
	Bootstrap, CommandConfig, Cluster string

	// Doors are how Kafka's own tools reach each cluster, by its name in
	// breakwater.yaml; "" is that of the flags. One that is not there is
	// printed as HOST:PORT.
	Doors map[string]Door
}

// Door is how Kafka's own tools reach a cluster.
type Door struct {
	Bootstrap     string // HOST:PORT,…
	CommandConfig string // a client.properties; "" for none
}

var _ report.Writer = Scan{}

// The limits of what is printed. --format json has everything.
const (
	longestSubject = 80  // characters of a name
	longestMessage = 600 // characters of a sentence
	longestValue   = 120 // characters of a value in the evidence
)

// Write writes one screenful, however much was found.
func (s Scan) Write(w io.Writer, r *finding.Result, known []*rule.Rule) error {
	p := &scan{
		printer: printer{out: &strings.Builder{}, paint: paint.Painter(s.Colour), result: r, longest: longestSubject},
		options: s, known: known, told: taleOf(r.Findings),
	}
	p.blocks = p.told.blocks()
	p.missed = sortedGaps(r.Gaps)
	p.open, p.announced = p.gapBlocks()
	p.gone = goneOf(r.Findings)
	p.doubt = p.mustNotSay(p.partlyDark(), p.lit())
	p.head()
	p.findings()
	p.blind()
	p.skipped()
	p.unjudged()
	p.foot()
	_, err := io.WriteString(w, p.out.String())
	return err
}

// scan is a printer for one result.
type scan struct {
	printer
	options         Scan
	known           []*rule.Rule
	told            *tale
	blocks          []block // in the order in which they matter
	missed          []*model.Gap
	open, announced []gapBlock             // what could not be checked
	doubt           string                 // why nobody may say that all is well
	gone            map[model.Subject]bool // the brokers that a finding calls missing
}

// head prints the verdict, and below it which clusters it is about.
func (p *scan) head() {
	v := p.sentence()
	text := wrap(v.word+v.rest, "")
	p.printf("%s%s\n", v.paint(v.word), strings.TrimPrefix(text, v.word))
	if about := p.clusters(); len(about) > 0 {
		p.printf("%s\n", p.paint.Dim(wrap(strings.Join(about, "; "), "")))
	}
	if v.checked {
		p.printf("%s\n", p.paint.Dim(wrap("Checked "+cmp.Or(report.Things(p.result.Checked), report.Checked(p.result))+".", "")))
	}
	p.printf("\n")
}

// mostClusters is how many clusters are named.
const mostClusters = 5

// clusters says which clusters were looked at and how many of their brokers
// answered.
func (p *scan) clusters() []string {
	var out []string
	seen := p.result.Clusters
	for _, c := range seen[:min(len(seen), mostClusters)] {
		out = append(out, seenInWords(c))
	}
	if more := len(seen) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more clusters", more))
	}
	return out
}

// seenInWords is "plant (Kafka 4.3, 2 of 3 brokers answer)".
func seenInWords(c finding.Seen) string {
	if c.Brokers == 0 && c.Answered == 0 {
		return clusterName(c) + ": no broker answers"
	}
	var parts []string
	switch {
	case len(c.Kafka) > 0:
		parts = append(parts, "Kafka "+clip(paint.Printable(report.And(c.Kafka)), longestSubject))
	case c.Answered > 0:
		parts = append(parts, "Kafka version not known")
	}
	switch known := finding.Plural(c.Brokers, "broker"); {
	case c.Answered == 0:
		parts = append(parts, known, "none answers")
	case c.Answered < c.Brokers && c.Answered == 1:
		parts = append(parts, "1 of "+known+" answers")
	case c.Answered < c.Brokers:
		parts = append(parts, fmt.Sprintf("%d of %s answer", c.Answered, known))
	case c.Brokers > 1:
		parts = append(parts, known, "all answer")
	default:
		parts = append(parts, known)
	}
	return clusterName(c) + " (" + strings.Join(parts, ", ") + ")"
}

func clusterName(c finding.Seen) string {
	for _, name := range []string{c.Name, c.ID} {
		if name != "" {
			return clip(paint.Printable(name), longestSubject)
		}
	}
	return "cluster"
}

// foot prints what was left out on purpose, and what to do next.
func (p *scan) foot() {
	var lines []string
	if n := p.result.Suppressed; n > 0 {
		lines = append(lines, finding.Plural(n, "finding")+" suppressed.")
	}
	if n := p.result.Baselined; n > 0 {
		lines = append(lines, finding.Plural(n, "finding")+" known from the baseline.")
	}
	if asked := p.notAsked(); asked != "" {
		lines = append(lines, "Not asked here: "+asked+".")
	}
	for _, line := range lines {
		p.printf("%s\n", p.paint.Dim(wrap(line, "  ")))
	}
	p.printf("%s %s\n", p.paint.Bold("Next:"), paint.Printable(p.next()))
}

// notAsked lists what rules need and no source of this run can bring. What
// was asked for and not answered is a gap, and told there.
func (p *scan) notAsked() string {
	var here, inFiles []string
	for fact := range p.never().Each() {
		if fact == model.FactDocuments || fact == model.FactClientConfig {
			inFiles = append(inFiles, factWord(fact))
		} else {
			here = append(here, factWord(fact))
		}
	}
	if len(inFiles) > 0 {
		here = append(here, report.And(inFiles)+" (breakwater lint reads those)")
	}
	return strings.Join(here, ", ")
}

// never are the facts that nobody was asked for.
func (p *scan) never() model.Facts {
	var gone model.Facts
	for _, g := range p.result.Gaps {
		gone = gone.With(g.Fact)
	}
	return model.FactsOf(p.result.NotAsked...).Without(gone)
}
