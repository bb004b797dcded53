package kube

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// objects reads every object of a text, and tells which are judged.
func objects(t testing.TB, text string) (out []*model.Object, judged []bool) {
	t.Helper()
	now, judged := declared(t, text)
	return now.Objects, judged
}

// declared is all that a text declares.
func declared(t testing.TB, text string) (now *model.Snapshot, judged []bool) {
	t.Helper()
	docs, err := yamlx.Parse(format.Input{Path: "k.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	b := model.NewBuilder(testTime)
	for _, d := range docs {
		judged = append(judged, Read(d, b))
	}
	now, _ = b.Snapshots()
	return now, judged
}

// only is the one object of a text.
func only(t testing.TB, text string) *model.Object {
	t.Helper()
	found, _ := objects(t, text)
	if len(found) != 1 {
		t.Fatalf("%d objects, want 1", len(found))
	}
	return found[0]
}

// set is the one set of pods of a text.
func set(t testing.TB, text string) *model.PodSet {
	t.Helper()
	o := only(t, text)
	if len(o.Sets) != 1 {
		t.Fatalf("%d sets, want 1", len(o.Sets))
	}
	return o.Sets[0]
}

const statefulSet = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: kafka, namespace: plant, labels: {app.kubernetes.io/instance: k}}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: kafka-broker}}
    spec:
      hostNetwork: true
      terminationGracePeriodSeconds: 60
      nodeSelector: {disk: fast}
      containers:
        - name: sidecar
          image: a
        - name: kafka
          image: example.org/kafka:4.1@sha256:0123
          command: [sh]
          args: [-c, x]
          env:
            - {name: A, value: "1"}
            - {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: C}
          resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}
          ports: [{name: client, containerPort: 9092, hostPort: 9092}]
          livenessProbe: {tcpSocket: {port: 9092}, periodSeconds: 5}
          readinessProbe: {exec: {command: [sh, -c, check]}}
          volumeMounts: [{name: data, mountPath: /var/lib/kafka, subPath: x}]
      volumes:
        - {name: data, emptyDir: {}}
        - {name: config, configMap: {name: settings}}
  volumeClaimTemplates:
    - metadata: {name: data}
`

func TestAStatefulSetIsReadWithThePlaceOfEachValue(t *testing.T) {
	o := only(t, statefulSet)
	if o.Subject().String() != "kube/plant/StatefulSet/kafka" || o.At.String() != "k.yaml:3:18" || o.Place.Names[0] != "kube:plant/k" {
		t.Errorf("%s at %s, of %v", o.Subject(), o.At, o.Place)
	}
	p := o.Sets[0]
	c := p.Main()
	for what, got := range map[string]model.Value{
		"3 k.yaml:5:13": p.Count, "60 k.yaml:10:38": p.Grace, "true k.yaml:9:20": p.HostNetwork,
		"2Gi k.yaml:23:65": c.Resources.MemoryLimit, "1Gi k.yaml:23:42": c.Resources.MemoryRequest,
		"1 k.yaml:20:32": c.Env.Get("A"), "9092 k.yaml:24:49": c.Ports[0].Container, "5 k.yaml:25:67": c.Liveness.Period,
	} {
		if text := got.Raw() + " " + got.Origin().String(); text != what {
			t.Errorf("got %s, want %s", text, what)
		}
	}
	if v := c.Env.Get("B"); v.Usable() || !strings.Contains(v.Why(), "valueFrom") {
		t.Errorf("valueFrom gives %+v", v)
	}
	if v := c.Env.Get("C"); !v.Usable() || v.Raw() != "" {
		t.Errorf("a variable without a value is empty: %+v", v)
	}
	if c.Liveness.How != "tcpSocket" || c.Readiness.How != "exec" || c.Readiness.Target.Raw() != "check" || c.Startup != nil {
		t.Errorf("probes %+v %+v %+v", c.Liveness, c.Readiness, c.Startup)
	}
	if len(p.Nodes) != 1 || p.Nodes[0].Key != "disk" || p.Nodes[0].Values[0].Raw() != "fast" {
		t.Errorf("nodes %+v", p.Nodes)
	}
	if len(p.LogDirs) != 1 || p.LogDirs[0].Volume.Kind != model.VolumeClaim {
		t.Errorf("a claim of the StatefulSet wins over a volume of its name: %+v", p.LogDirs)
	}
}

func TestCounts(t *testing.T) {
	for edit, want := range map[string]string{"replicas: 3": "3", "x: 3": "1 default of Kubernetes", "replicas: 0": "0", "replicas: ${N}": "${N} unknown"} {
		v := set(t, strings.Replace(statefulSet, "replicas: 3", edit, 1)).Count
		got := v.Raw()
		if !v.Usable() {
			got += " unknown"
		}
		if v.Origin().Default != "" {
			got += " " + v.Origin().String()
		}
		if got != want {
			t.Errorf("%s is %s, want %s", edit, got, want)
		}
	}
}

func TestWhatIsNoBrokerIsLeftAlone(t *testing.T) {
	for name, text := range map[string]string{
		"a client":       "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p}\nspec: {template: {metadata: {labels: {app: producer}}, spec: {containers: [{name: kafka-producer, image: apache/kafka:4.1.1, env: [{name: KAFKA_BOOTSTRAP_SERVERS, value: 'k:9092'}]}]}}}\n",
		"Connect":        "apiVersion: v1\nkind: Pod\nmetadata: {name: c, labels: {strimzi.io/kind: KafkaConnect, strimzi.io/cluster: c}}\nspec: {containers: [{name: c-connect, image: quay.io/strimzi/kafka:1, command: [/opt/kafka/kafka_connect_run.sh]}]}\n",
		"another app":    "apiVersion: v1\nkind: Pod\nmetadata: {name: c, labels: {app: web}}\nspec: {containers: [{name: web, image: nginx}]}\n",
		"nothing at all": "apiVersion: v1\nkind: Pod\nmetadata: {name: c}\n",
		"odd shapes":     "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: [1]\nspec: {template: {spec: {containers: {a: b}, volumes: 5}}}\n",
		"a settings map": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {application.yml: 'a: b'}\n",
		"a UI":           "apiVersion: v1\nkind: Pod\nmetadata: {name: ui, labels: {app: kafka-ui}}\nspec: {containers: [{name: ui, image: provectuslabs/kafka-ui, ports: [{containerPort: 8080}]}]}\n",
		"an old kind":    "apiVersion: v1\nkind: StatefulSet\nmetadata: {name: kafka}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if found, judged := objects(t, text); len(found) != 0 || judged[0] {
				t.Errorf("found %+v", found[0])
			}
		})
	}
}

func TestProductsAreRecognised(t *testing.T) {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n, labels: {%s}}\nspec: {containers: [{name: %s, image: %s, env: [%s]}]}\n"
	for name, c := range map[string]struct {
		labels, container, image, env string
		product, roles, cluster       string
	}{
		"Strimzi, both roles":     {"strimzi.io/kind: Kafka, strimzi.io/cluster: c, strimzi.io/broker-role: 'true', strimzi.io/controller-role: 'true'", "kafka", "x", "", "strimzi", "3", "c"},
		"Strimzi, a controller":   {"strimzi.io/kind: Kafka, strimzi.io/cluster: c, strimzi.io/broker-role: 'false', strimzi.io/controller-role: 'true'", "kafka", "x", "", "strimzi", "2", "c"},
		"Koperator":               {"app: kafka, kafka_cr: k, brokerId: '1', isControllerNode: 'true'", "kafka", "x", "", "koperator", "3", "k"},
		"Koperator, a controller": {"app: kafka, kafka_cr: k, brokerId: '1', isBrokerNode: 'false', isControllerNode: 'true'", "kafka", "x", "", "koperator", "2", "k"},
		"Confluent":               {"platform.confluent.io/type: kafka, clusterId: k", "kafka", "x", "", "confluent", "1", "k"},
		"Confluent, a controller": {"platform.confluent.io/type: kraftcontroller", "kafka", "x", "", "confluent", "2", ""},
		"Bitnami":                 {"app.kubernetes.io/part-of: kafka, app.kubernetes.io/component: controller-eligible, app.kubernetes.io/instance: i", "kafka", "bitnami/kafka", "", "bitnami", "3", "i"},
		"Bitnami, controllers":    {"app.kubernetes.io/part-of: kafka, app.kubernetes.io/component: controller-eligible", "kafka", "bitnami/kafka", "{name: KAFKA_CFG_PROCESS_ROLES, value: controller}", "bitnami", "2", ""},
		"Stackable":               {"app.kubernetes.io/name: kafka, app.kubernetes.io/component: broker, app.kubernetes.io/managed-by: kafka.stackable.tech_x", "kafka", "x", "", "stackable", "1", ""},
		"by a setting":            {"a: b", "x", "y", "{name: KAFKA_PROCESS_ROLES, value: 'broker,controller'}", "", "3", ""},
		"cp-kafka":                {"a: b", "x", "confluentinc/cp-kafka:8.0.0", "{name: KAFKA_BROKER_ID, value: '1'}", "", "1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := set(t, fmt.Sprintf(pod, c.labels, c.container, c.image, c.env))
			if p.Product != c.product || fmt.Sprint(int(p.Roles)) != c.roles || p.Cluster != c.cluster || !p.Recognised.IsSet() {
				t.Errorf("%q roles %d of %q by %q", p.Product, p.Roles, p.Cluster, p.Recognised.Raw())
			}
		})
	}
}

func TestPlacesByNamespaceAndHint(t *testing.T) {
	if o := only(t, strings.Replace(statefulSet, ", namespace: plant", "", 1)); len(o.Place.Names) != 0 || o.Place.Hint != "kube:k" {
		t.Errorf("without a namespace: %+v", o.Place)
	}
	pool := "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, namespace: n, labels: {strimzi.io/cluster: c}}\nspec: {replicas: 1, roles: [broker], storage: {type: ephemeral}}\n"
	if o := only(t, pool); len(o.Place.Names) != 1 || o.Place.Names[0] != "strimzi:n/c" {
		t.Errorf("a pool: %+v", o.Place)
	}
}

// TestAStatefulSetMayBeNamedItself: its own name is an alias, whatever its labels say.
func TestAStatefulSetMayBeNamedItself(t *testing.T) {
	for text, want := range map[string]string{
		statefulSet: "kube:plant/kafka",
		strings.Replace(statefulSet, ", namespace: plant", "", 1):                                           "",
		strings.Replace(statefulSet, "name: kafka, namespace", "generateName: kafka, namespace", 1):         "",
		strings.Replace(statefulSet, "name: kafka, namespace", "name: '{{ .Release.Name }}', namespace", 1): "",
	} {
		if got := strings.Join(only(t, text).Place.Aliases, " "); got != want {
			t.Errorf("its aliases are %q, want %q, of\n%s", got, want, text)
		}
	}
	pool := "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, namespace: n, labels: {strimzi.io/cluster: c}}\nspec: {replicas: 1, roles: [broker], storage: {type: ephemeral}}\n"
	if got := only(t, pool).Place.Aliases; len(got) > 0 {
		t.Errorf("a pool has the aliases %q: its operator's name for the cluster is the one", got)
	}
}

func TestAReviewIsReadAsAFileIs(t *testing.T) {
	n, err := yamlx.FromJSON("", []byte(`{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n","labels":{"app":"kafka-broker"},`+
		`"ownerReferences":[{"kind":"StatefulSet","name":"s"}]},"spec":{"containers":[{"name":"kafka","resources":{"limits":{"memory":"8Gi"}}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	b := model.NewBuilder(testTime)
	if !Read(n, b) {
		t.Fatal("it is not judged")
	}
	now, _ := b.Snapshots()
	p := now.Objects[0].Sets[0]
	if at := p.Main().Resources.MemoryLimit.Origin(); at.String() != "spec.containers[0].resources.limits.memory" || !p.Owned {
		t.Errorf("the limit stands at %s, owned %v", at, p.Owned)
	}
}

// readAll reads whatever a text holds.
func readAll(text string) {
	docs, _ := yamlx.Parse(format.Input{Path: "k.yaml", Text: []byte(text)})
	b := model.NewBuilder(testTime)
	for _, d := range docs {
		Read(d, b)
	}
	now, _ := b.Snapshots()
	now.Scopes = []*model.Scope{{Objects: now.Objects}}
	for _, o := range now.Objects {
		for _, p := range o.Sets {
			now.Scopes[0].DataDirs(o, p)
		}
		now.Scopes[0].PodsOf(o)
	}
}
