package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestM42_APIVersionRemovedByTheOperatorOfTheRun(t *testing.T) {
	operator := func(image string) string {
		return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: op, namespace: ops}\nspec: {template: {spec: {containers: [{name: op, image: '" + image + "'}]}}}\n"
	}
	kafka := func(version string) string {
		return "apiVersion: kafka.strimzi.io/" + version + "\nkind: Kafka\nmetadata: {name: plant, namespace: k}\nspec: {kafka: {version: 4.2.1}}\n"
	}
	for name, c := range map[string]struct{ version, operator, want string }{
		"no operator":           {"v1beta2", "", "info: Strimzi 1.0 has no Kafka of kafka.strimzi.io/v1beta2"},
		"one that serves both":  {"v1beta2", "strimzi/operator:0.51.0", "info: Strimzi 1.0 has no Kafka of kafka.strimzi.io/v1beta2"},
		"one that has v1 alone": {"v1beta2", "strimzi/operator:1.0.0", "warning: Strimzi 1.0 has no Kafka of kafka.strimzi.io/v1beta2"},
		"latest":                {"v1beta2", "strimzi/operator:latest", "info: Strimzi 1.0"},
		"v1":                    {"v1", "strimzi/operator:1.0.0", ""},
		"older":                 {"v1beta1", "strimzi/operator:1.0.0", "error: Strimzi 0.23 has no Kafka of kafka.strimzi.io/v1beta1"},
	} {
		t.Run(name, func(t *testing.T) {
			files := rulestest.Files{"kafka.yaml": kafka(c.version)}
			if c.operator != "" {
				files["op.yaml"] = operator(c.operator)
			}
			got := ""
			for _, f := range rulestest.Of(rulestest.Lint(t, Rules, files), APIVersionRemoved.Name) {
				got += f.Severity.String() + ": " + f.Message
				if f.Origin.Position() != "kafka.yaml:1:13" || !strings.Contains(f.Fix, "kafka.strimzi.io/v1") {
					t.Errorf("at %s: %s", f.Origin, f.Fix)
				}
			}
			if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}
