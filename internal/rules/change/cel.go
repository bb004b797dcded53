package change

import "github.com/breakwaterhq/breakwater/internal/rule"

// What a change of a KafkaTopic is in CEL: before is what the same topic was.
var (
	celFrom = rule.Number("from", "before.partitions")
	celTo   = rule.Number("to", "topic.partitions")
	celOld  = rule.Word("old", "'cleanup.policy' in before.config ? [dyn(before.config['cleanup.policy'])] : ['delete']")
	celNew  = rule.Word("new", rule.Setting("cleanup.policy", "'delete'"))
)

// celWas names a topic's key before the change, with Kafka's default for it.
func celWas(name, key, otherwise string) rule.Let {
	return rule.Number(name, "'"+key+"' in before.config ? [dyn(before.config['"+key+"'])] : ["+otherwise+"]")
}
