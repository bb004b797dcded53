package kube

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

var testTime = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func brokerPod(spec string) string {
	return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n, labels: {app: kafka-broker}}\nspec:\n  " + strings.ReplaceAll(spec, "\n", "\n  ") + "\n"
}

func dirs(p *model.PodSet) string {
	var out []string
	for _, d := range p.LogDirs {
		out = append(out, fmt.Sprintf("%s %s %d", d.Path.Raw(), d.Volume.Name, d.Volume.Kind))
	}
	if p.LogDirsWhy != "" {
		out = append(out, p.LogDirsWhy)
	}
	return strings.Join(out, "; ")
}

func TestLogDirectories(t *testing.T) {
	container := func(image, env, mounts, volumes string) string {
		return brokerPod("containers: [{name: kafka, image: " + image + ", env: [" + env + "], volumeMounts: [" + mounts + "]}]\nvolumes: [" + volumes + "]")
	}
	const claim, empty = "{name: c, persistentVolumeClaim: {claimName: x}}", "{name: e, emptyDir: {}}"
	for name, c := range map[string]struct{ text, want string }{
		"by a setting":                 {container("x", "{name: KAFKA_LOG_DIRS, value: /a}", "{name: c, mountPath: /a}", claim), "/a c 1"},
		"two, one of them lost":        {container("x", "{name: KAFKA_LOG_DIRS, value: '/a, /b'}", "{name: c, mountPath: /a}, {name: e, mountPath: /b}", claim+", "+empty), "/a c 1; /b e 2"},
		"the metadata log, too":        {container("x", "{name: KAFKA_LOG_DIRS, value: /a}, {name: KAFKA_METADATA_LOG_DIR, value: /m}", "{name: c, mountPath: /a}", claim), "/a c 1; /m  8"},
		"by a setting of Bitnami":      {container("x", "{name: KAFKA_CFG_LOG_DIRS, value: /a/b}", "{name: c, mountPath: /a}", claim), "/a/b c 1"},
		"not known":                    {container("x", "{name: KAFKA_LOG_DIRS, valueFrom: {}}, {name: KAFKA_LOG_DIRS, valueFrom: {fieldRef: {}}}", "", ""), "log.dirs: valueFrom gives it when the pod starts"},
		"of another image's variables": {container("bitnami/kafka", "{name: KAFKA_LOG_DIRS, value: /a}", "{name: c, mountPath: /bitnami/kafka/data}", claim), "/bitnami/kafka/data c 1"},
		"set by the command":           {brokerPod("containers: [{name: kafka, command: [sh, -c, 'export KAFKA_LOG_DIRS=/x; exec run'], env: [{name: KAFKA_LOG_DIRS, value: /a}]}]"), "log.dirs: the command sets KAFKA_LOG_DIRS when the container starts"},
		"by the image":                 {container("apache/kafka:4.1.1", "", "", ""), "/tmp/kraft-combined-logs  8"},
		"by the image, mounted":        {container("confluentinc/cp-kafka:8.0.0", "", "{name: c, mountPath: /var/lib/kafka/data}", claim), "/var/lib/kafka/data c 1"},
		"by the image, above":          {container("confluentinc/cp-kafka:8.0.0", "", "{name: c, mountPath: /var/lib/kafka}", claim), "/var/lib/kafka/data c 1"},
		"by the image, above twice":    {container("confluentinc/cp-kafka:8.0.0", "", "{name: e, mountPath: /var/lib}, {name: c, mountPath: /var/lib/kafka}", claim+", "+empty), "/var/lib/kafka/data c 1"},
		"by a mount":                   {container("x", "", "{name: e, mountPath: /var/lib/kafka/data}", empty), "/var/lib/kafka/data e 2"},
		"by a mount of settings":       {container("x", "", "{name: e, mountPath: /var/lib/kafka/config}", empty), "neither a setting nor a mount shows where Kafka keeps its logs"},
		"by nothing":                   {container("x", "", "", ""), "neither a setting nor a mount shows where Kafka keeps its logs"},
		"by the command":               {brokerPod("containers: [{name: kafka, args: [--override log.dirs=/a]}]"), "/a  8"},
		"by a variable of the command": {brokerPod("containers: [{name: kafka, args: [\"--override log.dirs=$DIR\"]}]"), "the command gives log.dirs by a variable"},
		"a mount without a volume":     {container("x", "{name: KAFKA_LOG_DIRS, value: /a}", "{name: z, mountPath: /a}", claim), "/a z 0"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := dirs(set(t, c.text)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	p := set(t, brokerPod(`containers: [{name: kafka}]
affinity:
  nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: In, values: [a, b]}]}]}}
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: h, labelSelector: {matchLabels: {a: b}}, namespaces: [x], namespaceSelector: {}, matchLabelKeys: [m], mismatchLabelKeys: [k]}]
    preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: w}}]
topologySpreadConstraints:
- {topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 2, minDomains: 3, labelSelector: {matchExpressions: [{key: a, operator: Exists}]}}
- {topologyKey: z, whenUnsatisfiable: ScheduleAnyway}
- {topologyKey: z, whenUnsatisfiable: "${WHEN}"}`))
	anti := p.AntiAffinity.List
	if len(anti) != 2 || !anti[0].Hard || anti[0].Key.Raw() != "h" || anti[0].Selector.Match.Get("a").Raw() != "b" || anti[0].Namespaces[0] != "x" ||
		anti[0].NamespaceSelector == nil || anti[0].MatchLabelKeys[0] != "m" || anti[0].MismatchKeys[0] != "k" || anti[1].Hard || anti[1].Key.Raw() != "w" || anti[1].Selector != nil {
		t.Errorf("anti-affinity %+v", anti)
	}
	spread := p.Spread.List
	if len(spread) != 3 || !spread[0].Hard || !spread[0].Spread || spread[0].MaxSkew.Raw() != "2" || spread[0].MinDomains.Raw() != "3" ||
		spread[0].Selector.Expressions[0].Operator.Raw() != "Exists" || spread[1].Hard || !spread[2].HardUnknown {
		t.Errorf("constraints %+v", spread)
	}
	if len(p.Nodes) != 1 || len(p.Nodes[0].Values) != 2 {
		t.Errorf("nodes %+v", p.Nodes)
	}
	if q := set(t, brokerPod("containers: [{name: kafka}]")); q.AntiAffinity != nil || q.Spread != nil {
		t.Error("what is not said is not empty")
	}
}

func TestBudgetsAndConfigMaps(t *testing.T) {
	b := only(t, "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {minAvailable: 50%, selector: {matchLabels: {a: b}}}\n").Budget
	if b.MinAvailable.Raw() != "50%" || b.MaxUnavailable.IsSet() || b.Selector.Match.Get("a").Raw() != "b" || b.Operator {
		t.Errorf("%+v", b)
	}
	o, judged := objects(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  server.properties: |\n    log.dirs=/a\n    node.id=${ID}\n  other: x\n")
	if len(o) != 1 || !judged[0] || o[0].Brokers[0].Config.Get("log.dirs").Raw() != "/a" || o[0].Brokers[0].Config.Get("node.id").Usable() {
		t.Errorf("%+v, judged %v", o, judged)
	}
}

func TestPodSetsAreGroupedByTheirShape(t *testing.T) {
	pod := func(i int, volume string) string {
		return fmt.Sprintf("    - metadata: {name: c-b-%d, labels: {strimzi.io/kind: Kafka, strimzi.io/cluster: c, strimzi.io/broker-role: 'true', strimzi.io/pod-name: c-b-%d}}\n"+
			"      spec: {containers: [{name: kafka, volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]}], volumes: [{name: data, %s}]}\n", i, i, volume)
	}
	const head = "apiVersion: core.strimzi.io/v1\nkind: StrimziPodSet\nmetadata: {name: c-b}\nspec:\n  pods:\n"
	o := only(t, head+pod(0, "persistentVolumeClaim: {claimName: a}")+pod(1, "persistentVolumeClaim: {claimName: b}")+pod(2, "emptyDir: {}"))
	if len(o.Sets) != 2 || o.Sets[0].Count.Raw() != "2" || o.Sets[1].Count.Raw() != "1" || !o.Sets[0].Operated {
		t.Errorf("%d sets", len(o.Sets))
	}
}

func TestStrimziResources(t *testing.T) {
	o := only(t, `apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: c, namespace: n, labels: {team: a}}
spec:
  kafka:
    replicas: 3
    rack: {topologyKey: z}
    jvmOptions: {-Xmx: 4g, -XX: {UseG1GC: true}}
    storage: {type: jbod, volumes: [{id: 0, type: ephemeral}, {id: 1, type: persistent-claim, deleteClaim: true}]}
    template:
      podDisruptionBudget: {maxUnavailable: 2}
      pod: {metadata: {labels: {own: b}}}
`)
	p := o.Sets[0]
	if p.Count.Raw() != "3" || p.Roles != model.RoleBroker || p.Rack.Raw() != "z" || p.JVM.Get("-Xmx").Raw() != "4g" || p.JVM.Get("UseG1GC").Raw() != "true" ||
		dirs(p) != "/var/lib/kafka/data-0 data-0 2; /var/lib/kafka/data-1 data-1 1" || len(p.Deletes) != 1 || o.Template == nil || !o.Budget.Operator {
		t.Errorf("%+v\n%s", p, dirs(p))
	}
	for label, want := range map[string]string{"team": "a", "own": "b", "strimzi.io/name": "c-kafka", "strimzi.io/cluster": "c", "strimzi.io/broker-role": "true", "app.kubernetes.io/part-of": "strimzi-c"} {
		if got := p.Labels.Get(label).Raw(); got != want {
			t.Errorf("label %s is %q, want %q", label, got, want)
		}
	}
	pooled := only(t, "apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: c, annotations: {strimzi.io/node-pools: enabled}}\nspec: {kafka: {replicas: 3, storage: {type: ephemeral}}}\n")
	if len(pooled.Sets) != 0 || pooled.Template == nil {
		t.Error("pools count the nodes")
	}
	patch := only(t, "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, labels: {strimzi.io/cluster: c}}\nspec: {replicas: 5}\n")
	if !patch.Patch {
		t.Error("a pool without roles and storage is a patch")
	}
}

func strays(o *model.Object) string {
	var out []string
	for _, s := range o.Strays {
		out = append(out, fmt.Sprintf("%s: %s %s near %q belongs %v", s.At, s.Parent, s.Key, s.Near, s.Belong))
	}
	return strings.Join(out, "\n")
}

func TestStrays(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"none":      {statefulSet, ""},
		"misplaced": {brokerPod("containers: [{name: kafka}]\naffinity: {topologySpreadConstraints: []}"), `k.yaml:6:14: spec.affinity topologySpreadConstraints near "" belongs [spec.topologySpreadConstraints]`},
		"misspelt":  {brokerPod("containers: [{name: kafka, volumeMount: []}]"), `k.yaml:5:30: spec.containers volumeMount near "volumeMounts" belongs []`},
		"in a list": {brokerPod("containers: [{name: kafka}, {name: b, hostNetwork: true}]"), `k.yaml:5:41: spec.containers hostNetwork near "" belongs [spec.hostNetwork]`},
		"Kustomize": {brokerPod("$patch: merge\ncontainers: [{name: kafka}]"), ""},
		"free maps": {brokerPod("nodeSelector: {anything: goes}\ncontainers: [{name: kafka, resources: {limits: {example.org/gpu: 1}}}]"), ""},
		"a Strimzi template": {"apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: c}\nspec: {kafka: {any: thing, template: {pod: {nodeSelector: {a: b}, affinity: {podAntiAffinity: {}}}}}}\n",
			`k.yaml:4:45: spec.kafka.template.pod nodeSelector near "" belongs []`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strays(only(t, c.text)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestTablesAreWhole(t *testing.T) {
	for name, typ := range tables() {
		for field, inner := range typ.fields {
			if _, known := tables()[inner]; inner != "" && !known {
				t.Errorf("%s.%s is of the type %s, which no table has", name, field, inner)
			}
		}
	}
	for _, k := range kinds {
		if _, known := tables()[k.table]; k.table != "" && !known {
			t.Errorf("no table has %s", k.table)
		}
	}
}

func TestHints(t *testing.T) {
	for text, want := range map[string]bool{
		"kind: StatefulSet\nimage: apache/kafka": true, "kind: StatefulSet\nimage: nginx": false, "kind: Role\nname: kafka": false,
		"kind: PodDisruptionBudget\nselector: strimzi.io/cluster": true, "kind: Pod\nname: KAFKA_LISTENERS": true,
	} {
		if got := Hints([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(statefulSet)
	f.Add(brokerPod("containers: [{name: kafka}]\naffinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{}]}}"))
	f.Add("apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b}\nspec: {roles: [broker], storage: {type: jbod, volumes: [1]}}\n")
	f.Fuzz(func(t *testing.T, text string) { readAll(text) })
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		readAll(statefulSet)
	}
}
