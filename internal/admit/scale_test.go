package admit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

const plantKafka = `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: plant, namespace: kafka}
spec:
  kafka:
    version: 4.1.1
    config: {default.replication.factor: 3, min.insync.replicas: 2, offsets.topic.replication.factor: 1, transaction.state.log.replication.factor: 1, transaction.state.log.min.isr: 1}
`

// pool is a node pool of the plant.
func pool(name, role string, replicas int) string {
	return fmt.Sprintf(`
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: %s, namespace: kafka, labels: {strimzi.io/cluster: plant}}
spec:
  replicas: %d
  roles: [%s]
  resources: {requests: {memory: 8Gi}, limits: {memory: 8Gi}}
  jvmOptions: {-Xms: 4g, -Xmx: 4g}
  storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 100Gi, deleteClaim: false}]}
`, name, replicas, role)
}

// scales is the request to scale an object.
func scales(resource, name string, from, to int) *Request {
	scale := func(n int) json.RawMessage {
		spec := fmt.Sprintf(`{"replicas":%d}`, n)
		if n == 0 {
			spec = "{}"
		}
		return json.RawMessage(`{"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"` + name + `","namespace":"kafka"},"spec":` + spec + `,"status":{"replicas":3}}`)
	}
	group := strimzi
	if resource == "statefulsets" {
		group = "apps"
	}
	return &Request{UID: "u", Operation: Update, SubResource: "scale", Name: name, Namespace: "kafka", Kind: Kind{Group: "autoscaling", Version: "v1", Kind: "Scale"},
		Resource: Resource{Group: group, Version: "v1", Resource: resource}, Object: scale(to), OldObject: scale(from)}
}

func scaler(t *testing.T, k *kafka, objects ...string) (*Rules, *kubernetes) {
	t.Helper()
	cluster := &kubernetes{t: t, objects: objects}
	j := asks(judges(), k)
	j.Cluster = cluster
	return j, cluster
}

func TestM05_AScaleDownBelowTheReplicationFactorIsRefusedByTheSentenceOfLint(t *testing.T) {
	says := sentence(t, "kube/scale-below-replication", map[string]string{"kafka.yaml": plantKafka, "pools.yaml": pool("broker", "broker", 2) + "---\n" + pool("controller", "controller", 3)})
	j, _ := scaler(t, &kafka{}, plantKafka, pool("broker", "broker", 3), pool("controller", "controller", 3))
	by(t, j, scales("kafkanodepools", "broker", 3, 2)).says(t, "breakwater refuses kafkanodepools/scale of kafka/broker for 1 reason", "- kube/scale-below-replication: ", says)

	// The same by an edit of the pool itself.
	by(t, j, asked(t, Update, pool("broker", "broker", 3), pool("broker", "broker", 2))).says(t, "kube/scale-below-replication", says)

	// What was too few already may not become fewer.
	by(t, j, scales("kafkanodepools", "broker", 2, 1)).says(t, "for 1 reason", "the cluster has 1 broker")

	// Two pools of brokers have enough together.
	j, _ = scaler(t, &kafka{}, plantKafka, pool("broker", "broker", 3), pool("more", "broker", 3), pool("controller", "controller", 3))
	if v := by(t, j, scales("kafkanodepools", "broker", 3, 2)); !v.Allowed {
		t.Errorf("5 brokers are left: %s", v.Message)
	}
	for _, c := range [][2]int{{3, 3}, {3, 4}, {2, 3}} {
		if v := by(t, j, scales("kafkanodepools", "broker", c[0], c[1])); !v.Allowed {
			t.Errorf("from %d to %d: %s", c[0], c[1], v.Message)
		}
	}
}

func TestM05_AScaleDownIsHeldAgainstTheTopicsThatKafkaHas(t *testing.T) {
	quiet := strings.Replace(plantKafka, "default.replication.factor: 3, ", "default.replication.factor: 1, ", 1)
	k := &kafka{replicas: ReplicaFacts{Topic: "orders", Replicas: 3, Topics: 42, InSync: 2, Of: "orders"}}
	j, _ := scaler(t, k, quiet, pool("broker", "broker", 3), pool("controller", "controller", 3))
	v := by(t, j, scales("kafkanodepools", "broker", 3, 2))
	v.says(t, "- kube/scale-below-replication: spec.replicas: topic orders (and 41 topics more) has 3 replicas and 2 brokers would be left", "INVALID_REPLICATION_FACTOR (error 38)", "keep 3 brokers or more")
	if strings.Contains(v.Message, "acks=all") {
		t.Errorf("2 brokers are enough for min.insync.replicas: 2: %s", v.Message)
	}
	by(t, j, scales("kafkanodepools", "broker", 3, 1)).says(t, "1 broker would be left", "min.insync.replicas of orders is 2, so every write to it with acks=all fails with NOT_ENOUGH_REPLICAS (error 19)")
	by(t, j, scales("kafkanodepools", "broker", 3, 0)).says(t, "0 brokers would be left")
	if len(k.asked) != 3 || k.asked[0] != "strimzi:kafka/plant replicas" {
		t.Errorf("Kafka was asked for %q", k.asked)
	}
	if v := by(t, j, scales("kafkanodepools", "controller", 3, 1)); strings.Contains(v.Message, "scale-below-replication") || len(k.asked) != 3 {
		t.Errorf("controllers alone: %+v, and Kafka was asked for %q", v, k.asked)
	}
}

func TestAStatefulSetIsScaled(t *testing.T) {
	good := strings.NewReplacer("name: kafka-broker, namespace", "name: kafka-broker, uid: u, namespace").Replace(theWriteUp)
	k := &kafka{replicas: ReplicaFacts{Topic: "orders", Replicas: 3, Topics: 1}}
	j, _ := scaler(t, k, good)
	by(t, j, scales("statefulsets", "kafka-broker", 3, 2)).says(t, "for 1 reason", "topic orders has 3 replicas and 2 brokers would be left")
	foreign := "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: postgres, namespace: kafka}\nspec: {replicas: 3, template: {metadata: {labels: {app: postgres}}, spec: {containers: [{name: postgres, image: postgres}]}}}\n"
	k.asked = nil
	j, _ = scaler(t, k, foreign)
	if v := by(t, j, scales("statefulsets", "postgres", 3, 1)); !v.Allowed || len(v.Warnings) > 0 || v.Audit["not-judged"] == "" || len(k.asked) > 0 {
		t.Errorf("somebody else's: %+v, asked %q", v, k.asked)
	}
}

func TestAScaleOfWhichTooLittleIsKnownFollowsThePolicy(t *testing.T) {
	down := scales("kafkanodepools", "broker", 3, 2)
	all := []string{strings.Replace(plantKafka, "default.replication.factor: 3", "default.replication.factor: 1", 1), pool("broker", "broker", 3)}
	for _, c := range []struct {
		name string
		j    func(*Rules)
		why  string
	}{
		{"nobody to ask", func(*Rules) {}, "no Kubernetes cluster can be asked"},
		{"the API server fails", func(j *Rules) { j.Cluster = &kubernetes{t: t, fails: errAway} }, "what kafkanodepools/scale of kafka/broker scales (connection refused)"},
		{"the API server hangs", func(j *Rules) { j.Cluster = &kubernetes{t: t, hangs: true} }, "(no answer in time)"},
		{"the pool is not there", func(j *Rules) { j.Cluster = &kubernetes{t: t} }, "(there is none)"},
		{"no Kafka to ask", func(j *Rules) { j.Cluster = &kubernetes{t: t, objects: all} }, "no Kafka cluster can be asked"},
		{"Kafka fails", func(j *Rules) { j.Cluster, j.Live = &kubernetes{t: t, objects: all}, &kafka{fails: errAway} }, "how many replicas the topics have (connection refused)"},
	} {
		warn, refuse := judges(), under(t, "admit: {not_known: deny}")
		for _, j := range []*Rules{warn, refuse} {
			j.Budget = 20 * time.Millisecond
			c.j(j)
		}
		v := by(t, warn, down)
		v.warns(t, "breakwater: not known: ")
		if !strings.Contains(v.Audit["not-known"], c.why) {
			t.Errorf("%s: the audit log has %v", c.name, v.Audit)
		}
		by(t, refuse, down).says(t, "- not known: ", c.why)
	}
}

func TestAScaleThatCannotBeRead(t *testing.T) {
	j, _ := scaler(t, &kafka{}, plantKafka, pool("broker", "broker", 3))
	q := scales("kafkanodepools", "broker", 3, 2)
	q.Object = json.RawMessage(`{"spec":{"replicas":"two"}}`)
	if _, err := j.Judge(t.Context(), q); err == nil || !strings.Contains(err.Error(), "the Scale cannot be read: spec.replicas holds string where a int belongs") {
		t.Errorf("a text for a number: %v", err)
	}
	if _, err := withReplicas([]byte(`{"spec":[]}`), 1); err == nil {
		t.Error("a spec that is a list is scaled")
	}
	out, err := withReplicas([]byte(`{"spec":{"a":12345678901234567890,"replicas":3},"z":1}`), 7)
	if err != nil || string(out) != `{"spec":{"a":12345678901234567890,"replicas":7},"z":1}` {
		t.Errorf("%s %v", out, err)
	}
}

// TestWhatCarriesTheWholePodIsJudgedAsAnUpdate is about the subresources of pods that
// send the pod itself.
func TestWhatCarriesTheWholePodIsJudgedAsAnUpdate(t *testing.T) {
	const broker = `
apiVersion: v1
kind: Pod
metadata: {name: kafka-broker-0, namespace: kafka, labels: {app: kafka-broker}}
spec:
  affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: kafka-broker}}}]}}
  containers:
    - name: kafka
      image: apache/kafka:4.1.0
      ports: [{containerPort: 9092}]
      env: [{name: KAFKA_HEAP_OPTS, value: -Xms5g -Xmx5g}, {name: KAFKA_LOG_DIRS, value: /var/lib/kafka/data}]
      resources: {limits: {memory: 8Gi}, requests: {memory: 8Gi}}
      volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data-0}}]
`
	q := asked(t, Update, broker, strings.ReplaceAll(broker, "memory: 8Gi", "memory: 5Gi"))
	q.SubResource = "resize"
	by(t, judges(), q).says(t, "breakwater refuses pods/resize of kafka/kafka-broker-0 for 1 reason:\n- kube/heap-exceeds-limit: ")
	q = asked(t, Update, broker, strings.ReplaceAll(broker, "memory: 8Gi", "memory: 9Gi"))
	q.SubResource = "resize"
	if v := by(t, judges(), q); !v.Allowed {
		t.Errorf("more memory: %s", v.Message)
	}
	debugged := strings.Replace(broker, "  containers:", "  ephemeralContainers: [{name: debugger, image: busybox}]\n  containers:", 1)
	q = asked(t, Update, broker, debugged)
	q.SubResource = "ephemeralcontainers"
	if v := by(t, judges(), q); !v.Allowed || len(v.Warnings) > 0 {
		t.Errorf("kubectl debug: %+v", v)
	}
	q = asked(t, Update, broker, strings.ReplaceAll(debugged, "-Xmx5g", "-Xmx8g"))
	q.SubResource = "ephemeralcontainers"
	by(t, judges(), q).says(t, "kube/heap-exceeds-limit")
}

func TestM05_ABudgetThatBlocksDrainsForEverIsRefusedByTheSentenceOfLint(t *testing.T) {
	const budget = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: brokers, namespace: kafka}
spec: {maxUnavailable: 0, selector: {matchLabels: {app: kafka-broker}}}
`
	says := sentence(t, "kube/pdb-blocks-forever", map[string]string{"a.yaml": theWriteUp, "b.yaml": budget})
	j, cluster := scaler(t, &kafka{}, theWriteUp)
	by(t, j, asked(t, Create, "", budget)).says(t, "for 1 reason:\n- kube/pdb-blocks-forever: ", says)
	if strings.Join(cluster.asked, " ") != "statefulsets strimzipodsets" {
		t.Errorf("asked for %q", cluster.asked)
	}
	if v := by(t, j, asked(t, Create, "", strings.Replace(budget, "maxUnavailable: 0", "maxUnavailable: 1", 1))); !v.Allowed {
		t.Errorf("one at a time: %s", v.Message)
	}
	operated := "apiVersion: core.strimzi.io/v1\nkind: StrimziPodSet\nmetadata: {name: plant-broker, namespace: kafka, labels: {strimzi.io/cluster: plant}}\n" +
		"spec: {pods: [{apiVersion: v1, kind: Pod, metadata: {name: plant-broker-0, namespace: kafka, labels: {app: kafka-broker, strimzi.io/cluster: plant, strimzi.io/kind: Kafka, strimzi.io/name: plant-kafka, strimzi.io/broker-role: 'true'}}, spec: {containers: [{name: kafka, image: quay.io/strimzi/kafka:1.2.0-kafka-4.3.1}]}}]}\n"
	j, _ = scaler(t, &kafka{}, operated)
	by(t, j, asked(t, Create, "", strings.Replace(budget, "maxUnavailable: 0", "maxUnavailable: 1", 1))).says(t, "kube/pdb-blocks-forever", "no scale subresource")
}

// TestATopicIsHeldAgainstItsCluster is about what one object alone does not show.
func TestATopicIsHeldAgainstItsCluster(t *testing.T) {
	says := sentence(t, "topic/replicas-exceed-brokers", map[string]string{"a.yaml": topic, "b.yaml": plantKafka, "c.yaml": pool("broker", "broker", 2)})
	j, _ := scaler(t, &kafka{}, plantKafka, pool("broker", "broker", 2))
	by(t, j, asked(t, Create, "", topic)).says(t, "topic/replicas-exceed-brokers: spec.replicas: "+says)
	if v := by(t, judges(), asked(t, Create, "", topic)); !v.Allowed {
		t.Errorf("by itself: %s", v.Message)
	}
	j.Cluster = &kubernetes{t: t, fails: errAway}
	by(t, j, asked(t, Create, "", topic)).warns(t, "not known: which kafkanodepools there are in kafka (connection refused)")
}
