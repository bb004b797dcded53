package engine

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ignoring is a suppression of topic/named over some lines of t.yaml.
func ignoring(first, last int, until string) model.Suppression {
	return model.Suppression{Rule: "topic/named", Reason: "a reason", Until: until,
		At: model.AtFile("t.yaml", first, 1), FirstLine: first, LastLine: last}
}

// of is a suppression of another rule.
func of(name string, s model.Suppression) model.Suppression {
	s.Rule = name
	return s
}

// elsewhere is a suppression in another file.
func elsewhere(s model.Suppression) model.Suppression {
	s.At.File = "u.yaml"
	return s
}

func broken(s model.Suppression) model.Suppression {
	s.Problem = "no reason is given"
	return s
}

func TestSuppress(t *testing.T) {
	for _, c := range []struct {
		name         string
		suppressions []model.Suppression
		left         string   // the topics that are still reported
		complaints   []string // parts of what is said of the suppressions
	}{
		{"none", nil, "a b", nil},
		{"one line", []model.Suppression{ignoring(1, 1, "")}, "b", nil},
		{"a whole object", []model.Suppression{ignoring(1, 9, "")}, "", nil},
		{"until today", []model.Suppression{ignoring(1, 1, "2026-11-24")}, "b", nil},
		{"until yesterday", []model.Suppression{ignoring(1, 1, "2026-11-23")}, "a b", []string{"expired on 2026-11-23"}},
		{"until no date", []model.Suppression{ignoring(1, 1, "soon")}, "a b", []string{"until=soon is not a date"}},
		{"broken as written", []model.Suppression{broken(ignoring(1, 1, ""))}, "a b", []string{"no reason is given"}},
		{"nothing there", []model.Suppression{ignoring(7, 7, "")}, "a b", []string{"topic/named is not found here"}},
		{"another file", []model.Suppression{elsewhere(ignoring(1, 1, ""))}, "a b", []string{"not found here"}},
		{"no such rule", []model.Suppression{of("topic/nmaed", ignoring(1, 1, ""))}, "a b", []string{"topic/nmaed is not a rule"}},
		{"a rule that is off", []model.Suppression{of("topic/off", ignoring(1, 1, ""))}, "a b", nil},
		{"twice over one line", []model.Suppression{ignoring(1, 1, ""), ignoring(1, 2, "")}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := request(topics(c.suppressions, "a", "b"), named("topic/named"), named("topic/off"), invalid)
			q.Settings = &rule.Settings{Rules: []rule.Override{{Pattern: "topic/off", Off: true}}}
			result := run(t, q)
			var left, complaints []string
			for _, f := range result.Findings {
				if f.Rule == invalidSuppression {
					complaints = append(complaints, f.Message)
				} else {
					left = append(left, f.Subject.Name)
				}
			}
			if got := strings.Join(left, " "); got != c.left {
				t.Errorf("left are %q, want %q", got, c.left)
			}
			if result.Suppressed != 2-len(left) {
				t.Errorf("%d suppressed, want %d", result.Suppressed, 2-len(left))
			}
			if len(complaints) != len(c.complaints) {
				t.Fatalf("complaints %q, want %q", complaints, c.complaints)
			}
			for i, part := range c.complaints {
				if !strings.Contains(complaints[i], part) {
					t.Errorf("complaint %q, want %q in it", complaints[i], part)
				}
			}
		})
	}
}

// TestSuppressedByAValue silences a finding at the line of a value that it
// rests on.
func TestSuppressedByAValue(t *testing.T) {
	s := fake{facts: layout, fill: func(b *model.Builder) {
		b.Document(&model.Document{Path: "t.yaml", Suppressions: []model.Suppression{of("topic/compacted", ignoring(2, 2, ""))}})
		a := topic("a", 1)
		at := model.AtFile("t.yaml", 2, 5)
		a.Config.Set(cleanup.Name, model.KnownValue("compact", at), at)
		b.Topic(a)
	}}
	if result := run(t, request(s, compacted, invalid)); len(result.Findings) != 0 || result.Suppressed != 1 {
		t.Errorf("findings %+v, %d suppressed; want none and 1", result.Findings, result.Suppressed)
	}
}

// TestSuppressionOfAnUnknownValue is of use as far as anybody can tell.
func TestSuppressionOfAnUnknownValue(t *testing.T) {
	result := run(t, request(unknownPolicy([]model.Suppression{of("topic/compacted", ignoring(2, 2, ""))}), compacted, invalid))
	if len(result.Findings) != 0 || len(result.Skipped) != 1 {
		t.Errorf("findings %+v, skips %+v; want a skip alone", result.Findings, result.Skipped)
	}
}

func TestComplaintsFollowThePolicy(t *testing.T) {
	expired := topics([]model.Suppression{ignoring(1, 1, "2020-01-01")}, "a")
	for _, c := range []struct {
		name     string
		settings rule.Settings
		want     []finding.Severity
	}{
		{"as the rule says", rule.Settings{}, []finding.Severity{finding.Warning}},
		{"an error", rule.Settings{Rules: []rule.Override{{Pattern: invalidSuppression, Severity: finding.Error}}}, []finding.Severity{finding.Error}},
		{"off", rule.Settings{Rules: []rule.Override{{Pattern: "policy/*", Off: true}}}, nil},
		{"minimal", rule.Settings{Profile: rule.Minimal}, nil},
	} {
		q := request(expired, named("topic/named"), invalid)
		q.Settings = &c.settings
		var got []finding.Severity
		for _, f := range run(t, q).Findings {
			if f.Rule == invalidSuppression {
				got = append(got, f.Severity)
				if !strings.Contains(f.Fix, "breakwater:ignore") || f.Subject.String() != "file/t.yaml" || f.Origin.Line != 1 {
					t.Errorf("complaint %+v", f)
				}
			}
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: severities %v, want %v", c.name, got, c.want)
		}
	}
}
