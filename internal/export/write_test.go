package export

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/change"
	"github.com/breakwaterhq/breakwater/internal/rules/topic"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files again: inspect the difference")

// few are rules of every mode, and one that is about deletions.
var few = []*rule.Rule{topic.NameInvalid, topic.TooFewReplicas, topic.RetentionUnbounded, change.TopicDestroyed, topic.UnknownKey}

var enforced = Label{"breakwater/enforce", "true"}

func written(t testing.TB, known []*rule.Rule, s *rule.Settings, o Options) string {
	t.Helper()
	text, err := Write(Policies(known, s), o)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestGolden(t *testing.T) {
	for _, f := range Formats {
		t.Run(string(f), func(t *testing.T) {
			got := written(t, few, exporttest.Strict, Options{Format: f, Label: enforced, Not: []*rule.Rule{topic.UnknownKey}})
			file := filepath.Join("testdata", string(f)+".yaml")
			if *rewrite {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs: run go test ./internal/export -rewrite and look at the difference", file)
			}
			if again := written(t, few, exporttest.Strict, Options{Format: f, Label: enforced, Not: []*rule.Rule{topic.UnknownKey}}); again != got {
				t.Error("the second time it is another text")
			}
		})
	}
}

// TestM35_TheAPIServersOwnTypesTakeAllOfIt decodes what is written strictly,
// so that no field of it is dropped without a word.
func TestM35_TheAPIServersOwnTypesTakeAllOfIt(t *testing.T) {
	text := written(t, rules.All(), exporttest.Strict, Options{Format: VAP, Label: enforced})
	policies, bindings := map[string]bool{}, 0
	for document := range strings.SplitSeq(text, "\n---\n") {
		if strings.Contains(document, "kind: ValidatingAdmissionPolicyBinding") {
			var b admissionv1.ValidatingAdmissionPolicyBinding
			if err := sigsyaml.UnmarshalStrict([]byte(document), &b); err != nil {
				t.Fatal(err)
			}
			if bindings++; !policies[b.Spec.PolicyName] {
				t.Errorf("%s binds %s, which is not there", b.Name, b.Spec.PolicyName)
			}
			continue
		}
		var p admissionv1.ValidatingAdmissionPolicy
		if err := sigsyaml.UnmarshalStrict([]byte(document), &p); err != nil {
			t.Fatal(err)
		}
		policies[p.Name] = true
		checkPolicy(t, &p)
	}
	if len(policies) < 10 || bindings < len(policies) {
		t.Errorf("%d policies with %d bindings", len(policies), bindings)
	}
}

func checkPolicy(t *testing.T, p *admissionv1.ValidatingAdmissionPolicy) {
	t.Helper()
	if errs := validation.IsDNS1123Subdomain(p.Name); len(errs) > 0 {
		t.Errorf("%s: %v", p.Name, errs)
	}
	for _, r := range p.Spec.MatchConstraints.ResourceRules {
		if slices.Contains(r.APIVersions, "*") {
			t.Errorf("%s matches every version, so that it is not type-checked", p.Name)
		}
	}
	if *p.Spec.FailurePolicy != admissionv1.Fail || p.Spec.MatchConstraints == nil {
		t.Errorf("%s fails open", p.Name)
	}
	for _, v := range p.Spec.Validations {
		if strings.Contains(v.Message, "\n") || v.MessageExpression == "" || *v.Reason != "Invalid" {
			t.Errorf("%s: %+v", p.Name, v)
		}
	}
}

// scopesOf are name, actions and namespaces of every object that says what is
// done with a policy.
func scopesOf(t testing.TB, text string) (out []string) {
	t.Helper()
	for document := range strings.SplitSeq(text, "\n---\n") {
		var o struct {
			Kind     string
			Metadata struct{ Name string }
			Spec     struct {
				ValidationActions []string `yaml:"validationActions"`
				EnforcementAction string   `yaml:"enforcementAction"`
			}
		}
		if err := yaml.NewDecoder(bytes.NewBufferString(document)).Decode(&o); err != nil {
			t.Fatal(err)
		}
		did := strings.Join(o.Spec.ValidationActions, "+") + o.Spec.EnforcementAction
		if did != "" {
			out = append(out, strings.TrimPrefix(o.Metadata.Name, "breakwater-")+" "+did)
		}
	}
	return out
}

func TestWhatIsDoneWhere(t *testing.T) {
	known := []*rule.Rule{topic.NameInvalid, topic.TooFewReplicas, topic.RetentionUnbounded}
	for name, c := range map[string]struct {
		options Options
		want    []string
	}{
		"refused where somebody asked for it": {Options{Format: VAP, Label: enforced},
			[]string{"topics-deny-advisory Warn+Audit", "topics-deny-enforcing Deny+Audit", "topics-warn Warn+Audit", "topics-audit Audit"}},
		"refused everywhere":     {Options{Format: VAP}, []string{"topics-deny Deny+Audit", "topics-warn Warn+Audit", "topics-audit Audit"}},
		"warned at most":         {Options{Format: VAP, Label: enforced, Most: rule.Warn}, []string{"topics-deny Warn+Audit", "topics-warn Warn+Audit", "topics-audit Audit"}},
		"audited alone":          {Options{Format: VAP, Most: rule.Audit}, []string{"topics-deny Audit", "topics-warn Audit", "topics-audit Audit"}},
		"by Kyverno":             {Options{Format: Kyverno, Label: enforced}, []string{"topics-deny-advisory Warn+Audit", "topics-deny-enforcing Deny+Audit", "topics-warn Warn+Audit", "topics-audit Audit"}},
		"by Gatekeeper":          {Options{Format: Gatekeeper, Label: enforced}, []string{"topics-deny-advisory warn", "topics-deny-enforcing deny", "topics-warn warn", "topics-audit dryrun"}},
		"by Gatekeeper, audited": {Options{Format: Gatekeeper, Most: rule.Audit}, []string{"topics-deny dryrun", "topics-warn dryrun", "topics-audit dryrun"}},
	} {
		t.Run(name, func(t *testing.T) {
			text := written(t, known, exporttest.Strict, c.options)
			if got := scopesOf(t, text); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if !strings.Contains(text, "kube-system") {
				t.Error("the system's own namespaces are not left out")
			}
		})
	}
}

func TestSettingsArePartOfThePolicies(t *testing.T) {
	known := []*rule.Rule{topic.NameInvalid, topic.TooFewReplicas, topic.RetentionUnbounded}
	names := func(s *rule.Settings) (out []string) {
		for _, p := range Policies(known, s) {
			out = append(out, p.Name+" "+strings.Join(Rules([]Policy{p}), "+"))
		}
		return out
	}
	for name, c := range map[string]struct {
		settings rule.Settings
		want     []string
	}{
		"the profile": {rule.Settings{Profile: rule.Minimal}, []string{"breakwater-topics-deny topic/name-invalid"}},
		"a rule off": {rule.Settings{Rules: []rule.Override{{Pattern: "topic/retention-unbounded", Off: true}}},
			[]string{"breakwater-topics-deny topic/name-invalid", "breakwater-topics-warn topic/too-few-replicas"}},
		"a severity": {rule.Settings{Rules: []rule.Override{{Pattern: "topic/*", Severity: finding.Error}}},
			[]string{"breakwater-topics-deny topic/name-invalid+topic/too-few-replicas+topic/retention-unbounded"}},
		"a mode": {rule.Settings{Rules: []rule.Override{{Pattern: "topic/name-invalid", Admit: rule.Warn}}},
			[]string{"breakwater-topics-warn topic/name-invalid+topic/too-few-replicas", "breakwater-topics-audit topic/retention-unbounded"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := names(&c.settings); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	raised := &rule.Settings{Rules: []rule.Override{{Pattern: "kube/grace-period-short", Params: map[string]int64{"seconds": 77}}}}
	if text := written(t, rules.All(), raised, Options{Format: VAP}); !strings.Contains(text, "([77]).map(seconds,") {
		t.Error("the policy's parameter is not in the export")
	}
}
