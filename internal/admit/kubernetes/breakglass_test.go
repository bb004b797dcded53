package kubernetes

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

const recordPath = "/api/v1/namespaces/breakwater/configmaps/breakwater-break-glass-20261130-030000"

var order = Order{Namespace: "breakwater", Reason: "broker 3 must start", Local: "ines@desk", At: time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)}

// registered are our two configurations, one of ours under another name, and two
// that are none of our business.
func registered() map[string]string {
	labelled := func(name, by string) string {
		return strings.Replace(hookNamed(name), `"metadata":{`, `"metadata":{"labels":{"app.kubernetes.io/managed-by":"`+by+`"},"generation":4,"creationTimestamp":"2026-01-01T00:00:00Z",`, 1)
	}
	return map[string]string{
		hookPath + Advisory: hookNamed(Advisory), hookPath + Enforcing: labelled(Enforcing, "Helm"), hookPath + "team-x-breakwater": strings.Replace(labelled("team-x-breakwater", "breakwater"), "a.b.c", "enforcing.admission.breakwater", 1),
		hookPath + "kyverno": labelled("kyverno", "kyverno"), hookPath + "breakwater-advisory-of-somebody": hookNamed("breakwater-advisory-of-somebody"),
	}
}

func TestBreakGlassTakesOursAndNobodyElses(t *testing.T) {
	s, c := serve(t, registered())
	done, err := c.BreakGlass(t.Context(), order)
	if err != nil || done.Failure != nil {
		t.Fatal(err, done.Failure)
	}
	slices.Sort(done.Names)
	if want := []string{Advisory, Enforcing, "team-x-breakwater"}; !slices.Equal(done.Names, want) {
		t.Errorf("taken away: %v", done.Names)
	}
	for _, name := range done.Names {
		if s.at(hookPath+name) != nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range []string{"kyverno", "breakwater-advisory-of-somebody"} {
		if s.at(hookPath+name) == nil {
			t.Errorf("%s is gone, and is not ours", name)
		}
	}
	text, _ := json.Marshal(s.at(recordPath))
	for _, part := range []string{`"breakwater/by":"ines (ines@desk)"`, `"breakwater/at":"2026-11-30T03:00:00Z"`, `"breakwater/reason":"broker 3 must start"`, `"immutable":true`, "team-x-breakwater"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the record lacks %s: %s", part, text)
		}
	}
}

// TestARecordCanBePutBack: what the record keeps is what was there, less what the
// API server adds by itself and would refuse.
func TestARecordCanBePutBack(t *testing.T) {
	s, c := serve(t, registered())
	before, _ := json.Marshal(s.at(hookPath + Enforcing)["webhooks"])
	done, err := c.BreakGlass(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	kept := s.at(recordPath)["data"].(map[string]any)["removed.json"].(string)
	if kept != string(done.Text) {
		t.Error("the record differs from what is told")
	}
	list := decoded(t, kept)
	if list["kind"] != "List" || list["apiVersion"] != "v1" || len(list["items"].([]any)) != 3 {
		t.Fatalf("the record is %s", kept)
	}
	for _, added := range []string{"resourceVersion", `"uid"`, "creationTimestamp", "generation"} {
		if strings.Contains(kept, added) {
			t.Errorf("it has %s, with which nothing is created: %s", added, kept)
		}
	}
	for _, item := range list["items"].([]any) {
		o := item.(map[string]any)
		if o["metadata"].(map[string]any)["name"] == Enforcing {
			if after, _ := json.Marshal(o["webhooks"]); string(after) != string(before) {
				t.Errorf("the webhooks were %s and are %s", before, after)
			}
		}
	}
	if got := Restore("breakwater", done.Record); got != `kubectl -n breakwater get configmap breakwater-break-glass-20261130-030000 -o jsonpath='{.data.removed\.json}' | kubectl create -f -` {
		t.Error(got)
	}
}

func TestBreakGlassGoesOnWithoutARecord(t *testing.T) {
	s, c := serve(t, registered())
	s.fails = func(method, path string) int {
		if method == "POST" { // neither a ConfigMap nor who we are
			return 404
		}
		return 0
	}
	done, err := c.BreakGlass(t.Context(), order)
	if err != nil || done.Failure == nil || done.Record != "" || len(done.Text) == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if s.at(hookPath+Enforcing) != nil {
		t.Error("without a record nothing was taken away: the outage goes on")
	}
	if done.By != "somebody whom the API server does not name (ines@desk)" {
		t.Error(done.By)
	}
}

func TestBreakGlassSaysWhatIsStillThere(t *testing.T) {
	s, c := serve(t, registered())
	s.fails = func(method, path string) int {
		if method == "DELETE" && strings.HasSuffix(path, Advisory) {
			return 403
		}
		return 0
	}
	_, err := c.BreakGlass(t.Context(), order)
	if err == nil || !strings.Contains(err.Error(), "breakwater-advisory is still there") {
		t.Errorf("%v", err)
	}
	if s.at(hookPath+Enforcing) != nil {
		t.Error("one that cannot be taken away keeps the others")
	}
}

func TestBreakGlassTakesNothingThatHasComeSince(t *testing.T) {
	s, c := serve(t, registered())
	s.fails = func(method, path string) int {
		if method == "DELETE" { // somebody has made it anew meanwhile
			s.objects[path]["metadata"].(map[string]any)["uid"] = "new"
		}
		return 0
	}
	if _, err := c.BreakGlass(t.Context(), order); err == nil {
		t.Error("another object of the same name was deleted")
	}
}

func TestALookTakesNothing(t *testing.T) {
	s, c := serve(t, registered())
	look := order
	look.Look = true
	done, err := c.BreakGlass(t.Context(), look)
	if err != nil || len(done.Names) != 3 || done.Record != "" {
		t.Errorf("%+v, %v", done, err)
	}
	for _, call := range s.asked {
		if !strings.HasPrefix(call, "GET ") {
			t.Errorf("a look does %s", call)
		}
	}
}

func TestThereIsNothingToTake(t *testing.T) {
	s, c := serve(t, nil)
	done, err := c.BreakGlass(t.Context(), order)
	if err != nil || len(done.Names) != 0 || len(s.asked) != 2 {
		t.Errorf("%+v, %v, %v", done, err, s.asked)
	}
	s.fails = func(string, string) int { return 403 }
	if _, err := c.BreakGlass(t.Context(), order); err == nil || !strings.Contains(err.Error(), "cannot be listed") {
		t.Errorf("%v", err)
	}
}

// TestALabelAloneIsNotEnough: whoever copied it keeps the webhook.
func TestALabelAloneIsNotEnough(t *testing.T) {
	other := strings.ReplaceAll(registered()[hookPath+"team-x-breakwater"], ".admission.breakwater", ".example.com")
	_, c := serve(t, map[string]string{hookPath + "team-x-breakwater": other})
	if done, err := c.BreakGlass(t.Context(), order); err != nil || len(done.Names) > 0 {
		t.Errorf("%v, %v", done.Names, err)
	}
}

// TestWhatGoesIsToldBeforeItGoes: an interrupt between the two loses nothing.
func TestWhatGoesIsToldBeforeItGoes(t *testing.T) {
	s, c := serve(t, registered())
	told := order
	told.Taking = func(r *Removed) {
		if r.Record == "" || len(r.Names) != 3 || s.at(hookPath+Enforcing) == nil {
			t.Errorf("it is told too late, or not all: %+v", r)
		}
		s.mu.Lock()
		s.fails = func(string, string) int { return 500 }
		s.mu.Unlock()
	}
	if done, err := c.BreakGlass(t.Context(), told); err == nil || done.Record == "" {
		t.Errorf("%+v, %v", done, err)
	}
}
