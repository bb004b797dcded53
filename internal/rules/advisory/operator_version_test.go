package advisory

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// operatorOf is the Deployment of an operator.
func operatorOf(image string, env ...string) string {
	text := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: op, namespace: ops}\nspec:\n  template:\n    spec:\n      containers:\n        - name: strimzi-cluster-operator\n          image: " + image + "\n          env:\n            - {name: A, value: b}\n"
	for _, e := range env {
		text += "            - " + e + "\n"
	}
	return text
}

func TestM42_OperatorVersion(t *testing.T) {
	at := "warning operator-version kube/ops/Deployment/op op.yaml:9:18 "
	for image, want := range map[string][]string{
		"quay.io/strimzi/operator:0.49.0":      {at + "CVE-2025-66623", at + "CVE-2026-27133", at + "CVE-2026-55225", at + "CVE-2026-55226"},
		"mirror.local/strimzi/operator:0.51.0": {at + "CVE-2026-55225", at + "CVE-2026-55226"},
		"quay.io/strimzi/operator:1.0.1":       nil,
		"quay.io/strimzi/operator:latest":      nil,
	} {
		t.Run(image, func(t *testing.T) { gives(t, rulestest.Files{"op.yaml": operatorOf(image)}, want...) })
	}
}

func TestM42_OperatorThatDoesNotSupportTheKafkaVersion(t *testing.T) {
	for name, c := range map[string]struct {
		kafka string
		ops   []string
		want  string // how it begins; "": nothing
	}{
		"too new": {"4.3.1", []string{operatorOf("strimzi/operator:1.0.1")},
			`version 4.3.1 is asked for, and the operator is Strimzi 1.0.1, which supports 4.1.0, 4.1.1, 4.1.2, 4.2.0: it refuses the resource with "Unsupported Kafka.spec.kafka.version", and neither creates nor changes the cluster; ask for 4.2.0, or raise the operator to 1.2.0 first`},
		"too old": {"4.1.2", []string{operatorOf("strimzi/operator:1.2.0")},
			`version 4.1.2 is asked for, and the operator is Strimzi 1.2.0, which supports 4.2.0, 4.2.1, 4.3.0, 4.3.1: it refuses the resource with "Unsupported Kafka.spec.kafka.version", and neither creates nor changes the cluster; ask for 4.3.1`},
		"no patch":                   {"4.3", []string{operatorOf("strimzi/operator:1.2.0")}, "version 4.3 is asked for"},
		"supported":                  {"4.3.1", []string{operatorOf("strimzi/operator:1.2.0")}, ""},
		"by one of two":              {"4.3.1", []string{operatorOf("strimzi/operator:1.0.1"), operatorOf("strimzi/operator:1.2.0")}, ""},
		"by none of two":             {"4.9.9", []string{operatorOf("strimzi/operator:1.0.1"), operatorOf("strimzi/operator:1.2.0")}, "version 4.9.9 is asked for, and the operator is Strimzi 1.0.1"},
		"one that nobody knows":      {"4.3.1", []string{operatorOf("strimzi/operator:1.0.1"), operatorOf("strimzi/operator:9.0.0")}, ""},
		"an image is given":          {"4.3.1", []string{operatorOf("strimzi/operator:1.0.1", `{name: STRIMZI_KAFKA_IMAGES, value: "4.2.0=x\n4.3.1=mine"}`)}, ""},
		"an image of another":        {"4.3.1", []string{operatorOf("strimzi/operator:1.0.1", `{name: STRIMZI_KAFKA_IMAGES, value: "4.3.10=mine"}`)}, "version 4.3.1 is asked for"},
		"no operator":                {"4.3.1", nil, ""},
		"a version filled in":        {"'${V}'", []string{operatorOf("strimzi/operator:1.0.1")}, ""},
		"an operator that is latest": {"4.3.1", []string{operatorOf("strimzi/operator:latest")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := rulestest.Files{"kafka/kafka.yaml": strimzi(c.kafka)}
			for i, op := range c.ops {
				files["ops/"+string(rune('a'+i))+".yaml"] = op
			}
			got := ""
			for _, f := range rulestest.Of(rulestest.Lint(t, Rules, files), OperatorVersion.Name) {
				if strings.HasPrefix(f.Subject.String(), "broker/") {
					got = f.Message + "; " + f.Fix
					if f.Origin.Position() != "kafka/kafka.yaml:6:14" || len(f.Evidence) != 2 {
						t.Errorf("at %s with %v", f.Origin, f.Evidence)
					}
				}
			}
			if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}
