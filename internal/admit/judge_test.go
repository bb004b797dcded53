package admit

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// judges decides by all rules, as they are set by default.
func judges() *Rules {
	today := time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)
	return &Rules{Known: rules.All(), Settings: &rule.Settings{}, Now: func() time.Time { return today }}
}

// objectOf is a YAML text as the API server sends it.
func objectOf(t testing.TB, text string) json.RawMessage {
	t.Helper()
	if text == "" {
		return json.RawMessage("null")
	}
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// resources are what requests for kinds are sent to.
var resources = map[string]string{
	"KafkaTopic": "kafkatopics", "Kafka": "kafkas", "KafkaNodePool": "kafkanodepools", "StatefulSet": "statefulsets", "Pod": "pods", "PodDisruptionBudget": "poddisruptionbudgets",
}

// asked is the request to change one object into another, "" for none.
func asked(t testing.TB, op Operation, before, now string) *Request {
	t.Helper()
	q := &Request{UID: "u", Operation: op, Object: objectOf(t, now), OldObject: objectOf(t, before)}
	for _, text := range []string{now, before} {
		var o struct {
			APIVersion string `yaml:"apiVersion"`
			Kind       string
			Metadata   struct{ Name, Namespace string }
		}
		if text != "" && yaml.Unmarshal([]byte(text), &o) == nil {
			q.Kind, q.Name, q.Namespace = Kind{Group: groupOf(o.APIVersion), Kind: o.Kind}, o.Metadata.Name, o.Metadata.Namespace
			q.Resource = Resource{Group: q.Kind.Group, Version: "v1", Resource: resources[o.Kind]}
			break
		}
	}
	return q
}

// decides is the verdict on such a request.
func decides(t *testing.T, op Operation, before, now string) Verdict {
	t.Helper()
	return by(t, judges(), asked(t, op, before, now))
}

// theWriteUp is incident D's broker: its log on emptyDir, a heap that fills the
// limit, nothing that keeps brokers apart.
const theWriteUp = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: kafka-broker, namespace: kafka}
spec:
  replicas: 3
  selector: {matchLabels: {app: kafka-broker}}
  template:
    metadata: {labels: {app: kafka-broker}}
    spec:
      containers:
        - name: kafka
          image: apache/kafka:4.1.0
          ports: [{containerPort: 9092}]
          env:
            - {name: KAFKA_HEAP_OPTS, value: -Xms8g -Xmx8g}
            - {name: KAFKA_LOG_DIRS, value: /var/lib/kafka/data}
          resources: {limits: {memory: 8Gi}, requests: {memory: 8Gi}}
          volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]
      volumes: [{name: data, emptyDir: {}}]
`

func TestM34_TheWriteUpsBrokerIsRefusedWithAllItsFindingsAtOnce(t *testing.T) {
	v := decides(t, Create, "", theWriteUp)
	if v.Allowed || !strings.HasPrefix(v.Message, "breakwater refuses StatefulSet kafka/kafka-broker for 3 reasons:\n- ") {
		t.Fatalf("the verdict is %+v", v)
	}
	for _, part := range []string{
		"kube/log-dir-ephemeral: spec.template.spec.volumes[0]", "kube/heap-exceeds-limit: ", "kube/no-node-spread: ", "\n  fix: ",
	} {
		if !strings.Contains(v.Message, part) {
			t.Errorf("it does not say %q:\n%s", part, v.Message)
		}
	}
	if v.Audit["kube.log-dir-ephemeral"] == "" {
		t.Errorf("the audit annotations are %v", v.Audit)
	}
}

func TestM34_RightBrokersAreAdmitted(t *testing.T) {
	text, err := os.ReadFile("../../test/precision/corpus/strimzi-pods/podset.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i, object := range strings.Split(string(text), "\n---") {
		if v := decides(t, Create, "", object); !v.Allowed {
			t.Errorf("object %d is refused: %s", i, v.Message)
		}
	}
}

func TestAnUpdateIsJudgedByWhatItMakesWrong(t *testing.T) {
	labelled := strings.Replace(theWriteUp, "namespace: kafka}", "namespace: kafka, labels: {team: a}}", 1)
	if v := decides(t, Update, theWriteUp, labelled); !v.Allowed || len(v.Warnings) != 0 {
		t.Errorf("a label on an old, bad object: %+v", v)
	}
	better := strings.Replace(theWriteUp, "-Xms8g -Xmx8g", "-Xms5g -Xmx5g", 1)
	if v := decides(t, Update, theWriteUp, better); !v.Allowed {
		t.Errorf("a repair of one of three faults: %s", v.Message)
	}
	if v := decides(t, Update, better, theWriteUp); v.Allowed || strings.Count(v.Message, "\n- ") != 1 || !strings.Contains(v.Message, "kube/heap-exceeds-limit") {
		t.Errorf("one more fault: %+v", v)
	}
	if v := decides(t, Update, theWriteUp, strings.Replace(theWriteUp, "replicas: 3", "replicas: 4", 1)); !v.Allowed {
		t.Errorf("one more replica of an old, bad object: %s", v.Message)
	}
	leaving := strings.Replace(theWriteUp, "namespace: kafka}", "namespace: kafka, deletionTimestamp: '2026-11-30T03:00:00Z'}", 1)
	if v := decides(t, Update, better, leaving); !v.Allowed {
		t.Errorf("an object that is being deleted: %s", v.Message)
	}
}

const topic = `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: iot, namespace: kafka, labels: {strimzi.io/cluster: plant}}
spec: {partitions: 6, replicas: 3, config: {min.insync.replicas: 2}}
`

func TestM05_BadTopicsAreRefusedByTheSentenceOfLint(t *testing.T) {
	if v := decides(t, Create, "", topic); !v.Allowed {
		t.Errorf("a good topic: %s", v.Message)
	}
	bad := strings.Replace(topic, "min.insync.replicas: 2", "min.insync.replicas: 2, segment.bytes: 1048576, max.message.bytes: 10485760", 1)
	if v := decides(t, Create, "", bad); v.Allowed || !strings.Contains(v.Message, "topic/batch-exceeds-segment: spec.config.") || !strings.Contains(v.Message, "Kafka refuses every batch") {
		t.Errorf("incident A's topic: %+v", v)
	}
	if v := decides(t, Update, topic, strings.Replace(topic, "partitions: 6", "partitions: 3", 1)); v.Allowed || !strings.Contains(v.Message, "change/partitions-decrease") {
		t.Errorf("6 partitions to 3: %+v", v)
	}
	if v := decides(t, Delete, topic, ""); v.Allowed || !strings.Contains(v.Message, "change/topic-destroyed") {
		t.Errorf("a deletion: %+v", v)
	}
	sure := strings.Replace(topic, "labels:", "annotations: {breakwater/confirm-delete: iot}, labels:", 1)
	if v := decides(t, Delete, sure, ""); !v.Allowed || v.Audit["confirmed-delete"] != "iot" {
		t.Errorf("a deletion that was confirmed: %+v", v)
	}
	if v := decides(t, Delete, strings.Replace(sure, "confirm-delete: iot", "confirm-delete: other", 1), ""); v.Allowed {
		t.Error("a deletion that was confirmed for another topic is allowed")
	}
}

func TestAnIgnoredRuleDoesNotRefuse(t *testing.T) {
	ignores := strings.Replace(theWriteUp, "namespace: kafka}",
		`namespace: kafka, annotations: {breakwater/ignore: 'kube/log-dir-ephemeral reason="a test cluster"; kube/heap-exceeds-limit reason="measured"; kube/no-node-spread reason="one node"'}}`, 1)
	if v := decides(t, Create, "", ignores); !v.Allowed {
		t.Errorf("all faults are ignored with a reason: %s", v.Message)
	}
	if v := decides(t, Create, "", strings.ReplaceAll(ignores, ` reason="a test cluster"`, "")); v.Allowed || !strings.Contains(v.Message, "kube/log-dir-ephemeral") {
		t.Errorf("ignored without a reason: %+v", v)
	}
}

func TestWhatIsNotKafkasOrNotJudgedSaysSo(t *testing.T) {
	v := decides(t, Create, "", "{apiVersion: v1, kind: Secret, metadata: {name: s}}")
	if !v.Allowed || v.Audit["not-judged"] == "" {
		t.Errorf("a secret: %+v", v)
	}
	for name, object := range map[string]string{
		"a spec that is a list":     strings.Replace(topic, "spec: {partitions: 6, replicas: 3, config: {min.insync.replicas: 2}}", "spec: []", 1),
		"metadata that is a string": "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: hello}",
	} {
		q := &Request{UID: "u", Operation: Create, Object: objectOf(t, object)}
		if v, err := judges().Judge(t.Context(), q); err == nil {
			t.Errorf("%s: %+v", name, v)
		}
	}
}
