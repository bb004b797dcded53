package kubernetes

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const bindingPath = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/"

// boundTo is the binding of a policy, as 'breakwater policy export' writes it.
func boundTo(name, by, policy, actions string) string {
	return `{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"` + name + `","labels":{"app.kubernetes.io/managed-by":"` + by + `"},"generation":1},` +
		`"spec":{"policyName":"` + policy + `","validationActions":[` + actions + `]}}`
}

// enforced are our two configurations with bindings beside them: two that refuse, and
// four that are in nobody's way or none of our business.
func enforced() map[string]string {
	out := map[string]string{hookPath + Advisory: hookNamed(Advisory), hookPath + Enforcing: hookNamed(Enforcing)}
	for name, text := range map[string]string{
		"pods":       boundTo("pods", "breakwater", "breakwater-pods-deny", `"Deny","Audit"`),
		"topics":     boundTo("topics", "breakwater", "breakwater-topics-deny", `"Deny"`),
		"advice":     boundTo("advice", "breakwater", "breakwater-pods-deny", `"Warn","Audit"`),
		"helm":       boundTo("helm", "Helm", "breakwater-pods-deny", `"Deny"`),
		"copied":     boundTo("copied", "breakwater", "team-x-labels", `"Deny"`),
		"no-actions": strings.Replace(boundTo("no-actions", "breakwater", "breakwater-pods-deny", ""), `"validationActions":[]`, `"other":1`, 1),
	} {
		out[bindingPath+name] = text
	}
	return out
}

func sorted(names []string) []string {
	out := slices.Clone(names)
	slices.Sort(out)
	return out
}

func TestExportedPoliciesThatGoOnRefusingAreTold(t *testing.T) {
	for _, look := range []bool{false, true} {
		s, c := serve(t, enforced())
		o := order
		o.Look = look
		done, err := c.BreakGlass(t.Context(), o)
		if err != nil || done.Unlisted != nil {
			t.Fatal(err, done.Unlisted)
		}
		if got := sorted(done.Refusing); !slices.Equal(got, []string{"pods", "topics"}) {
			t.Errorf("refusing: %v", got)
		}
		if got := sorted(done.Names); !slices.Equal(got, []string{Advisory, Enforcing}) {
			t.Errorf("taken away: %v", got)
		}
		for path := range enforced() {
			if name, binds := strings.CutPrefix(path, bindingPath); binds && s.at(path) == nil {
				t.Errorf("the binding %s is gone, and nobody said so", name)
			}
		}
	}
}

func TestBindingsGoWithTheWebhooksIntoOneRecord(t *testing.T) {
	s, c := serve(t, enforced())
	o := order
	o.Policies = true
	done, err := c.BreakGlass(t.Context(), o)
	if err != nil || done.Failure != nil || len(done.Refusing) > 0 || done.Unlisted != nil {
		t.Fatalf("%+v, %v", done, err)
	}
	if got := sorted(done.Names); !slices.Equal(got, []string{Advisory, Enforcing, "pods", "topics"}) {
		t.Errorf("taken away: %v", got)
	}
	for name, stays := range map[string]bool{"pods": false, "topics": false, "advice": true, "helm": true, "copied": true, "no-actions": true} {
		if is := s.at(bindingPath+name) != nil; is != stays {
			t.Errorf("the binding %s is there: %v, want %v", name, is, stays)
		}
	}
	kept := decoded(t, s.at(recordPath)["data"].(map[string]any)["removed.json"].(string))
	items := map[string]string{}
	for _, item := range kept["items"].([]any) {
		o := item.(map[string]any)
		text, _ := json.Marshal(o["spec"])
		items[o["kind"].(string)+" "+o["metadata"].(map[string]any)["name"].(string)] = string(text)
	}
	if len(items) != 4 || items["ValidatingAdmissionPolicyBinding pods"] != `{"policyName":"breakwater-pods-deny","validationActions":["Deny","Audit"]}` {
		t.Errorf("the record keeps %v", items)
	}
	notes := s.at(recordPath)["metadata"].(map[string]any)["annotations"].(map[string]any)
	if got := strings.Fields(notes["breakwater/removed"].(string)); len(got) != 4 || notes["breakwater/reason"] != order.Reason {
		t.Errorf("the record says %v", notes)
	}
}

// TestPoliciesThatCannotBeListedHoldUpNothing, and are told as not known.
func TestPoliciesThatCannotBeListedHoldUpNothing(t *testing.T) {
	for _, c := range []struct {
		code     int
		policies bool
		unlisted string
		failed   string
	}{
		{403, false, "the store says 403", ""},
		{500, false, "the store says 500", ""},
		{404, false, "", ""}, // an API server that has no policies yet
		{403, true, "", "the bindings of exported policies cannot be listed: the store says 403"},
		{404, true, "", ""},
	} {
		s, client := serve(t, enforced())
		s.fails = func(method, path string) int {
			if strings.HasPrefix(path, strings.TrimSuffix(bindingPath, "/")) && method == "GET" {
				return c.code
			}
			return 0
		}
		o := order
		o.Policies = c.policies
		done, err := client.BreakGlass(t.Context(), o)
		if s.at(hookPath+Enforcing) != nil || len(done.Names) != 2 || len(done.Refusing) > 0 || done.Record == "" {
			t.Errorf("%+v: the webhooks were to go: %+v", c, done)
		}
		if text := message(done.Unlisted); !strings.Contains(text, c.unlisted) || (text == "") != (c.unlisted == "") {
			t.Errorf("%+v: %v", c, done.Unlisted)
		}
		if text := message(err); !strings.Contains(text, c.failed) || (text == "") != (c.failed == "") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestWebhooksThatCannotBeListedHoldUpNoBinding.
func TestWebhooksThatCannotBeListedHoldUpNoBinding(t *testing.T) {
	s, c := serve(t, enforced())
	s.fails = func(method, path string) int {
		if strings.HasPrefix(path, strings.TrimSuffix(hookPath, "/")) {
			return 403
		}
		return 0
	}
	o := order
	o.Policies = true
	done, err := c.BreakGlass(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "the webhook configurations cannot be listed") || s.at(bindingPath+"pods") != nil || len(done.Names) != 2 {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestABindingThatIsStillThereIsNamed(t *testing.T) {
	s, c := serve(t, enforced())
	s.fails = func(method, path string) int {
		if method == "DELETE" && strings.HasSuffix(path, "/topics") {
			return 403
		}
		return 0
	}
	o := order
	o.Policies = true
	if _, err := c.BreakGlass(t.Context(), o); err == nil || !strings.Contains(err.Error(), "the ValidatingAdmissionPolicyBinding topics is still there") || s.at(bindingPath+"pods") != nil {
		t.Errorf("%v", err)
	}
}

func TestTheCommandThatTakesBindingsAway(t *testing.T) {
	if got := TakeAway([]string{"a", "b"}); got != "kubectl delete validatingadmissionpolicybindings a b" {
		t.Error(got)
	}
	if ListBindings != "kubectl get validatingadmissionpolicybindings -l app.kubernetes.io/managed-by=breakwater" {
		t.Error(ListBindings)
	}
}
