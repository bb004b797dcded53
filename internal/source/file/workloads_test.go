package file

import (
	"strings"
	"testing"
)

const broker = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: kafka}\nspec: {replicas: 3, template: {metadata: {labels: {app: kafka-broker}}, spec: {containers: [{name: kafka}]}}}\n"

// TestWorkloadsAreKafkasOrSaidNotToBe: a file is judged, ignored as anything
// else, or ignored with the reason that none of its workloads is a broker.
func TestWorkloadsAreKafkasOrSaidNotToBe(t *testing.T) {
	const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {server.properties: 'log.dirs=/kafka'}\n"
	for name, c := range map[string]struct {
		text    string
		ignored string
		objects int
	}{
		"a broker":                          {broker, "", 1},
		"beside a topic":                    {broker + "---\n" + strimziTopic, "", 1},
		"in a List":                         {"apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(broker), "\n", "\n  ") + "\n", "", 1},
		"of nobody, and silent about Kafka": {strings.ReplaceAll(deployment, "name: d", "name: web"), notKafka, 0},
		"of nobody, with Kafka's address":   {deployment + "spec: {template: {spec: {containers: [{name: web, env: [{name: BROKERS, value: 'kafka:9092'}]}]}}}\n", "no Kafka broker found here", 0},
		"settings alone":                    {config, "", 1},
		"a budget alone":                    {"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: kafka}\nspec: {maxUnavailable: 1}\n", "", 1},
		"broken":                            {deployment + "# kafka\nspec: [\n", notKafka, 0},
		"a template":                        {strings.ReplaceAll(broker, "replicas: 3", "replicas: {{ .Values.n }}"), "a template: lint its rendered output", 0},
		"a template of a name":              {strings.ReplaceAll(broker, "name: kafka}\nspec", `name: "{{ .Release.Name }}-kafka"}`+"\nspec"), "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, "f.yaml", c.text)
			if doc.Ignored != c.ignored || len(now.Objects) != c.objects || len(now.Gaps) != 0 {
				t.Errorf("ignored %q, %d objects, gaps %v; want %q and %d", doc.Ignored, len(now.Objects), now.Gaps, c.ignored, c.objects)
			}
		})
	}
}

// TestAnAnnotationIsReadOnce: Strimzi's resources are read for two things, and
// what silences a finding on them is not told twice.
func TestAnAnnotationIsReadOnce(t *testing.T) {
	const pool = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, labels: {strimzi.io/cluster: c}, annotations: {breakwater/ignore: 'kube/log-dir-ephemeral reason=\"x\"'}}\n" +
		"spec: {replicas: 3, roles: [broker], storage: {type: ephemeral}}\n"
	for text, want := range map[string]int{pool: 1, strings.ReplaceAll(broker, "{name: kafka}\nspec", "{name: kafka, annotations: {breakwater/ignore: 'kube/pdb-missing reason=\"x\"'}}\nspec"): 1} {
		if _, doc := read(t, "f.yaml", text); len(doc.Suppressions) != want {
			t.Errorf("%d suppressions, want %d", len(doc.Suppressions), want)
		}
	}
}
