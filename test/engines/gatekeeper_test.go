package engines

import (
	"encoding/json"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
)

// violation is one of those that gator test prints, as far as it is read here.
type violation struct {
	Msg        string
	Constraint struct{ Metadata struct{ Name string } }
	Object     struct{ Metadata struct{ UID string } } `json:"violatingObject"`
}

// judgedByGatekeeper asks gator. It says nothing of who is right, so that all who
// were asked about are there with an empty message, too.
func judgedByGatekeeper(t *testing.T, policies []byte, objects []map[string]any, label export.Label) (out []verdict) {
	t.Helper()
	stdout, stderr := ask(t, program(t, "gator"), "test", "--output", "json", "--filename", file(t, "policies.yaml", policies),
		"--filename", file(t, "namespaces.yaml", documents(t, asObjects(objects, label))), "--filename", file(t, "objects.yaml", documents(t, objects)))
	var all []violation
	if err := json.Unmarshal(stdout, &all); err != nil {
		t.Fatalf("gator printed no violations: %v: %s%s", err, stdout, stderr)
	}
	for _, o := range objects {
		out = append(out, verdict{o["metadata"].(map[string]any)["uid"].(string), "-deny", ""})
	}
	for _, v := range all {
		out = append(out, verdict{v.Object.Metadata.UID, v.Constraint.Metadata.Name, v.Msg})
	}
	return out
}

// asObjects are the namespaces of some objects.
func asObjects(objects []map[string]any, label export.Label) (out []map[string]any) {
	for name, labels := range namespaces(objects, label) {
		out = append(out, map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name, "labels": labels}})
	}
	return out
}
