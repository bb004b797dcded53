package rulestest

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Files is a set of files by name.
type Files = map[string]string

// Row is one way in which the values that a rule compares can come about.
type Row struct {
	Files    Files
	Severity finding.Severity // of the one finding; None: there is none, because the values agree
	Cannot   string           // why the values of this rule cannot come about in this way; then nothing else is given
}

// Ways are the four ways of a rule that compares two values. Every one must
// be given: what a rule does with a default or an unknown value is where
// wrong findings come from.
type Ways struct {
	Declared Row   // both are written for the things themselves
	Default  Row   // one is a default
	Broker   Row   // one comes from a broker's configuration in another file
	Unknown  Files // one is filled in at deployment: a skip and no finding
}

// Matrix runs a rule alone over the four ways, and looks at the evidence, too:
// a default must be called one, and a broker's value must point to its file.
func Matrix(t *testing.T, r *rule.Rule, w Ways) {
	t.Helper()
	for _, way := range []struct {
		name     string
		row      Row
		evidence func(finding.Finding) bool
	}{
		{"declared and declared", w.Declared, allWritten},
		{"declared and default", w.Default, hasDefault},
		{"declared and broker's", w.Broker, fromTwoFiles},
	} {
		t.Run(way.name, func(t *testing.T) {
			if way.row.cannot(t) {
				return
			}
			found := way.row.finding(t, r)
			if found != nil && !way.evidence(*found) {
				t.Errorf("the evidence does not show that the values are %s: %+v", way.name, found.Evidence)
			}
		})
	}
	t.Run("one side unknown", func(t *testing.T) { unknown(t, r, w.Unknown) })
}

// cannot tells a way that does not exist; a reason beside files is a mistake.
func (row Row) cannot(t *testing.T) bool {
	t.Helper()
	if row.Cannot != "" && row.Files != nil {
		t.Fatal("this way is given, and said not to exist")
	}
	return strings.TrimSpace(row.Cannot) != ""
}

// finding runs the rule, and is the one finding that the row asks for.
func (row Row) finding(t *testing.T, r *rule.Rule) *finding.Finding {
	t.Helper()
	if row.Files == nil {
		t.Fatal("this way is not given")
	}
	got := Of(Lint(t, []*rule.Rule{r}, row.Files), r.Name)
	switch {
	case row.Severity == finding.None && len(got) == 0:
		return nil
	case row.Severity == finding.None:
		t.Fatalf("the values agree, but it finds: %s", got[0].Message)
	case len(got) != 1:
		t.Fatalf("%d findings, want 1: %v", len(got), messages(got))
	case got[0].Severity != row.Severity:
		t.Errorf("it is of severity %s, want %s: %s", got[0].Severity, row.Severity, got[0].Message)
	}
	return &got[0]
}

func unknown(t *testing.T, r *rule.Rule, files Files) {
	t.Helper()
	if files == nil {
		t.Fatal("this way is not given")
	}
	result := Lint(t, []*rule.Rule{r}, files)
	if found := Of(result, r.Name); len(found) > 0 {
		t.Errorf("an unknown value gives a finding: %v", messages(found))
	}
	if len(Skips(result, r.Name)) == 0 {
		t.Error("an unknown value gives no skip, so nobody learns that nothing was judged")
	}
}

func allWritten(f finding.Finding) bool {
	return len(f.Evidence) >= 2 && !hasDefault(f)
}

func hasDefault(f finding.Finding) bool {
	return slices.ContainsFunc(f.Evidence, func(e finding.Evidence) bool {
		return strings.Contains(e.Origin.String(), "default of")
	})
}

func fromTwoFiles(f finding.Finding) bool {
	return slices.ContainsFunc(f.Evidence, func(e finding.Evidence) bool {
		return e.Origin.Written() && e.Origin.File != f.Origin.File
	})
}

func messages(found []finding.Finding) []string {
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = f.Severity.String() + ": " + f.Message
	}
	return out
}
