package rule

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestOverrides(t *testing.T) {
	r := &Rule{Name: "topic/unknown-key", Severity: finding.Error, From: Standard}
	for _, test := range []struct {
		name     string
		profile  Profile
		rules    []Override
		enabled  bool
		severity finding.Severity
	}{
		{"nothing is said", 0, nil, true, finding.Error},
		{"off", 0, []Override{{Pattern: "topic/unknown-key", Off: true}}, false, finding.Error},
		{"the family is off", 0, []Override{{Pattern: "topic/*", Off: true}}, false, finding.Error},
		{"the family is off, and it is on", 0, []Override{{Pattern: "topic/*", Off: true}, {Pattern: "topic/unknown-key"}}, true, finding.Error},
		{"it is on, and the family off after that", 0, []Override{{Pattern: "topic/unknown-key"}, {Pattern: "topic/*", Off: true}}, false, finding.Error},
		{"named in a smaller profile", Minimal, []Override{{Pattern: "topic/unknown-key", Severity: finding.Error}}, true, finding.Error},
		{"its family named in a smaller profile", Minimal, []Override{{Pattern: "topic/*", Severity: finding.Error}}, false, finding.Error},
		{"another severity", 0, []Override{{Pattern: "topic/unknown-key", Severity: finding.Info}}, true, finding.Info},
		{"the last severity wins", 0, []Override{{Pattern: "topic/*", Severity: finding.Info}, {Pattern: "topic/unknown-key", Severity: finding.Warning}}, true, finding.Warning},
		{"an entry about parameters alone", 0, []Override{{Pattern: "topic/*", Severity: finding.Info}, {Pattern: "topic/unknown-key"}}, true, finding.Info},
		{"another family", 0, []Override{{Pattern: "broker/*", Off: true, Severity: finding.Info}}, true, finding.Error},
		{"a name that starts alike", 0, []Override{{Pattern: "topic/unknown", Off: true}}, true, finding.Error},
		{"all", 0, []Override{{Pattern: "*", Off: true}}, false, finding.Error},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := Settings{Profile: test.profile, Rules: test.rules}
			if got := s.Enabled(r); got != test.enabled {
				t.Errorf("enabled %v, want %v", got, test.enabled)
			}
			if got := s.Severity(r, finding.Error); got != test.severity {
				t.Errorf("%s, want %s", got, test.severity)
			}
		})
	}
}

func TestParams(t *testing.T) {
	r := &Rule{Name: "topic/segments-explode", Params: []Param{{Name: "most", Default: 7}}}
	for _, test := range []struct {
		name  string
		rules []Override
		want  int64
	}{
		{"the default", nil, 7},
		{"the policy's", []Override{{Pattern: r.Name, Params: map[string]int64{"most": 50}}}, 50},
		{"zero is a value", []Override{{Pattern: r.Name, Params: map[string]int64{"most": 0}}}, 0},
		{"the last that has it", []Override{{Pattern: r.Name, Params: map[string]int64{"most": 50}}, {Pattern: "topic/*", Severity: finding.Info}}, 50},
		{"another rule's", []Override{{Pattern: "topic/other", Params: map[string]int64{"most": 50}}}, 7},
	} {
		s := Settings{Rules: test.rules}
		if got := s.param(r, "most"); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestMatchesAny(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"orders", "orders", true},
		{"orders", "orders2", false},
		{"iot-*", "iot-telemetry", true},
		{"iot-*", "iot-", true},
		{"iot-*", "iot", false},
		{"*-dlq", "orders-dlq", true},
		{"*.*.dlq", "orders.billing.dlq", true},
		{"*.*.dlq", "orders.dlq", false},
		{"or?ers", "orders", true},
		{"or?ers", "orers", false},
		{"*", "", true},
		{"", "", true},
		{"", "a", false},
		{"**", "a", true},
		{"a*b*c", "aXbXbYc", true},
		{"a*b*c", "acb", false},
	} {
		if got := MatchesAny([]string{"never", test.pattern}, test.name); got != test.want {
			t.Errorf("%q matches %q: %v, want %v", test.pattern, test.name, got, test.want)
		}
	}
	if MatchesAny(nil, "orders") {
		t.Error("no pattern matches")
	}
}

// slow is the plain meaning of a pattern, for short texts.
func slow(pattern, name string) bool {
	switch {
	case pattern == "":
		return name == ""
	case pattern[0] == '*':
		return slow(pattern[1:], name) || name != "" && slow(pattern, name[1:])
	case name == "":
		return false
	}
	return (pattern[0] == '?' || pattern[0] == name[0]) && slow(pattern[1:], name[1:])
}

func FuzzMatches(f *testing.F) {
	for _, seed := range []string{"*", "a*b", "?*?", "a**b?", "", "*a*a*a*"} {
		f.Add(seed, "aab")
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		pattern, name = pattern[:min(len(pattern), 8)], name[:min(len(name), 8)]
		if got, want := matches(pattern, name), slow(pattern, name); got != want {
			t.Errorf("%q matches %q: %v, want %v", pattern, name, got, want)
		}
	})
}

func TestNoPatternExplodes(t *testing.T) {
	pattern := strings.Repeat("*a", 1000) + "b"
	if matches(pattern, strings.Repeat("a", 10000)) {
		t.Error("matches")
	}
}

func TestProfileNames(t *testing.T) {
	for _, p := range []Profile{Minimal, Standard, Strict} {
		if got, ok := ParseProfile(p.String()); !ok || got != p {
			t.Errorf("%s is read as %v, %v", p, got, ok)
		}
	}
	for _, name := range []string{"", "Strict", "all"} {
		if _, ok := ParseProfile(name); ok {
			t.Errorf("%q is a profile", name)
		}
	}
}

func TestFamily(t *testing.T) {
	if got := (&Rule{Name: "topic/unknown-key"}).Family(); got != "topic" {
		t.Errorf("the family is %q", got)
	}
}
