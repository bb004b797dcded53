package precision

import (
	"os"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// key names all findings of a rule on a subject of a project.
type key struct{ project, rule, subject string }

// verdict is what a person says of them.
type verdict struct{ word, reason string }

// The verdicts.
const (
	right    = "right"    // it is so, and the severity is just
	arguable = "arguable" // it is so, and the author may have good reason
	wrong    = "wrong"    // it is not so
)

// verdicts reads the verdicts of the findings.
func verdicts(t *testing.T) map[key]verdict {
	t.Helper()
	out := map[key]verdict{}
	for _, c := range table(t, "verdicts.tsv", 5) {
		k := key{c[0], c[1], c[2]}
		if _, twice := out[k]; twice {
			t.Errorf("verdicts.tsv: %v stands twice", k)
		}
		switch c[3] {
		case right, arguable, wrong:
		default:
			t.Errorf("verdicts.tsv: %v has the verdict %q: want right, arguable or wrong", k, c[3])
		}
		out[k] = verdict{c[3], c[4]}
	}
	return out
}

// table reads a file of tab-separated columns, none of them empty.
func table(t *testing.T, name string, columns int) [][]string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(cells) != columns {
			t.Fatalf("%s:%d has %d columns, want %d", name, i+1, len(cells), columns)
		}
		for _, c := range cells {
			if c == "" {
				t.Errorf("%s:%d has an empty column", name, i+1)
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

func (p project) key(f *finding.Finding) key {
	return key{p.name, f.Rule, p.result.SubjectName(f.Subject)}
}

// TestEveryFindingHasAVerdict: none is wrong, no error is arguable, and no
// verdict outlives its finding.
func TestEveryFindingHasAVerdict(t *testing.T) {
	said := verdicts(t)
	used := map[key]bool{}
	for _, p := range corpus(t) {
		for i := range p.result.Findings {
			f := &p.result.Findings[i]
			k := p.key(f)
			v, has := said[k]
			used[k] = true
			switch {
			case !has:
				t.Errorf("no verdict; add to verdicts.tsv:\n%s\t%s\t%s\t?\t?\n%s %s: %s", k.project, k.rule, k.subject, f.Severity, f.Origin, f.Message)
			case v.word == wrong:
				t.Errorf("%s %s is wrong (%s): put the rule right: %s", p.name, f.Origin, v.reason, f.Message)
			case v.word == arguable && f.Severity == finding.Error:
				t.Errorf("%s %s is an error, and arguable (%s): put the rule right: %s", p.name, f.Origin, v.reason, f.Message)
			}
		}
	}
	for k := range said {
		if !used[k] {
			t.Errorf("verdicts.tsv: %v is not found any more: remove the row", k)
		}
	}
}

// TestStrictGivesNoOtherError: the strict profile adds advice, no errors.
func TestStrictGivesNoOtherError(t *testing.T) {
	said := verdicts(t)
	for _, p := range corpus(t) {
		p.noOtherError(t, said, p.with(strict))
	}
}

// TestOneTreeGivesNoOtherError: projects that lie side by side in one
// repository are still judged apart.
func TestOneTreeGivesNoOtherError(t *testing.T) {
	said, errors := verdicts(t), map[string]bool{}
	all := project{name: "the whole corpus", files: filesOf(t, "corpus")}
	for _, p := range corpus(t) {
		for i := range p.result.Findings {
			if f := &p.result.Findings[i]; f.Severity == finding.Error && said[p.key(f)].word == right {
				errors[f.Rule+" "+p.name+"/"+f.Origin.String()] = true
			}
		}
	}
	for _, f := range all.lint(t, all.files).Findings {
		if f.Severity == finding.Error && !errors[f.Rule+" "+f.Origin.String()] {
			t.Errorf("%s: %s: %s", f.Origin, f.Rule, f.Message)
		}
	}
}
