package kube

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestVariablesAreSettingsByTheRuleOfTheirImage(t *testing.T) {
	for image, cases := range map[string]map[string]string{
		"apache/kafka:4.3.1": {
			"KAFKA_MIN_INSYNC_REPLICAS": "min.insync.replicas", "KAFKA_A__B": "a_b", "KAFKA_A___B": "a-b", "KAFKA_LOG_DIRS": "log.dirs",
			"KAFKA_HEAP_OPTS": "", "KAFKA_OPTS": "", "KAFKA_JMX_PORT": "", "KAFKA_LOG4J_LOGGERS": "", "KAFKA_SSL_KEYSTORE_FILENAME": "", "KAFKA_SSL_KEY_CREDENTIALS": "",
			"KAFKA_": "", "KAFKA": "", "CLUSTER_ID": "", "MIN_INSYNC_REPLICAS": "",
		},
		"docker.io/confluentinc/cp-kafka@sha256:1": {"KAFKA_A__B": "a-b", "KAFKA_A___B": "a_b", "KAFKA_TOOLS_LOG4J_LOGLEVEL": ""},
		"bitnamilegacy/kafka:3.9":                  {"KAFKA_CFG_MIN_INSYNC_REPLICAS": "min.insync.replicas", "KAFKA_MIN_INSYNC_REPLICAS": "", "KAFKA_CFG_LOG4J_LOGGERS": ""},
	} {
		f, known := familyOf(&model.Container{Image: model.KnownValue(image, model.Origin{})})
		if !known {
			t.Errorf("%s is of no family", image)
		}
		for variable, want := range cases {
			if got := f.setting(variable); got != want {
				t.Errorf("%s makes %s of %s, want %s", image, got, variable, want)
			}
		}
	}
}

// readOne is what the one object of a text declares.
func readOne(t *testing.T, text string) *model.Snapshot {
	t.Helper()
	now, judged := declared(t, text)
	if len(judged) != 1 {
		t.Fatalf("%d objects, want 1", len(judged))
	}
	return now
}

// workload is a StatefulSet of three whose container has the given image and more.
func workload(image, container string) string {
	return `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: plant, namespace: kafka}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: kafka}}
    spec:
      containers:
      - name: broker
        image: ` + image + `
        ports: [{containerPort: 9092}]
` + container
}

func TestTheEnvironmentConfiguresBrokers(t *testing.T) {
	const env = `        env:
        - {name: KAFKA_PROCESS_ROLES, value: "broker,controller"}
        - {name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}
        - {name: KAFKA_NO_SUCH_THING, value: "1"}
        - {name: KAFKA_ADVERTISED_LISTENERS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
`
	now := readOne(t, workload("apache/kafka:4.3.1", env))
	if len(now.Brokers) != 1 || len(now.NodeSets) != 1 {
		t.Fatalf("%d brokers, %d sets of nodes", len(now.Brokers), len(now.NodeSets))
	}
	b, n := now.Brokers[0], now.NodeSets[0]
	if b.Name != "plant" || !b.Shared || !b.Managed || b.Format != "kube" || b.Roles != model.RoleBroker|model.RoleController || !slices.Equal(b.Place.Names, []string{"kube:kafka/plant"}) {
		t.Errorf("the brokers are %+v", b)
	}
	if n.Count.Raw() != "3" || n.Roles != b.Roles || !slices.Equal(n.Place.Names, b.Place.Names) {
		t.Errorf("their number is %+v", n)
	}
	if v := b.Config.Get("min.insync.replicas"); v.Raw() != "2" || v.Origin().Line != 15 {
		t.Errorf("min.insync.replicas is %v of %v", v, v.Origin())
	}
	if v := b.Config.Get("advertised.listeners"); v.Usable() || !strings.Contains(v.Why(), "valueFrom") {
		t.Errorf("advertised.listeners is %v", v)
	}
	if !b.Config.Get("no.such.thing").IsSet() {
		t.Error("what this image makes a setting of is left out, so that nobody hears that Kafka ignores it")
	}
	if b.Config.Get("log.dirs").IsSet() {
		t.Error("a setting that nothing gives is said to be given")
	}
}

func TestWhatTheEnvironmentDoesNotTell(t *testing.T) {
	const two = `        env: [{name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}, {name: KAFKA_LISTENERS, value: "PLAINTEXT://:9092"}, {name: KAFKA_FOO_BAR, value: "1"}]
`
	now := readOne(t, workload("registry.example.org/our/kafka:1", two))
	if c := now.Brokers[0].Config; c.Get("foo.bar").Usable() || c.Get("foo.bar").Raw() != "" || c.Get("min.insync.replicas").Raw() != "2" {
		t.Errorf("an image of nobody's: %+v", c.Settings())
	}
	now = readOne(t, workload("our/kafka", strings.ReplaceAll(two, "KAFKA_", "KAFKA_CFG_")))
	if c := now.Brokers[0].Config; c.Get("foo.bar").Raw() != "" || c.Get("min.insync.replicas").Raw() != "2" {
		t.Errorf("variables as Bitnami's: %+v", c.Settings())
	}
	now = readOne(t, workload("apache/kafka", two+"        envFrom: [{configMapRef: {name: more}}]\n"))
	if v := now.Brokers[0].Config.Get("log.dirs"); v.Usable() || !v.IsSet() {
		t.Errorf("what envFrom may bring is %v", v)
	}
	now = readOne(t, workload("apache/kafka", two+"        volumeMounts: [{name: c, mountPath: /mnt/shared/config}]\n"))
	if v := now.Brokers[0].Config.Get("log.dirs"); v.Usable() || !strings.Contains(v.Why(), "/mnt/shared/config") {
		t.Errorf("what a file may bring is %v", v)
	}
	now = readOne(t, workload("apache/kafka", two+"        command: [sh, -c, 'export KAFKA_MIN_INSYNC_REPLICAS=$N; exec /etc/kafka/docker/run']\n"))
	if v := now.Brokers[0].Config.Get("min.insync.replicas"); v.Usable() || !strings.Contains(v.Why(), "the command sets KAFKA_MIN_INSYNC_REPLICAS") {
		t.Errorf("a variable that the command sets is %v", v)
	}
	now = readOne(t, workload("apache/kafka", two+"        args: ['export KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE=true KAFKA_NO_KEY=1; exec /etc/kafka/docker/run']\n"))
	if c := now.Brokers[0].Config; c.Get("unclean.leader.election.enable").Usable() || !c.Get("unclean.leader.election.enable").IsSet() || c.Get("no.key").IsSet() {
		t.Errorf("what the command alone sets: %+v", c.Settings())
	}
	now = readOne(t, workload("bitnami/kafka", strings.ReplaceAll(two, "KAFKA_", "KAFKA_CFG_")))
	if v := now.Brokers[0].Config.Get("offsets.topic.replication.factor"); v.Usable() || !v.IsSet() {
		t.Errorf("Bitnami's variables change a file that the image brings, so that an unset key is not Kafka's default: %v", v)
	}
	for name, text := range map[string]string{
		"the command starts Kafka with a file": workload("apache/kafka", two+"        command: [bin/kafka-server-start.sh, /config/server.properties]\n"),
		"no variable is a setting":             workload("apache/kafka", "        env: [{name: KAFKA_HEAP_OPTS, value: -Xmx1g}]\n        volumeMounts: [{name: d, mountPath: /var/lib/kafka/data}]\n"),
		"an operator writes the file":          strings.Replace(workload("strimzi/kafka", two), "app: kafka", "strimzi.io/kind: Kafka, strimzi.io/broker-role: 'true'", 1),
	} {
		if now := readOne(t, text); len(now.Brokers) > 0 || len(now.NodeSets) > 0 {
			t.Errorf("%s: %+v", name, now.Brokers)
		}
	}
}

// TestWhatVariablesSayOfThePods: a command that starts Kafka with a file of its own
// makes no broker of its variables, but whoever writes that file may go by them.
func TestWhatVariablesSayOfThePods(t *testing.T) {
	const env = "        env: [{name: KAFKA_MIN_INSYNC_REPLICAS, value: '2'}, {name: KAFKA_FOO_BAR, value: '1'}]\n"
	settings := func(text string) model.Config { return only(t, text).Sets[0].Settings }
	c := settings(workload("our/kafka", env+"        command: [bin/kafka-server-start.sh, /config/server.properties]\n"))
	if v := c.Own("min.insync.replicas"); v.Raw() != "2" || v.Origin().Line != 13 || c.Own("foo.bar").IsSet() {
		t.Errorf("the variables beside the command give %+v", c.Settings())
	}
	if v := c.Get("log.dirs"); v.Usable() || !strings.Contains(v.Why(), "the file that the command starts Kafka with") {
		t.Errorf("what the file may give is %v: %q", v, v.Why())
	}
	for name, labels := range map[string]string{
		"Strimzi":   "strimzi.io/kind: Kafka, strimzi.io/broker-role: 'true'",
		"Koperator": "app: kafka, kafka_cr: plant, brokerId: '0'",
	} {
		if c := settings(strings.Replace(workload("our/kafka", env), "app: kafka", labels, 1)); c.Len() > 0 || c.Other().IsSet() {
			t.Errorf("%s writes the file, and the variables give %+v", name, c.Settings())
		}
	}
}

// TestWhatHasSiblingsElsewhereDoesNotCount: a cluster is not told to have one
// broker because one document shows one.
func TestWhatHasSiblingsElsewhereDoesNotCount(t *testing.T) {
	const env = "        env: [{name: KAFKA_NODE_ID, value: '0'}]\n"
	of := func(text string) []*model.NodeSet {
		now := readOne(t, text)
		if len(now.Brokers) != 1 {
			t.Errorf("brokers %+v", now.Brokers)
		}
		return now.NodeSets
	}
	for name, owners := range map[string]string{"a pod": "", "a pod of a controller": "ownerReferences: [{kind: StatefulSet, name: plant}], "} {
		if sets := of("apiVersion: v1\nkind: Pod\nmetadata: {name: plant-0, " + owners + "labels: {app: kafka}}\nspec: {containers: [{name: kafka, image: apache/kafka, env: [{name: KAFKA_NODE_ID, value: '0'}]}]}\n"); len(sets) > 0 {
			t.Errorf("%s: %+v", name, sets[0])
		}
	}
	if sets := of(strings.Replace(workload("apache/kafka", env), "replicas: 3", "replicas: 1", 1)); len(sets) > 0 {
		t.Errorf("one StatefulSet for each broker: %+v", sets[0])
	}
	if sets := of(workload("apache/kafka", env)); len(sets) != 1 || sets[0].Count.Certainty() != model.Assumed {
		t.Errorf("no label names the cluster: %+v", sets)
	}
	for _, labelled := range []string{
		strings.Replace(workload("apache/kafka", env), "namespace: kafka", "labels: {app.kubernetes.io/instance: plant}", 1),
		strings.Replace(workload("apache/kafka", env), "labels: {app: kafka}", "labels: {app: kafka, app.kubernetes.io/instance: plant}", 1),
	} {
		if sets := of(labelled); len(sets) != 1 || sets[0].Count.Certainty() != model.Known {
			t.Errorf("a label names the cluster: %+v", sets)
		}
	}
}
