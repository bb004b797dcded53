package finding

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Result is all that one run found, and all that it could not find out.
type Result struct {
	Command    string
	Target     model.Version // zero: not declared
	Findings   []Finding
	Skipped    []Skip
	Gaps       []model.Gap
	Ignored    []Ignored
	Checked    map[model.Kind]int
	Suppressed int
	Baselined  int
	Scopes     int                    // how many clusters the run saw; more than one: subjects are printed with theirs
	Clusters   []Seen                 // the running clusters that were looked at
	NotAsked   []model.Fact           // what enabled rules need and no source of the run can bring
	Texts      map[string]model.Lines // the files that findings point into
}

// Seen is a running cluster in a few words.
type Seen struct {
	Name     string   // as breakwater.yaml calls it, else Kafka's cluster id
	ID       string   // Kafka's cluster id
	Kafka    []string // the release lines of its brokers
	Brokers  int      // that are registered
	Answered int      // that answered
}

// Ignored is a file that was looked at and not judged.
type Ignored struct{ File, Reason string }

// Count is the number of findings of one severity.
func (r *Result) Count(s Severity) int {
	n := 0
	for i := range r.Findings {
		if r.Findings[i].Severity == s {
			n++
		}
	}
	return n
}

// CheckedAny tells whether anything at all was judged.
func (r *Result) CheckedAny() bool {
	for _, n := range r.Checked {
		if n > 0 {
			return true
		}
	}
	return false
}

// SubjectName is a subject as this run prints it: with its cluster where the
// run saw more than one.
func (r *Result) SubjectName(s model.Subject) string {
	if r.Scopes > 1 {
		return s.Qualified()
	}
	return s.String()
}

// Sort puts findings and skips into their order for people and for diffs:
// by file and line, then by severity, rule and subject.
func (r *Result) Sort() {
	sortStable(r.Findings, func(a, b Finding) int {
		return firstNonZero(
			strings.Compare(a.Origin.File, b.Origin.File),
			a.Origin.Line-b.Origin.Line,
			int(b.Severity)-int(a.Severity),
			a.Origin.Column-b.Origin.Column,
			strings.Compare(a.Rule, b.Rule),
			a.Subject.Compare(b.Subject),
			strings.Compare(a.Discriminator, b.Discriminator),
		)
	})
	sortStable(r.Skipped, func(a, b Skip) int {
		return firstNonZero(strings.Compare(a.Rule, b.Rule),
			a.Subject.Compare(b.Subject),
			strings.Compare(a.Needs, b.Needs))
	})
	slices.SortStableFunc(r.Gaps, compareGaps)
}

// sortStable sorts what is not in order already. What a watch says of a large
// cluster mostly is, and is long.
func sortStable[E any](all []E, compare func(a, b E) int) {
	if !slices.IsSortedFunc(all, compare) {
		slices.SortStableFunc(all, compare)
	}
}

// compareGaps leaves the gaps of files in the order of the files. Those of a
// running cluster come in the order in which answers came, so they are put
// into one of their own.
func compareGaps(a, b model.Gap) int {
	file := func(g model.Gap) int {
		if g.Scope.Kind == model.KindFile {
			return 0
		}
		return 1
	}
	if file(a) == 0 || file(b) == 0 {
		return file(a) - file(b)
	}
	return firstNonZero(
		strings.Compare(a.Scope.Cluster, b.Scope.Cluster),
		int(a.Fact)-int(b.Fact),
		strings.Compare(a.Scope.String(), b.Scope.String()),
		strings.Compare(a.Detail, b.Detail),
	)
}

func firstNonZero(of ...int) int {
	for _, n := range of {
		if n != 0 {
			return n
		}
	}
	return 0
}
