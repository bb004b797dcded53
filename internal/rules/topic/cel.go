package topic

import "github.com/breakwaterhq/breakwater/internal/rule"

// What several rules read of a KafkaTopic in CEL, with Kafka's defaults, which
// are the same in every version from 3.6 on.
var (
	celReplicas = rule.Number("replicas", "topic.replicas")
	celPolicy   = rule.Word("policy", rule.Setting("cleanup.policy", "'delete'"))
	celPolicies = rule.Let{Name: "policies", Known: "[policy.split(',').map(item, item.trim()).filter(item, item != '')]"}
	celRemote   = rule.Word("remote", rule.Setting("remote.storage.enable", "'false'"))
)

// celNumber names a topic's key, and Kafka's default for it.
func celNumber(name, key, otherwise string) rule.Let {
	return rule.Number(name, rule.Setting(key, otherwise))
}
