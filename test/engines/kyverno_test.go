package engines

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
)

// report is what kyverno apply --policy-report prints, as far as it is read here.
type report struct {
	Results []struct {
		Policy    string
		Message   string
		Result    string
		Resources []struct{ UID string }
	}
}

func judgedByKyverno(t *testing.T, policies []byte, objects []map[string]any, label export.Label) []verdict {
	t.Helper()
	return kyverno(t, policies, objects, label, "CREATE")
}

// kyverno asks Kyverno what it says where all objects are created, stay as they are
// when they are updated, or are deleted: its command line knows no other change.
func kyverno(t *testing.T, policies []byte, objects []map[string]any, label export.Label, operation string) []verdict {
	t.Helper()
	type namespace struct {
		Name   string            `json:"name"`
		Labels map[string]string `json:"labels"`
	}
	var all []namespace
	for name, labels := range namespaces(objects, label) {
		all = append(all, namespace{name, labels})
	}
	values := documents(t, []map[string]any{{
		"apiVersion": "cli.kyverno.io/v1alpha1", "kind": "Values", "metadata": map[string]any{"name": "values"},
		"globalValues": map[string]any{"request.operation": operation}, "namespaceSelector": all,
	}})
	out, said := ask(t, program(t, "kyverno"), "apply", file(t, "policies.yaml", policies),
		"--resource", file(t, "objects.yaml", documents(t, objects)), "--values-file", file(t, "values.yaml", values),
		"--policy-report", "--output-format", "json")
	return reported(t, out, said)
}

// reported reads a report.
func reported(t *testing.T, out, said []byte) (verdicts []verdict) {
	t.Helper()
	var r report
	if begin := bytes.IndexByte(out, '{'); begin < 0 || json.Unmarshal(out[begin:], &r) != nil {
		t.Fatalf("kyverno printed no report: %s%s", out, said)
	}
	for _, each := range r.Results {
		message := each.Message
		switch each.Result {
		case "pass":
			message = ""
		case "fail":
		case "skip":
			continue
		default:
			message = each.Result + " " + message
		}
		for _, o := range each.Resources {
			verdicts = append(verdicts, verdict{o.UID, each.Policy, message})
		}
	}
	return verdicts
}
