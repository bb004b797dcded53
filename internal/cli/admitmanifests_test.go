package cli

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestManifestsArePrinted(t *testing.T) {
	project(t, map[string]string{"policy.yaml": mildPolicy, "broken.yaml": brokenPolicy, "ca.crt": "-----BEGIN CERTIFICATE-----\n"})
	breakwater("admit", "manifests").want(t, finding.ExitClean, []string{"kind: Deployment", `image: "breakwater:`, "name: breakwater-enforcing", "--rotate-secret=breakwater-admit-certificates", "!--policy"}, []string{"!."})
	breakwater("admit", "manifests", "--policy", "policy.yaml", "--namespace", "guard", "--service", "gate", "--image", "r/b:2", "--drain", "30s").want(t, finding.ExitClean,
		[]string{"    rules:\n      kube/heap-exceeds-limit: off\n", "namespace: guard", "name: gate-policy", `image: "r/b:2"`, "--drain=30s", "--policy=/etc/breakwater/policy/policy.yaml"}, nil)
	breakwater("admit", "manifests", "--certificates", "cert-manager").want(t, finding.ExitClean, []string{"cert-manager.io/inject-ca-from: breakwater/breakwater-admit", "!patch"}, nil)
	breakwater("admit", "manifests", "--certificates", "secret", "--ca-bundle", "ca.crt").want(t, finding.ExitClean, []string{"caBundle: LS0t", "!patch", "!cert-manager"}, nil)
	for want, args := range map[string][]string{
		`"x" makes no certificates: rotate, cert-manager and secret do`:                                                {"--certificates", "x"},
		"cannot read nowhere: no such file or directory":                                                               {"--policy", "nowhere"},
		"cannot read none: no such file or directory":                                                                  {"--ca-bundle", "none"},
		"--drain must lie between 1ms and 5m, not 1h0m0s":                                                              {"--drain", "1h"},
		"kube-system is never asked about, and so nothing would guard breakwater's own namespace: give it another one": {"--namespace", "kube-system"},
		"with a Secret of your own the API server must be told whom to trust: give the authority's certificate":        {"--certificates", "secret"},
		`admit manifests takes no argument, and "now" is one: see 'breakwater admit manifests --help'`:                 {"now"},
	} {
		breakwater(append([]string{"admit", "manifests"}, args...)...).refuses(t, want)
	}
	breakwater("admit", "manifests", "--secret", "a").refuses(t, "--secret names what a breakwater.yaml takes its logins from: give that with --config")
	breakwater("admit", "manifests", "--policy", "broken.yaml").want(t, finding.ExitUsage, []string{"!."}, []string{"broken.yaml:"})
}
