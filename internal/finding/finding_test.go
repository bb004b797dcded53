package finding

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestStrongest(t *testing.T) {
	for _, c := range []struct {
		codes []Exit
		want  Exit
	}{
		{nil, ExitClean},
		{[]Exit{ExitClean}, ExitClean},
		{[]Exit{ExitClean, ExitNothing}, ExitNothing},
		{[]Exit{ExitNothing, ExitIncomplete}, ExitIncomplete},
		{[]Exit{ExitIncomplete, ExitFindings}, ExitFindings},
		{[]Exit{ExitFindings, ExitUsage}, ExitUsage},
		{[]Exit{ExitUsage, ExitInterrupted, ExitFindings}, ExitInterrupted},
	} {
		if got := Strongest(c.codes...); got != c.want {
			t.Errorf("Strongest(%v) = %d, want %d", c.codes, got, c.want)
		}
		slices.Reverse(c.codes)
		if got := Strongest(c.codes...); got != c.want {
			t.Errorf("Strongest(%v) = %d, want %d", c.codes, got, c.want)
		}
	}
}

func TestVerdict(t *testing.T) {
	found := func(s Severity) []Finding { return []Finding{{Severity: s}} }
	gap := func(why model.GapReason, expected bool) []model.Gap {
		return []model.Gap{{Why: why, Expected: expected}}
	}
	checked := map[model.Kind]int{model.KindTopic: 1}
	for _, c := range []struct {
		name       string
		result     Result
		failOn     Severity
		allowEmpty bool
		want       Exit
	}{
		{"clean", Result{Checked: checked}, Error, false, ExitClean},
		{"an error", Result{Checked: checked, Findings: found(Error)}, Error, false, ExitFindings},
		{"a warning", Result{Checked: checked, Findings: found(Warning)}, Error, false, ExitClean},
		{"a warning fails on request", Result{Checked: checked, Findings: found(Warning)}, Warning, false, ExitFindings},
		{"advice fails on request", Result{Checked: checked, Findings: found(Info)}, Info, false, ExitFindings},
		{"nothing to check", Result{}, Error, false, ExitNothing},
		{"nothing to check, allowed", Result{}, Error, true, ExitClean},
		{"a count of none is nothing", Result{Checked: map[model.Kind]int{model.KindTopic: 0}}, Error, false, ExitNothing},
		{"a skip is no gap", Result{Checked: checked, Skipped: []Skip{{Rule: "a/b"}}}, Error, false, ExitClean},
		{"a gap", Result{Checked: checked, Gaps: gap(model.Unreadable, false)}, Error, false, ExitIncomplete},
		{"an announced gap", Result{Checked: checked, Gaps: gap(model.Unsupported, true)}, Error, false, ExitClean},
		{"a file that cannot be parsed", Result{Gaps: gap(model.Malformed, false)}, Error, false, ExitUsage},
		{"the same beside an error", Result{Checked: checked, Findings: found(Error), Gaps: gap(model.Malformed, false)}, Error, false, ExitUsage},
		{"an error beside a gap", Result{Checked: checked, Findings: found(Error), Gaps: gap(model.Denied, false)}, Error, false, ExitFindings},
	} {
		if got := c.result.Verdict(c.failOn, c.allowEmpty); got != c.want {
			t.Errorf("%s: exit %d, want %d", c.name, got, c.want)
		}
	}
}

// TestFingerprint fixes one: it stands in people's baselines.
func TestFingerprint(t *testing.T) {
	f := Finding{Rule: "topic/batch-exceeds-segment", Subject: model.Subject{Kind: model.KindTopic, Name: "iot"}}
	if got, want := f.Fingerprint(), "da53d3127d63abbc0d9b778047fd561b"; got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
	same := f
	same.Message, same.Fix, same.Severity, same.Origin = "else", "else", Warning, model.AtFile("x", 9, 9)
	same.Evidence = []Evidence{{Name: "segment.bytes", Value: "1"}}
	if same.Fingerprint() != f.Fingerprint() {
		t.Error("a value, a line or a severity changes the fingerprint")
	}
	for name, change := range map[string]func(*Finding){
		"rule":          func(f *Finding) { f.Rule = "topic/min-isr-one" },
		"subject":       func(f *Finding) { f.Subject.Name = "iot2" },
		"kind":          func(f *Finding) { f.Subject.Kind = model.KindGroup },
		"cluster":       func(f *Finding) { f.Subject.Cluster = "plant" },
		"discriminator": func(f *Finding) { f.Discriminator = "segment.bytes" },
	} {
		other := f
		change(&other)
		if other.Fingerprint() == f.Fingerprint() {
			t.Errorf("another %s does not change the fingerprint", name)
		}
	}
}

func TestSort(t *testing.T) {
	at := func(file string, line, column int) model.Origin { return model.AtFile(file, line, column) }
	want := []Finding{
		{Origin: at("a", 1, 9), Severity: Error, Rule: "z/z"},
		{Origin: at("a", 1, 1), Severity: Warning, Rule: "a/a"},
		{Origin: at("a", 1, 2), Severity: Warning, Rule: "a/a"},
		{Origin: at("a", 1, 2), Severity: Warning, Rule: "b/b", Subject: model.Subject{Kind: model.KindTopic, Name: "x"}},
		{Origin: at("a", 1, 2), Severity: Warning, Rule: "b/b", Subject: model.Subject{Kind: model.KindTopic, Name: "y"}},
		{Origin: at("a", 1, 2), Severity: Warning, Rule: "b/b", Subject: model.Subject{Kind: model.KindTopic, Name: "y"}, Discriminator: "k"},
		{Origin: at("a", 2, 1), Severity: Error},
		{Origin: at("b", 1, 1), Severity: Error},
	}
	wantSkips := []Skip{{Rule: "a/a", Needs: "x"}, {Rule: "a/a", Needs: "y"}, {Rule: "b/b"}}
	for range 20 {
		r := Result{Findings: slices.Clone(want), Skipped: slices.Clone(wantSkips)}
		rand.Shuffle(len(r.Findings), func(i, j int) { r.Findings[i], r.Findings[j] = r.Findings[j], r.Findings[i] })
		rand.Shuffle(len(r.Skipped), func(i, j int) { r.Skipped[i], r.Skipped[j] = r.Skipped[j], r.Skipped[i] })
		r.Sort()
		for i := range want {
			if got := r.Findings[i]; got.Origin != want[i].Origin || got.Rule != want[i].Rule || got.Subject != want[i].Subject || got.Discriminator != want[i].Discriminator {
				t.Fatalf("finding %d is %+v, want %+v", i, got, want[i])
			}
		}
		if !slices.Equal(r.Skipped, wantSkips) {
			t.Fatalf("skips %+v, want %+v", r.Skipped, wantSkips)
		}
	}
}

func TestSubjectName(t *testing.T) {
	s := model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "iot"}
	if got := (&Result{Scopes: 1}).SubjectName(s); got != "topic/iot" {
		t.Errorf("in a run of one cluster: %s", got)
	}
	if got := (&Result{Scopes: 2}).SubjectName(s); got != "plant:topic/iot" {
		t.Errorf("in a run of two: %s", got)
	}
	file := model.Subject{Kind: model.KindFile, Name: "a/b.yaml"}
	if got := (&Result{Scopes: 2}).SubjectName(file); got != "file/a/b.yaml" {
		t.Errorf("a file has no cluster: %s", got)
	}
}

func TestCount(t *testing.T) {
	r := Result{Findings: []Finding{{Severity: Error}, {Severity: Info}, {Severity: Error}}}
	for s, want := range map[Severity]int{Error: 2, Warning: 0, Info: 1} {
		if got := r.Count(s); got != want {
			t.Errorf("%d of severity %s, want %d", got, s, want)
		}
	}
}

func TestParseSeverity(t *testing.T) {
	for _, s := range []Severity{Info, Warning, Error} {
		if got, err := ParseSeverity(s.String()); got != s || err != nil {
			t.Errorf("ParseSeverity(%s) = %v, %v", s, got, err)
		}
	}
	for _, bad := range []string{"", "none", "fatal", "Error"} {
		if got, err := ParseSeverity(bad); err == nil {
			t.Errorf("ParseSeverity(%q) = %v, want an error", bad, got)
		}
	}
}
