package filerules

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

const start = "process.roles=broker\nnode.id=1\nlog.dirs=/d\n"

func found(t *testing.T, r *rule.Rule, files rulestest.Files) []finding.Finding {
	t.Helper()
	return rulestest.Of(rulestest.Lint(t, []*rule.Rule{r}, files), r.Name)
}

func TestDuplicateKey(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		severity         finding.Severity // None: nothing
		line             int
		says             string
	}{
		{"two values", "server.properties", start + "log.retention.hours=24\nlog.retention.hours=168\n", finding.Warning, 5, "24 in line 4, then 168 in line 5. The last one wins"},
		{"one value", "server.properties", start + "log.retention.hours=24\nlog.retention.hours=24\n", finding.Info, 5, "with one value"},
		{"three times", "server.properties", start + "log.retention.hours=1\nlog.retention.hours=2\nlog.retention.hours=3\n", finding.Warning, 5, "1 in line 4"},
		{"a secret", "server.properties", start + "ssl.keystore.password=hunter2\nssl.keystore.password=hunter3\n", finding.Warning, 5, "(hidden) in line 4, then (hidden)"},
		{"YAML", "topics.yaml", "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - name: a\n    partitions: 1\n    replicas: 3\n    config:\n      retention.ms: 1\n      retention.ms: 2\n", finding.Warning, 9, "1 in line 8, then 2 in line 9"},
		{"none", "server.properties", start, finding.None, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := found(t, DuplicateKey, rulestest.Files{c.file: c.text})
			if c.severity == finding.None {
				if len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			if len(got) == 0 {
				t.Fatal("it finds nothing")
			}
			f := got[0]
			if f.Severity != c.severity || f.Origin.Line != c.line || !strings.Contains(f.Message, c.says) || len(f.Evidence) != 2 {
				t.Errorf("%s in line %d: %s (%d values); want %s in line %d with %q and both values",
					f.Severity, f.Origin.Line, f.Message, len(f.Evidence), c.severity, c.line, c.says)
			}
			if strings.Contains(f.Message+f.Fix+f.Evidence[0].Value+f.Evidence[1].Value, "hunter") {
				t.Error("the secret is shown")
			}
		})
	}
}

// TestDuplicatesAreToldApart keeps a baseline from taking the second finding
// for the first.
func TestDuplicatesAreToldApart(t *testing.T) {
	got := found(t, DuplicateKey, rulestest.Files{"server.properties": start + "log.retention.hours=1\nlog.retention.hours=2\nlog.retention.hours=3\n"})
	if len(got) != 2 || got[0].Fingerprint() == got[1].Fingerprint() {
		t.Errorf("findings %+v, want two with different fingerprints", got)
	}
}

func TestUnresolved(t *testing.T) {
	strict := "profile: strict\n"
	text := start + "message.max.bytes=${env:A}\nnum.io.threads=${env:A}\nnum.network.threads=${file:/x:b}\n"
	got := found(t, Unresolved, rulestest.Files{"server.properties": text, "policy.yaml": strict})
	if len(got) != 1 || got[0].Severity != finding.Info || len(got[0].Evidence) != 3 || !strings.Contains(got[0].Message, "3 values are not known here") {
		t.Fatalf("findings %+v, want one that counts 3", got)
	}
	if one := found(t, Unresolved, rulestest.Files{"server.properties": start + "num.io.threads=${env:A}\n", "policy.yaml": strict}); len(one) != 1 || !strings.Contains(one[0].Message, "1 value is") {
		t.Errorf("findings %+v, want one that counts 1", one)
	}
	if standard := found(t, Unresolved, rulestest.Files{"server.properties": text}); len(standard) > 0 {
		t.Error("it runs in the profile standard")
	}
	if clean := found(t, Unresolved, rulestest.Files{"server.properties": start, "policy.yaml": strict}); len(clean) > 0 {
		t.Error("it finds something where everything is known")
	}
}
