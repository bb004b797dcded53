package strimzi

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

const topicHead = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\n"

func TestReadTopic(t *testing.T) {
	now, doc := mustRead(t, topicHead+`metadata:
  name: iot-telemetry
  namespace: kafka
  labels: {strimzi.io/cluster: plant}
spec:
  topicName: Iot_Telemetry
  partitions: 12
  replicas: 3
  config:
    segment.bytes: 1073741824
    retention.ms: "604800000"
    max.message.bytes: 2.097152e+07
    cleanup.policy: [compact, delete]
    unclean.leader.election.enable: false
    preallocate: no
`)
	topic := now.Topics[0]
	if topic.Name != "Iot_Telemetry" || topic.Format != "strimzi" || topic.At.String() != "k.yaml:8:14" {
		t.Errorf("the topic is %s of %s at %s", topic.Name, topic.Format, topic.At)
	}
	if !slices.Equal(topic.Place.Names, []string{"strimzi:kafka/plant"}) || topic.Place.File != "k.yaml" {
		t.Errorf("its place is %+v", topic.Place)
	}
	if topic.Partitions.Raw() != "12" || topic.Replicas.Raw() != "3" || topic.Replicas.Origin().Line != 10 {
		t.Errorf("its layout is %v × %v", topic.Partitions, topic.Replicas)
	}
	for key, want := range map[string]string{
		"segment.bytes": "1073741824", "retention.ms": "604800000", "max.message.bytes": "20971520",
		"cleanup.policy": "compact,delete", "unclean.leader.election.enable": "false", "preallocate": "false",
	} {
		if v := topic.Config.Get(key); !v.Usable() || v.Raw() != want {
			t.Errorf("%s is %q, want %q", key, v.Raw(), want)
		}
	}
	if len(doc.Duplicates)+len(doc.Unresolved) > 0 {
		t.Errorf("notes: %+v", doc)
	}
}

func TestPlaceOfATopic(t *testing.T) {
	for name, c := range map[string]struct {
		metadata string
		names    []string
		hint     string
	}{
		"namespace and label":     {"namespace: kafka, labels: {strimzi.io/cluster: plant}", []string{"strimzi:kafka/plant"}, ""},
		"no namespace":            {"labels: {strimzi.io/cluster: plant}", nil, "strimzi:plant"},
		"namespace filled in":     {"namespace: '${NS}', labels: {strimzi.io/cluster: plant}", nil, "strimzi:plant"},
		"no label":                {"namespace: kafka", nil, ""},
		"a label filled in later": {"namespace: kafka, labels: {strimzi.io/cluster: '${C}'}", nil, ""},
	} {
		now, _ := mustRead(t, topicHead+"metadata: {name: a, "+c.metadata+"}\n")
		place := now.Topics[0].Place
		if !slices.Equal(place.Names, c.names) || place.Hint != c.hint {
			t.Errorf("%s: %+v, want %v and %q", name, place, c.names, c.hint)
		}
	}
}

func TestTopicWithoutALayout(t *testing.T) {
	for name, spec := range map[string]string{
		"no spec": "", "an empty one": "spec: {}\n", "the cluster's default": "spec: {partitions: -1, replicas: -1}\n",
	} {
		now, _ := mustRead(t, topicHead+"metadata: {name: a}\n"+spec)
		if topic := now.Topics[0]; topic.Name != "a" || topic.Partitions.IsSet() || topic.Replicas.IsSet() {
			t.Errorf("%s: %s with %v × %v", name, topic.Name, topic.Partitions, topic.Replicas)
		}
	}
	now, _ := mustRead(t, topicHead+"metadata: {name: a}\nspec: {partitions: twelve}\n")
	if v := now.Topics[0].Partitions; !v.Usable() || v.Raw() != "twelve" {
		t.Errorf("a word is %v, want it as it stands", v)
	}
}

func TestValuesOfATopicThatAreNotKnown(t *testing.T) {
	now, doc := mustRead(t, topicHead+"metadata: {name: '${P}-a'}\nspec:\n  replicas: ${R}\n  config: {a: ~, b: {c: d}, e: [f, '${G}'], h: '${I}', j: [[k]]}\n")
	for _, key := range []string{"a", "b", "e", "h", "j"} {
		if v := now.Topics[0].Config.Get(key); !v.IsSet() || v.Usable() {
			t.Errorf("%s is %+v, want it unknown", key, v)
		}
	}
	if len(doc.Unresolved) != 7 {
		t.Errorf("%d values are noted, want 7: %+v", len(doc.Unresolved), doc.Unresolved)
	}
}

func TestDuplicatesInATopic(t *testing.T) {
	_, doc := mustRead(t, topicHead+"metadata: {name: a, name: a}\nspec:\n  partitions: 1\n  config: {a: 1, a: 2}\n  partitions: 2\nspec:\n  config: {b: 1, b: 1}\n")
	var keys []string
	for _, d := range doc.Duplicates {
		keys = append(keys, d.Key)
	}
	slices.Sort(keys)
	if want := []string{"b", "name", "spec"}; !slices.Equal(keys, want) {
		t.Errorf("duplicates %v, want those of what counts: %v", keys, want)
	}
}

func TestUnmanagedTopicIsAnExpectedGap(t *testing.T) {
	now, _ := mustRead(t, topicHead+"metadata: {name: a, annotations: {strimzi.io/managed: \"false\"}}\n")
	if len(now.Topics) != 0 || len(now.Gaps) != 1 {
		t.Fatalf("%d topics and %d gaps, want a gap alone", len(now.Topics), len(now.Gaps))
	}
	gap := now.Gaps[0]
	const want = `topic a is not managed by the operator (strimzi.io/managed: "false"), so this object says nothing about it`
	if !gap.Expected || gap.Fact != model.FactTopicConfig || gap.Detail != want || gap.Origin.Line != 3 {
		t.Errorf("the gap is %+v", gap)
	}
	if now, _ := mustRead(t, topicHead+"metadata: {name: a, annotations: {strimzi.io/managed: \"true\"}}\n"); len(now.Topics) != 1 {
		t.Error("a managed topic is not read")
	}
}
