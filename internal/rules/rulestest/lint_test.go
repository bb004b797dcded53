package rulestest

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

var wrongFile = topicFile("max.message.bytes: 10485760", "segment.bytes: 1048576")

func TestLintJudgesWhatItIsGiven(t *testing.T) {
	r := ruleOf(right)
	for _, test := range []struct {
		name  string
		files Files
		want  finding.Severity // None: nothing is found
	}{
		{"a file", Files{"topics.yaml": wrongFile}, finding.Error},
		{"no file", Files{}, finding.None},
		{"a policy", Files{"topics.yaml": wrongFile, "policy.yaml": "rules:\n  demo/too-large: {severity: info}\n"}, finding.Info},
		{"a policy in breakwater.yaml", Files{"topics.yaml": wrongFile, "breakwater.yaml": "policy:\n  rules:\n    demo/too-large: off\n"}, finding.None},
		{"a file of that name elsewhere is judged", Files{"k/policy.yaml": wrongFile}, finding.Error},
		{"scopes of breakwater.yaml", Files{
			"plant/topics.yaml": topicFile("max.message.bytes: 10485760"), "plant/server.properties": brokerFile + "log.segment.bytes=1048576\n",
			"breakwater.yaml": "scopes: {plant: {files: [\"plant/**\"]}}\n",
		}, finding.Error},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := Of(Lint(t, []*rule.Rule{r}, test.files), r.Name)
			if test.want == finding.None {
				if len(found) > 0 {
					t.Errorf("it finds %q", messages(found))
				}
				return
			}
			if len(found) != 1 || found[0].Severity != test.want {
				t.Errorf("it finds %q, want one of severity %s", messages(found), test.want)
			}
		})
	}
}

func TestLintWithSettings(t *testing.T) {
	off := &rule.Settings{Rules: []rule.Override{{Pattern: "demo/*", Off: true}}}
	if got := LintWith(t, []*rule.Rule{ruleOf(right)}, off, Files{"topics.yaml": wrongFile}); len(got.Findings) > 0 {
		t.Errorf("a rule that is off finds %q", messages(got.Findings))
	}
}

// TestLintFailsWhatCannotBeJudged keeps a test from passing because nothing
// was read.
func TestLintFailsWhatCannotBeJudged(t *testing.T) {
	for _, test := range []struct {
		name, says string
		files      Files
	}{
		{"a policy that is wrong", "policy.yaml: ", Files{"policy.yaml": "profil: strict\n"}},
		{"a rule that nobody has", "demo/too-small", Files{"policy.yaml": "rules:\n  demo/too-small: off\n"}},
		{"a breakwater.yaml that is wrong", "breakwater.yaml: ", Files{"breakwater.yaml": "scope: 1\n"}},
		{"a file that cannot be parsed", "topics.yaml:3", Files{"topics.yaml": "apiVersion: breakwater/v1\nkind: Topics\ntopics: 3\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			said := record(func(tb testing.TB) { Lint(tb, []*rule.Rule{ruleOf(right)}, test.files) })
			if !strings.Contains(said, test.says) {
				t.Errorf("it says %q, want %q", said, test.says)
			}
		})
	}
	if said := record(func(tb testing.TB) { Lint(tb, []*rule.Rule{ruleOf(right)}, Files{"topics.yaml": wrongFile}) }); said != "" {
		t.Errorf("of a good test it says %q", said)
	}
}

// TestLintHoldsResultsAgainstTheSchema catches a rule whose findings break the
// promise to those who read the JSON.
func TestLintHoldsResultsAgainstTheSchema(t *testing.T) {
	nameless := ruleOf(right)
	nameless.Name = "Too Large"
	said := record(func(tb testing.TB) { Lint(tb, []*rule.Rule{nameless}, Files{"topics.yaml": wrongFile}) })
	if !strings.Contains(said, "not breakwater.result/v1") || !strings.Contains(said, "/findings/0/rule") {
		t.Errorf("it says %q", said)
	}
}

func TestValidJSON(t *testing.T) {
	const good = `{"schema":"breakwater.result/v1","command":"lint","target":{},"summary":{"error":0,"warning":0,"info":0,"skipped":0,"suppressed":0,"baselined":0,"checked":{}},"findings":[],"skipped":[],"gaps":[],"ignored":[]}`
	for _, test := range []struct {
		name, document, says string
	}{
		{"a result", good, ""},
		{"no JSON", "{", "not JSON"},
		{"nothing", "", "not JSON"},
		{"another schema", strings.Replace(good, "result/v1", "result/v2", 1), "not breakwater.result/v1"},
		{"a part is missing", strings.Replace(good, `"gaps":[],`, "", 1), "not breakwater.result/v1"},
		{"a part that nobody knows", strings.Replace(good, `"gaps"`, `"more":1,"gaps"`, 1), "not breakwater.result/v1"},
		{"less than none", strings.Replace(good, `"error":0`, `"error":-1`, 1), "not breakwater.result/v1"},
		{"a kind that nobody knows", strings.Replace(good, `"checked":{}`, `"checked":{"topic":1}`, 1), "not breakwater.result/v1"},
	} {
		said := record(func(tb testing.TB) { ValidJSON(tb, []byte(test.document)) })
		if test.says == "" && said != "" || !strings.Contains(said, test.says) {
			t.Errorf("%s: it says %q, want %q", test.name, said, test.says)
		}
	}
}

func TestFindingsAndSkipsOfARule(t *testing.T) {
	r := &finding.Result{
		Findings: []finding.Finding{{Rule: "a/b", Message: "1"}, {Rule: "a/bc", Message: "2"}, {Rule: "a/b", Message: "3", Severity: finding.Error}},
		Skipped:  []finding.Skip{{Rule: "a/bc"}, {Rule: "a/b", Needs: "x"}},
	}
	if got := messages(Of(r, "a/b")); len(got) != 2 || got[0] != "none: 1" || got[1] != "error: 3" {
		t.Errorf("findings %q", got)
	}
	if got := Skips(r, "a/b"); len(got) != 1 || got[0].Needs != "x" {
		t.Errorf("skips %+v", got)
	}
	if len(Of(r, "a/x"))+len(Skips(r, "a/x")) > 0 {
		t.Error("a rule that said nothing has findings or skips")
	}
}

// TestTheDateIsFixed keeps suppressions in examples from expiring while nobody
// changes them.
func TestTheDateIsFixed(t *testing.T) {
	text := strings.Replace(wrongFile, "      segment", "      # breakwater:ignore demo/too-large until=2026-11-25 reason=\"moving\"\n      segment", 1)
	if got := Lint(t, []*rule.Rule{ruleOf(right)}, Files{"topics.yaml": text}); got.Suppressed != 1 || len(got.Findings) > 0 {
		t.Errorf("%d are suppressed on %s, and it finds %q", got.Suppressed, Today.Format("2006-01-02"), messages(got.Findings))
	}
	if got := Lint(t, []*rule.Rule{ruleOf(right)}, Files{"topics.yaml": wrongFile}); got.Checked[model.KindTopic] != 1 {
		t.Errorf("checked %v", got.Checked)
	}
}
