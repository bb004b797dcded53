package main

import (
	"os"
	"strings"
	"testing"
)

// TestTheTableIsGenerated: whoever raises k8s.io/api writes the table again.
func TestTheTableIsGenerated(t *testing.T) {
	got, err := os.ReadFile("../../" + output)
	if err != nil || string(got) != string(table()) {
		t.Errorf("%s is not what k8s.io/api has (%v). Run: go run ./tools/kubegen", output, err)
	}
}

func TestTableHasWhatIsEmbeddedAndNested(t *testing.T) {
	lines := map[string]string{}
	for line := range strings.Lines(string(table())) {
		name, fields, _ := strings.Cut(strings.TrimSpace(line), " ")
		lines[name] = " " + fields + " "
	}
	for name, fields := range map[string][]string{
		"Pod":                     {"apiVersion", "kind", "metadata:ObjectMeta", "spec:PodSpec", "status:PodStatus"},
		"PodSpec":                 {"affinity:Affinity", "topologySpreadConstraints:TopologySpreadConstraint", "terminationGracePeriodSeconds"},
		"Volume":                  {"name", "emptyDir:EmptyDirVolumeSource", "persistentVolumeClaim:PersistentVolumeClaimVolumeSource"},
		"StatefulSetSpec":         {"template:PodTemplateSpec", "volumeClaimTemplates:PersistentVolumeClaim"},
		"PodDisruptionBudgetSpec": {"minAvailable", "maxUnavailable", "selector:LabelSelector"},
		"ResourceRequirements":    {"limits", "requests"},
		"EmptyDirVolumeSource":    {"medium", "sizeLimit"},
	} {
		for _, f := range fields {
			if !strings.Contains(lines[name], " "+f+" ") {
				t.Errorf("%s has no %s: %s", name, f, lines[name])
			}
		}
	}
	if strings.Contains(lines["Affinity"], "topologySpreadConstraints") {
		t.Error("topologySpreadConstraints stands below affinity")
	}
}
