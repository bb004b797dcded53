package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// strimziCluster is a Kafka resource and its brokers, with which no rule finds
// fault.
const strimziCluster = `apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: plant
  namespace: kafka
spec:
  kafka:
    version: 4.1.1
    config:
      default.replication.factor: 3
      min.insync.replicas: 2
    template:
      pod:
        affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels: {strimzi.io/name: plant-kafka}
        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: DoNotSchedule
            labelSelector:
              matchLabels: {strimzi.io/name: plant-kafka}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: broker
  namespace: kafka
  labels: {strimzi.io/cluster: plant}
spec:
  replicas: 6
  roles: [broker]
  resources:
    requests: {memory: 8Gi}
    limits: {memory: 8Gi}
  jvmOptions: {-Xms: 4g, -Xmx: 4g}
  storage:
    type: jbod
    volumes:
      - {id: 0, type: persistent-claim, size: 100Gi}
`

const (
	strimziZones = `        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: DoNotSchedule
            labelSelector:
              matchLabels: {strimzi.io/name: plant-kafka}
`
	strimziNodes = `        affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels: {strimzi.io/name: plant-kafka}
`
	jvm = "  jvmOptions: {-Xms: 4g, -Xmx: 4g}\n"
)

func TestTheStrimziClusterHasNoFault(t *testing.T) { says(t, strimziCluster) }

// TestPoolsInheritFromTheirCluster: templates are merged by property, and the
// pool's own wins.
func TestPoolsInheritFromTheirCluster(t *testing.T) {
	says(t, with(t, strimziCluster, strimziNodes, ""), "error no-node-spread")
	says(t, with(t, strimziCluster, "  storage:\n", "  template: {pod: {affinity: {}}}\n  storage:\n"), "error no-node-spread")
	says(t, with(t, strimziCluster, "  storage:\n", "  template: {pod: {terminationGracePeriodSeconds: 5}}\n  storage:\n"), "warning grace-period-short")
	says(t, with(t, strimziCluster, "      pod:\n", "      pod:\n        terminationGracePeriodSeconds: 5\n"), "warning grace-period-short")
	says(t, with(t, strimziCluster, "      pod:\n", "      pod:\n        terminationGracePeriodSeconds: 5\n", "  storage:\n",
		"  template: {pod: {terminationGracePeriodSeconds: 60}}\n  storage:\n"))
}

// TestAPoolAloneIsNotCalledUnspread: its Kafka resource may say what it does
// not.
func TestAPoolAloneIsNotCalledUnspread(t *testing.T) {
	_, pool, _ := strings.Cut(strimziCluster, "---\n")
	says(t, pool)
	for _, rule := range []string{skipped(t, NoNodeSpread, pool), skipped(t, NoZoneSpread, pool)} {
		if !strings.Contains(rule, "the Kafka resource of the node pool is not among the files") {
			t.Errorf("skipped: %q", rule)
		}
	}
	says(t, with(t, pool, "type: persistent-claim", "type: ephemeral"), "error log-dir-ephemeral") // what it says itself is judged
}

// TestAPatchOfAPoolCompletesIt: what the base does not say, an overlay may.
func TestAPatchOfAPoolCompletesIt(t *testing.T) {
	base := with(t, strimziCluster, strimziNodes, "", strimziZones, "")
	files := rulestest.Files{"base/kafka.yaml": base, "prod/pool.yaml": "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\n" +
		"metadata: {name: broker, labels: {strimzi.io/cluster: plant}}\nspec: {template: {pod: {affinity: {}}}}\n"}
	if r := rulestest.Lint(t, Rules, files); len(r.Findings) != 0 || len(rulestest.Skips(r, "kube/no-node-spread")) == 0 {
		t.Errorf("found %v, skipped %v", r.Findings, r.Skipped)
	}
}

func TestRackWithoutSpreadIsAnErrorSinceStrimziAddsNone(t *testing.T) {
	racked := with(t, strimziCluster, "    template:\n", "    rack: {topologyKey: topology.kubernetes.io/zone}\n    template:\n", strimziZones, "")
	says(t, racked, "error no-zone-spread")
	older := strings.ReplaceAll(racked, "kafka.strimzi.io/v1\n", "kafka.strimzi.io/v1beta2\n")
	r := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"k.yaml": older}), "kube/no-zone-spread")
	if len(r) != 1 || r[0].Severity != finding.Warning {
		t.Errorf("an operator before 0.49 prefers to spread: %v", r)
	}
	own := with(t, racked, "topology.kubernetes.io/zone", "example.org/rack") // the key that the rack is taken from counts
	says(t, with(t, own, strimziNodes, strings.ReplaceAll(strimziNodes+strimziZones, "topology.kubernetes.io/zone", "example.org/rack")))
}

func TestHeapsOfStrimzi(t *testing.T) {
	for name, c := range map[string]struct{ edit, want string }{
		"by -Xmx":              {"  jvmOptions: {-Xmx: 8g}\n", "error heap-exceeds-limit"},
		"by a share":           {"  jvmOptions: {-XX: {MaxRAMPercentage: \"80\"}}\n", "warning heap-exceeds-limit"},
		"by the operator":      {"", ""},
		"by -Xms alone":        {"  jvmOptions: {-Xms: 2g}\n", "warning heap-sized-from-node"},
		"by another option":    {"  jvmOptions: {-XX: {UseG1GC: true}}\n", ""},
		"in the cluster's own": {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if text := with(t, strimziCluster, jvm, c.edit); c.want == "" {
				says(t, text)
			} else {
				says(t, text, c.want)
			}
		})
	}
	const limits = "    limits: {memory: 8Gi}\n"
	says(t, with(t, strimziCluster, jvm, "", limits, ""), "warning heap-sized-from-node", "warning memory-limit-missing")
	says(t, with(t, strimziCluster, jvm, "", limits, "", "    requests: {memory: 8Gi}\n", "    requests: {cpu: 1}\n"), "warning memory-limit-missing")
	says(t, with(t, strimziCluster, jvm, "  jvmOptions: {-XX: {MaxRAMPercentage: \"50\"}}\n", limits, ""), "error heap-sized-from-node", "warning memory-limit-missing")
	says(t, with(t, strimziCluster, jvm, "", "    config:\n", "    jvmOptions: {-Xmx: 8g}\n    config:\n"), "error heap-exceeds-limit")
}

func TestBudgetsOfStrimzi(t *testing.T) {
	budget := func(n string) string {
		return with(t, strimziCluster, "      pod:\n", "      podDisruptionBudget: {maxUnavailable: "+n+"}\n      pod:\n")
	}
	says(t, budget("1"))
	says(t, budget("2"), "error pdb-too-loose") // replication factor 3 less min.insync.replicas 2
	says(t, budget("0"), "warning pdb-blocks-forever")
	says(t, with(t, budget("2"), "min.insync.replicas: 2", "min.insync.replicas: 1"))
	foreign := func(spec string) string {
		return strimziCluster + "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: mine, namespace: kafka}\n" +
			"spec: {" + spec + ", selector: {matchLabels: {strimzi.io/cluster: plant}}}\n"
	}
	says(t, foreign("maxUnavailable: 1"), "error pdb-blocks-forever")
	says(t, foreign("minAvailable: 80%"), "error pdb-blocks-forever")
	says(t, foreign("minAvailable: 50%"), "error pdb-blocks-forever", "error pdb-too-loose")
	says(t, foreign("minAvailable: 5"), "warning pdb-blocks-forever")
	says(t, with(t, foreign("maxUnavailable: 1"), "matchLabels: {strimzi.io/cluster: plant}", "matchLabels: {strimzi.io/cluster: other}"))
}

func TestScaleAnnotationsAndVersionsOfStrimzi(t *testing.T) {
	says(t, with(t, strimziCluster, "replicas: 6", "replicas: 2"), "error scale-below-replication")
	says(t, with(t, strimziCluster, "replicas: 6", "replicas: 3"))
	annotated := func(a string) string {
		return with(t, strimziCluster, "  namespace: kafka\n", "  namespace: kafka\n  annotations: {"+a+"}\n")
	}
	says(t, annotated(`strimzi.io/kraft: enabled, strimzi.io/node-pools: enabled`), "warning annotation-ignored", "warning annotation-ignored")
	says(t, annotated(`strimzi.io/skip-broker-scaledown-check: "true"`), "warning dangerous-annotation")
	says(t, annotated(`strimzi.io/skip-broker-scaledown-check: "false"`))
	says(t, strings.ReplaceAll(strimziCluster, "kafka.strimzi.io/v1\n", "kafka.strimzi.io/v1beta2\n"), "info api-version-removed", "info api-version-removed")
	says(t, with(t, strimziCluster, "size: 100Gi", "size: 100Gi, deleteClaim: true"), "warning volume-deleted-with-claim")
}

// TestPoolsForEachZoneNeedNoSpread: the pools keep them apart.
func TestPoolsForEachZoneNeedNoSpread(t *testing.T) {
	kafka, pool, _ := strings.Cut(with(t, strimziCluster, strimziNodes, "", strimziZones, "", "replicas: 6", "replicas: 1"), "---\n")
	text := kafka
	for _, zone := range []string{"a", "b", "c"} {
		text += "---\n" + with(t, pool, "name: broker", "name: broker-"+zone, "  storage:\n", "  template: {pod: {affinity: {nodeAffinity: "+
			"{requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: ["+zone+"]}]}]}}}}}\n  storage:\n")
	}
	says(t, text)
}

// TestTheAnnotationSilencesWithAReason: a cluster that may lose its data says so.
func TestTheAnnotationSilencesWithAReason(t *testing.T) {
	text := with(t, brokers, "  namespace: kafka\n", "  namespace: kafka\n  annotations: {breakwater/ignore: 'kube/log-dir-ephemeral reason=\"tests only\"'}\n",
		claimPart, "", volumePart, "        - {name: data, emptyDir: {}}\n")
	r := rulestest.Lint(t, Rules, rulestest.Files{"k.yaml": text})
	if len(r.Findings) != 0 || r.Suppressed != 1 {
		t.Errorf("found %v, suppressed %v", r.Findings, r.Suppressed)
	}
}

// TestThePodsOfAPoolWithoutMemoryAreJudgedAsThePoolIs: the -Xms that the operator
// adds by itself is nobody's choice.
func TestThePodsOfAPoolWithoutMemoryAreJudgedAsThePoolIs(t *testing.T) {
	pods := func(heap string) string {
		return "apiVersion: core.strimzi.io/v1\nkind: StrimziPodSet\nmetadata: {name: s, namespace: kafka}\nspec:\n  pods:\n" +
			"    - metadata: {name: p-0, labels: {strimzi.io/kind: Kafka, strimzi.io/cluster: p, strimzi.io/controller-role: \"true\"}}\n" +
			"      spec: {containers: [{name: kafka, env: [{name: KAFKA_HEAP_OPTS, value: " + heap + "}], volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]}], volumes: [{name: data, persistentVolumeClaim: {claimName: c}}]}\n"
	}
	says(t, pods("-Xms128M"), "warning memory-limit-missing")
	says(t, pods("-Xms1g"), "warning memory-limit-missing", "error heap-sized-from-node")
}
