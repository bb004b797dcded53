package strimzi

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// gapsOf are the gaps of a text as POSITION DETAIL.
func gapsOf(t *testing.T, text string) []string {
	t.Helper()
	now, _ := mustRead(t, text)
	var out []string
	for _, g := range now.Gaps {
		if g.Expected || g.Why != model.Unresolved || g.Scope != (model.Subject{Kind: model.KindFile, Name: "k.yaml"}) {
			t.Errorf("the gap is %+v", g)
		}
		out = append(out, strings.TrimPrefix(g.Origin.String(), "k.yaml:")+" "+g.Detail)
	}
	return out
}

const poolHead = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: p}\n"

func TestMisspeltFields(t *testing.T) {
	const lost = ": Kubernetes drops or refuses it, so what it says was not judged "
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a topic's": {topicHead + "metadata: {name: a}\nspec:\n  partition: 3\n  configs: {retention.ms: 1}\n", []string{
			"5:3 spec.partition is no field of a KafkaTopic" + lost + "(did you mean partitions?)",
			"6:3 spec.configs is no field of a KafkaTopic" + lost + "(did you mean config?)"}},
		"a setting one level too high": {topicHead + "metadata: {name: a}\nspec: {retention.ms: 5}\n", []string{
			"4:8 spec.retention.ms is no field of a KafkaTopic" + lost + "(it has topicName, partitions, replicas, config)"}},
		"in another case": {topicHead + "metadata: {name: a}\nspec: {Replicas: 5}\n", []string{
			"4:8 spec.Replicas is no field of a KafkaTopic" + lost + "(did you mean replicas?)"}},
		"by a merge": {"x: &x {partition: 3}\n" + topicHead + "metadata: {name: a}\nspec: {<<: *x}\n", []string{
			"1:8 spec.partition is no field of a KafkaTopic" + lost + "(did you mean partitions?)"}},
		"a cluster's": {cluster("v1", "", "kafka: {versions: 4.0.0, configs: {a: 1}, replica: 3}"), []string{
			"4:16 spec.kafka.versions is no field of a Kafka" + lost + "(did you mean version?)",
			"4:33 spec.kafka.configs is no field of a Kafka" + lost + "(did you mean config?)",
			"4:50 spec.kafka.replica is no field of a Kafka" + lost + "(did you mean replicas?)"}},
		"a pool's": {poolHead + "spec: {replica: 3, role: [broker]}\n", []string{
			"4:8 spec.replica is no field of a KafkaNodePool" + lost + "(did you mean replicas?)",
			"4:20 spec.role is no field of a KafkaNodePool" + lost + "(did you mean roles?)"}},
		"all of a topic's own":   {topicHead + "metadata: {name: a}\nspec: {topicName: a, partitions: 1, replicas: 1, config: {}}\n", nil},
		"one that says nothing":  {topicHead + "metadata: {name: a}\nspec: {configs: ~}\n", nil},
		"a patch's directive":    {topicHead + "metadata: {name: a}\nspec: {$patch: replace}\n", nil},
		"a setting below config": {topicHead + "metadata: {name: a}\nspec: {config: {partition: 1}}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := gapsOf(t, c.text); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// The fields of the CRDs, 0.22 to 1.0, that nobody reads here.
func TestFieldsThatAreNotReadAreNoNearMiss(t *testing.T) {
	kafka := []string{
		"metadataVersion", "image", "listeners", "storage", "authorization", "authentication", "rack", "brokerRackInitImage", "affinity",
		"tolerations", "livenessProbe", "readinessProbe", "jvmOptions", "jmxOptions", "resources", "metrics", "metricsConfig", "logging",
		"template", "tieredStorage", "quotas", "tlsSidecar",
	}
	pool := []string{"storage", "resources", "jvmOptions", "template"}
	for _, field := range kafka {
		if got := gapsOf(t, cluster("v1", "", "kafka: {"+field+": {a: 1}}")); got != nil {
			t.Errorf("spec.kafka.%s gives %v", field, got)
		}
	}
	for _, field := range pool {
		if got := gapsOf(t, poolHead+"spec: {replicas: 1, roles: [broker], "+field+": {a: 1}}\n"); got != nil {
			t.Errorf("the pool's spec.%s gives %v", field, got)
		}
	}
}

func TestAnUnmanagedTopicsFieldsAreNobodysConcern(t *testing.T) {
	now, _ := mustRead(t, topicHead+"metadata: {name: a, annotations: {strimzi.io/managed: 'false'}}\nspec: {configs: {a: 1}}\n")
	if len(now.Gaps) != 1 || !now.Gaps[0].Expected {
		t.Errorf("the gaps are %+v", now.Gaps)
	}
}
