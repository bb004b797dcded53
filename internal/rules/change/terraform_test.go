package change

import (
	"fmt"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// plan is what terraform show -json says of one topic.
func plan(actions, before, after string) rulestest.Files {
	return rulestest.Files{"plan.json": fmt.Sprintf(`{"format_version": "1.2", "terraform_version": "1.9.5", "resource_changes": [
{"address": "kafka_topic.orders", "mode": "managed", "type": "kafka_topic", "name": "orders",
 "provider_name": "registry.terraform.io/mongey/kafka",
 "change": {"actions": [%s], "before": %s, "after": %s, "after_unknown": {}}}]}`, actions, before, after)}
}

func topicJSON(name string, partitions int) string {
	return fmt.Sprintf(`{"name": %q, "partitions": %d, "replication_factor": 3, "config": {"min.insync.replicas": "2"}}`, name, partitions)
}

func TestTerraformPlans(t *testing.T) {
	for _, test := range []struct {
		name  string
		files rulestest.Files
		want  []string
	}{
		{"nothing changes", plan(`"no-op"`, topicJSON("orders", 12), topicJSON("orders", 12)), nil},
		{"created", plan(`"create"`, "null", topicJSON("orders", 12)), nil},
		{"grown", plan(`"update"`, topicJSON("orders", 12), topicJSON("orders", 24)), nil},
		{"deleted", plan(`"delete"`, topicJSON("orders", 12), "null"), []string{"change/topic-destroyed"}},
		{"replaced", plan(`"delete", "create"`, topicJSON("orders", 12), topicJSON("orders", 6)), []string{"change/partitions-decrease", "change/topic-destroyed"}},
		{"replaced the other way round", plan(`"create", "delete"`, topicJSON("orders", 12), topicJSON("orders", 12)), []string{"change/topic-destroyed"}},
		{"renamed", plan(`"delete", "create"`, topicJSON("orders", 12), topicJSON("orders.v2", 12)), []string{"change/topic-destroyed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range rulestest.Lint(t, Rules, test.files).Findings {
				got = append(got, f.Rule)
				if f.Origin.File != "plan.json" || f.Subject.Name != "orders" {
					t.Errorf("%s is about %s at %s", f.Rule, f.Subject, f.Origin)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("finds %q, want %q", got, test.want)
			}
		})
	}
}
