package admit

import (
	"strings"
	"testing"
)

// TestATopicThatStaysInKafkaIsNotCalledDeleted: what makes an object another's, or
// nobody's, takes no record away.
func TestATopicThatStaysInKafkaIsNotCalledDeleted(t *testing.T) {
	left := strings.Replace(topic, "labels:", "annotations: {strimzi.io/managed: 'false'}, labels:", 1)
	for name, now := range map[string]string{
		"unmanaged":         left,
		"another cluster":   strings.Replace(topic, "cluster: plant", "cluster: other", 1),
		"another topicName": strings.Replace(topic, "spec: {", "spec: {topicName: iot2, ", 1),
	} {
		if v := decides(t, Update, topic, now); !v.Allowed || len(v.Warnings) > 0 {
			t.Errorf("%s: %v %v\n%s", name, v.Allowed, v.Warnings, v.Message)
		}
	}
	if v := decides(t, Update, left, topic); !v.Allowed {
		t.Errorf("managed again: %s", v.Message)
	}
	if v := decides(t, Delete, left, ""); !v.Allowed {
		t.Errorf("an object that is not managed goes: %s", v.Message)
	}
	same := strings.Replace(topic, "spec: {partitions: 6", "spec: {topicName: iot, partitions: 3", 1)
	decides(t, Update, topic, same).says(t, "change/partitions-decrease")
}

func TestADeletionSaysHowTheTopicStays(t *testing.T) {
	v := decides(t, Delete, topic, "")
	v.says(t, "kubectl annotate kafkatopics iot -n kafka breakwater/confirm-delete=iot", "kubectl annotate kafkatopics iot -n kafka strimzi.io/managed=false")
	if strings.Contains(v.Message, "terraform") {
		t.Errorf("Terraform has no part in it: %s", v.Message)
	}
}

// TestATopicThatCannotBeReadMayGoIfThatIsMeant: else it would stay for ever.
func TestATopicThatCannotBeReadMayGoIfThatIsMeant(t *testing.T) {
	broken := strings.Replace(topic, "spec: {partitions: 6", "spec: {topicName: [a], partitions: 6", 1)
	if v, err := judges().Judge(t.Context(), asked(t, Delete, broken, "")); err == nil || !strings.Contains(err.Error(), "breakwater/confirm-delete=iot") {
		t.Errorf("%+v, %v", v, err)
	}
	v := decides(t, Delete, strings.Replace(broken, "labels:", "annotations: {breakwater/confirm-delete: iot}, labels:", 1), "")
	if !v.Allowed || v.Audit["confirmed-delete"] != "iot" || v.Audit["not-judged"] == "" {
		t.Errorf("%+v", v)
	}
}

func TestTheDeletionOfANodePoolWantsAWord(t *testing.T) {
	pool := "{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: brokers, namespace: kafka, labels: {strimzi.io/cluster: plant}}, spec: {replicas: 3, roles: [broker]}}"
	decides(t, Delete, pool, "").says(t, "stops all nodes of the pool", "kubectl annotate kafkanodepools brokers -n kafka breakwater/confirm-delete=brokers")
	if v := decides(t, Delete, strings.Replace(pool, "labels:", "annotations: {breakwater/confirm-delete: brokers}, labels:", 1), ""); !v.Allowed {
		t.Errorf("confirmed: %s", v.Message)
	}
}

// TestAnObjectStaysTheSameInAnotherCluster: a label may give a bad pool to another
// cluster, or take a bad StatefulSet out of one. A topic there is another topic.
func TestAnObjectStaysTheSameInAnotherCluster(t *testing.T) {
	for name, object := range map[string]string{
		"a pool":        `{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: b, namespace: kafka, labels: {strimzi.io/cluster: plant}}, spec: {replicas: 3, roles: [broker], storage: {type: ephemeral}}}`,
		"a StatefulSet": `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: b, namespace: kafka, labels: {release: plant}}, spec: {replicas: 3, template: {metadata: {labels: {app: kafka-broker}}, spec: {containers: [{name: kafka, image: apache/kafka}]}}}}`,
	} {
		if v := decides(t, Create, "", object); v.Allowed {
			t.Errorf("%s is right, so this tests nothing", name)
		}
		if v := decides(t, Update, object, strings.Replace(object, "plant", "office", 1)); !v.Allowed {
			t.Errorf("%s in another cluster: %s", name, v.Message)
		}
	}
	bad := strings.Replace(topic, "min.insync.replicas: 2", "cleanup.policy: no", 1)
	if v := decides(t, Update, bad, strings.Replace(bad, "plant", "office", 1)); v.Allowed {
		t.Error("a bad topic may go to another cluster")
	}
	if v := decides(t, Update, bad, strings.Replace(bad, "cluster: plant", "cluster: plant, team: iot", 1)); !v.Allowed {
		t.Errorf("a bad topic may not be labelled: %s", v.Message)
	}
}
