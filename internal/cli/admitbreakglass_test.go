package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// glass plays the API server of a cluster with one configuration of ours, or none;
// refuses is the method and the resource that it answers with 403.
func glass(t *testing.T, has bool, refuses string) (kubeconfig string) {
	t.Helper()
	return glassWith(t, has, "", refuses)
}

// glassWith is glass with bindings of exported policies.
func glassWith(t *testing.T, has bool, bindings, refuses string) (kubeconfig string) {
	t.Helper()
	const hook = `{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"breakwater-enforcing","uid":"u"},"webhooks":[]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		what := r.Method + " " + strings.Split(strings.TrimPrefix(r.URL.Path, "/apis/admissionregistration.k8s.io/v1/"), "/")[0]
		switch {
		case refuses != "" && strings.HasPrefix(r.Method+" "+r.URL.Path, strings.Fields(refuses)[0]+" ") && strings.Contains(r.URL.Path, strings.Fields(refuses)[1]):
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,"message":"you may not"}`)
		case what == "GET validatingwebhookconfigurations":
			items := map[bool]string{true: hook}[has]
			fmt.Fprintf(w, `{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfigurationList","metadata":{},"items":[%s]}`, items)
		case what == "GET validatingadmissionpolicybindings":
			fmt.Fprintf(w, `{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBindingList","metadata":{},"items":[%s]}`, bindings)
		case r.Method == http.MethodPost:
			var o map[string]any
			if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
				t.Error(err)
			}
			o["status"] = map[string]any{"userInfo": map[string]any{"username": "ines"}}
			_ = json.NewEncoder(w).Encode(o)
		default:
			fmt.Fprint(w, `{"kind":"Status","apiVersion":"v1","status":"Success"}`)
		}
	}))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "kubeconfig")
	write(t, file, "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: \""+server.URL+"\"}}]\ncontexts: [{name: a, context: {cluster: a}}]\ncurrent-context: a\n")
	return file
}

func TestBreakGlassSaysWhatItHasDone(t *testing.T) {
	for name, c := range map[string]struct {
		has     bool
		refuses string
		args    string
		code    finding.Exit
		out     []string
		err     []string
	}{
		"done":          {true, "", "--reason broken", finding.ExitClean, []string{"Taken away: breakwater-enforcing.\nBy: ines", "Record: ConfigMap breakwater/breakwater-break-glass-20261124-120000.\nPut it back by:\n  kubectl -n breakwater get configmap"}, []string{"!."}},
		"elsewhere":     {true, "", "--reason broken --namespace guard", finding.ExitClean, []string{"kubectl -n guard get configmap"}, []string{"!."}},
		"nothing to do": {false, "", "--reason broken", finding.ExitClean, []string{"There is no webhook configuration of breakwater's: the API server asks it nothing.\n"}, []string{"!."}},
		"a look":        {true, "DELETE validatingwebhook", "--dry-run", finding.ExitClean, []string{"Cluster: http://127.0.0.1:", " (context a).\nWould be taken away: breakwater-enforcing.\n", "!Record"}, []string{"!."}},
		"no record":     {true, "POST configmaps", "--reason broken", finding.ExitIncomplete, []string{"Taken away: breakwater-enforcing.", `"kind":"List"`}, []string{"breakwater: no record was kept: you may not: keep what was printed"}},
		"still there":   {true, "DELETE validatingwebhook", "--reason broken", finding.ExitIncomplete, []string{"not all of it is: breakwater-enforcing", "Record: "}, []string{"(context a): the ValidatingWebhookConfiguration breakwater-enforcing is still there: you may not"}},
		"not allowed":   {true, "GET validatingwebhook", "--reason broken", finding.ExitIncomplete, []string{"!."}, []string{"(context a): the webhook configurations cannot be listed: "}},
	} {
		t.Run(name, func(t *testing.T) {
			breakwater(append([]string{"admit", "break-glass", "--kubeconfig", glass(t, c.has, c.refuses)}, strings.Fields(c.args)...)...).want(t, c.code, c.out, c.err)
		})
	}
}

func TestBreakGlassNeedsAReason(t *testing.T) {
	const want = "break-glass needs a reason, as in --reason 'broker 3 must start': it is kept for whoever asks later"
	for _, reason := range []string{"", "  ", "\n\t"} {
		breakwater("admit", "break-glass", "--kubeconfig", glass(t, true, ""), "--reason", reason).refuses(t, want)
	}
	breakwater("admit", "break-glass", "--kubeconfig", "nowhere", "--reason", "x").want(t, finding.ExitUsage, []string{"!."}, []string{"the kubeconfig cannot be used"})
}

// twoBindings refuse by exported policies.
const twoBindings = `{"metadata":{"name":"breakwater-pods-deny-enforcing","uid":"p","labels":{"app.kubernetes.io/managed-by":"breakwater"}},"spec":{"policyName":"breakwater-pods-deny","validationActions":["Deny"]}},` +
	`{"metadata":{"name":"breakwater-topics-deny-enforcing","uid":"q","labels":{"app.kubernetes.io/managed-by":"breakwater"}},"spec":{"policyName":"breakwater-topics-deny","validationActions":["Deny"]}}`

func TestBreakGlassSaysWhatGoesOnRefusing(t *testing.T) {
	const both = "breakwater-pods-deny-enforcing, breakwater-topics-deny-enforcing"
	goOn := "Exported policies go on refusing, without breakwater: " + both + ".\nTake them out of force with --policies, which keeps a record, or by:\n" +
		"  kubectl delete validatingadmissionpolicybindings breakwater-pods-deny-enforcing breakwater-topics-deny-enforcing\n"
	for name, c := range map[string]struct {
		has     bool
		refuses string
		args    string
		code    finding.Exit
		out     []string
		err     []string
	}{
		"told":               {true, "", "--reason broken", finding.ExitClean, []string{"Taken away: breakwater-enforcing.\n", goOn}, []string{"!."}},
		"told at a look":     {true, "DELETE validating", "--dry-run", finding.ExitClean, []string{"Would be taken away: breakwater-enforcing.\n", goOn}, []string{"!."}},
		"no webhook":         {false, "", "--reason broken", finding.ExitClean, []string{"There is no webhook configuration of breakwater's", goOn}, []string{"!."}},
		"taken away":         {true, "", "--reason broken --policies", finding.ExitClean, []string{"Taken away: breakwater-enforcing, " + both + ".\nBy: ines", "Put it back by:\n", "!go on refusing"}, []string{"!."}},
		"only they":          {false, "", "--reason broken --policies", finding.ExitClean, []string{"Taken away: " + both + "."}, []string{"!."}},
		"a look at all":      {true, "DELETE validating", "--dry-run --policies", finding.ExitClean, []string{"Would be taken away: breakwater-enforcing, " + both + ".\n"}, []string{"!."}},
		"not permitted":      {true, "GET validatingadmissionpolicybindings", "--reason broken", finding.ExitClean, []string{"Taken away: breakwater-enforcing.\n", "!go on refusing"}, []string{"breakwater: whether exported policies go on refusing is not known, as their bindings cannot be listed: ", ": somebody who may list them sees them by kubectl get validatingadmissionpolicybindings -l app.kubernetes.io/managed-by=breakwater\n"}},
		"wanted, and not":    {true, "GET validatingadmissionpolicybindings", "--reason broken --policies", finding.ExitIncomplete, []string{"breakwater-enforcing.\nBy: ines"}, []string{"the bindings of exported policies cannot be listed: "}},
		"one is still there": {true, "DELETE validatingadmissionpolicybindings", "--reason broken --policies", finding.ExitIncomplete, []string{"not all of it is: breakwater-enforcing, " + both}, []string{"the ValidatingAdmissionPolicyBinding breakwater-topics-deny-enforcing is still there: you may not"}},
	} {
		t.Run(name, func(t *testing.T) {
			breakwater(append([]string{"admit", "break-glass", "--kubeconfig", glassWith(t, c.has, twoBindings, c.refuses)}, strings.Fields(c.args)...)...).want(t, c.code, c.out, c.err)
		})
	}
	breakwater("admit", "break-glass", "--kubeconfig", glass(t, false, ""), "--reason", "broken", "--policies").want(t, finding.ExitClean, []string{"asks it nothing.\nNo exported policy refuses anything either.\n"}, []string{"!."})
}
