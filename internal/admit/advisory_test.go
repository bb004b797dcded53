package admit

import (
	"strings"
	"testing"
)

// TestM42_VersionsAreJudgedInAReview: the API server is told of a known fault when
// somebody asks for the version, as lint tells it.
func TestM42_VersionsAreJudgedInAReview(t *testing.T) {
	const kafka = "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant, namespace: kafka}\nspec: {kafka: {version: VERSION}}\n"
	const operator = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: op, namespace: kafka}\nspec: {template: {spec: {containers: [{name: op, image: 'quay.io/strimzi/operator:VERSION'}]}}}\n"
	for name, c := range map[string]struct{ object, version, want string }{
		"Kafka, with a fault":       {kafka, "4.2.0", "KAFKA-20505"},
		"Kafka, without":            {kafka, "4.2.1", ""},
		"the operator, with a hole": {operator, "0.49.0", "CVE-2025-66623"},
		"the operator, without":     {operator, "1.2.0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := decides(t, Create, "", strings.Replace(c.object, "VERSION", c.version, 1))
			told := strings.Join(v.Warnings, "\n")
			if !v.Allowed || !strings.Contains(told, c.want) || c.want == "" && strings.Contains(told, "advisory/") {
				t.Errorf("allowed %v, told %s", v.Allowed, told)
			}
		})
	}
}
