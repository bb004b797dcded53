package cli

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestPoliciesAreExported(t *testing.T) {
	project(t, map[string]string{"policy.yaml": "profile: minimal\nrules:\n  topic/name-invalid: {admit: warn}\n  kube/*: off\n", "bad.yaml": "profile: strikt\n"})
	for name, c := range map[string]struct {
		args []string
		code finding.Exit
		out  []string
		err  []string
	}{
		"the API server's own": {nil, finding.ExitClean,
			[]string{"kind: ValidatingAdmissionPolicy\n", "breakwater/enforce", "name: breakwater-pods-deny-enforcing", "!# not exported"},
			[]string{"rules exported: ", "kube/log-dir-ephemeral", " left out, ", "--explain"}},
		"Kyverno's":            {[]string{"--format", "kyverno"}, finding.ExitClean, []string{"policies.kyverno.io/v1", "!ClusterPolicy"}, []string{"rules exported"}},
		"Gatekeeper's":         {[]string{"--format", "gatekeeper"}, finding.ExitClean, []string{"K8sNativeValidation", "enforcementAction: deny"}, []string{"rules exported"}},
		"with the rest":        {[]string{"--explain"}, finding.ExitClean, []string{"# not exported: kube/pdb-too-loose: needs the budgets and the pods"}, []string{"rules exported"}},
		"everywhere":           {[]string{"--enforce-label", ""}, finding.ExitClean, []string{"!breakwater/enforce", "validationActions: [Deny, Audit]"}, []string{"rules exported"}},
		"no more than audited": {[]string{"--mode", "audit"}, finding.ExitClean, []string{"!Deny", "!Warn,", "validationActions: [Audit]"}, []string{"rules exported"}},
		"of a policy":          {[]string{"--policy", "policy.yaml"}, finding.ExitClean, []string{"breakwater-topics-warn", "!kube/"}, []string{"topic/name-invalid", "!kube/", "!topic/too-few-replicas"}},

		"an engine that nobody knows": {[]string{"--format", "opa"}, finding.ExitUsage, []string{"!."}, []string{"--format opa is not known: want vap, kyverno or gatekeeper"}},
		"a mode that nobody knows":    {[]string{"--mode", "maybe"}, finding.ExitUsage, []string{"!."}, []string{"--mode maybe is not known: want audit, warn or deny"}},
		"no label":                    {[]string{"--enforce-label", "yes"}, finding.ExitUsage, []string{"!."}, []string{"--enforce-label yes is no label: want NAME=VALUE"}},
		"a policy with a mistake":     {[]string{"--policy", "bad.yaml"}, finding.ExitUsage, []string{"!."}, []string{"bad.yaml:1:10:", "strict"}},
		"a policy that is not there":  {[]string{"--policy", "none.yaml"}, finding.ExitUsage, []string{"!."}, []string{"cannot read the policy", "none.yaml"}},
		"an argument":                 {[]string{"vap"}, finding.ExitUsage, []string{"!."}, []string{"policy export takes no argument"}},
	} {
		t.Run(name, func(t *testing.T) {
			breakwater(append([]string{"policy", "export"}, c.args...)...).want(t, c.code, c.out, c.err)
		})
	}
}

// TestWhatIsExportedIsOneDocumentForEachObject: nothing but YAML is on stdout,
// so that it can be applied.
func TestWhatIsExportedIsOneDocumentForEachObject(t *testing.T) {
	project(t, nil)
	got := breakwater("policy", "export")
	if !strings.HasPrefix(got.out, "# Written by breakwater policy export --format vap") {
		t.Errorf("it begins with %.80q", got.out)
	}
	for i, document := range strings.Split(got.out, "\n---\n") {
		if !strings.Contains(document, "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy") {
			t.Errorf("document %d is %.200q", i, document)
		}
	}
}
