// Package json writes a result as the stable JSON that scripts read:
// breakwater.result/v1, described by schemas/result.schema.json.
package json

import (
	"encoding/json"
	"io"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Schema is the name and version of the document. A field is only ever added.
const Schema = "breakwater.result/v1"

// Writer writes JSON.
type Writer struct{}

var _ report.Writer = Writer{}

// Write writes one document and a line end.
func (Writer) Write(w io.Writer, r *finding.Result, _ []*rule.Rule) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(documentOf(r))
}

type document struct {
	Schema   string        `json:"schema"`
	Command  string        `json:"command"`
	Target   target        `json:"target"`
	Clusters []clusterJSON `json:"clusters,omitempty"`
	Summary  summary       `json:"summary"`
	Findings []findingJSON `json:"findings"`
	Skipped  []skipJSON    `json:"skipped"`
	Gaps     []gapJSON     `json:"gaps"`
	NotAsked []string      `json:"notAsked,omitempty"`
	Ignored  []ignoredJSON `json:"ignored"`
}

type target struct {
	Kafka string `json:"kafka,omitempty"`
}

type summary struct {
	Error      int            `json:"error"`
	Warning    int            `json:"warning"`
	Info       int            `json:"info"`
	Skipped    int            `json:"skipped"`
	Suppressed int            `json:"suppressed"`
	Baselined  int            `json:"baselined"`
	Checked    map[string]int `json:"checked"`
}

type findingJSON struct {
	Rule        string         `json:"rule"`
	Severity    string         `json:"severity"`
	Subject     string         `json:"subject"`
	Message     string         `json:"message"`
	Evidence    []evidenceJSON `json:"evidence"`
	Origin      *originJSON    `json:"origin,omitempty"`
	Fix         string         `json:"fix,omitempty"`
	Fingerprint string         `json:"fingerprint"`
	CausedBy    string         `json:"causedBy,omitempty"`
}

type evidenceJSON struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

type originJSON struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Address string `json:"address,omitempty"`
}

type skipJSON struct {
	Rule    string `json:"rule"`
	Subject string `json:"subject"`
	Needs   string `json:"needs"`
	Reason  string `json:"reason"`
}

type gapJSON struct {
	Fact     string      `json:"fact"`
	Subject  string      `json:"subject"`
	Why      string      `json:"why"`
	Detail   string      `json:"detail"`
	Expected bool        `json:"expected"`
	Origin   *originJSON `json:"origin,omitempty"`
}

type ignoredJSON struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

func documentOf(r *finding.Result) document {
	d := document{
		Schema: Schema, Command: r.Command, Target: target{Kafka: targetOf(r).String()},
		Clusters: clustersOf(r), NotAsked: notAsked(r),
		Summary: summary{
			Error: r.Count(finding.Error), Warning: r.Count(finding.Warning), Info: r.Count(finding.Info),
			Skipped: len(r.Skipped), Suppressed: r.Suppressed, Baselined: r.Baselined,
			Checked: map[string]int{},
		},
		Findings: make([]findingJSON, len(r.Findings)),
		Skipped:  make([]skipJSON, len(r.Skipped)),
		Gaps:     make([]gapJSON, len(r.Gaps)),
		Ignored:  make([]ignoredJSON, len(r.Ignored)),
	}
	for kind, n := range r.Checked {
		d.Summary.Checked[kind.Plural()] = n
	}
	for i := range r.Findings {
		d.Findings[i] = findingOf(r, &r.Findings[i])
	}
	for i, s := range r.Skipped {
		d.Skipped[i] = skipJSON{s.Rule, r.SubjectName(s.Subject), s.Needs, s.Reason}
	}
	for i, g := range r.Gaps {
		d.Gaps[i] = gapJSON{g.Fact.String(), r.SubjectName(g.Scope), g.Why.String(), g.Detail, g.Expected, originOf(g.Origin)}
	}
	for i, f := range r.Ignored {
		d.Ignored[i] = ignoredJSON(f)
	}
	return d
}

func findingOf(r *finding.Result, f *finding.Finding) findingJSON {
	j := findingJSON{
		Rule: f.Rule, Severity: f.Severity.String(), Subject: r.SubjectName(f.Subject),
		Message: f.Message, Fix: f.Fix, Fingerprint: f.Fingerprint(), CausedBy: f.CausedBy,
		Evidence: make([]evidenceJSON, len(f.Evidence)), Origin: originOf(f.Origin),
	}
	for i, e := range f.Evidence {
		j.Evidence[i] = evidenceJSON{e.Name, e.Value, e.Origin.String()}
	}
	return j
}

func originOf(o model.Origin) *originJSON {
	if o.IsZero() {
		return nil
	}
	return &originJSON{o.File, o.Line, o.Column, o.Address}
}
