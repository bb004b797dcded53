package kube

import (
	"strings"
	"testing"
)

func TestWhatKeepsBrokersOffOneNode(t *testing.T) {
	spread := func(c string) string {
		return zonePart + "        - {" + c + ", labelSelector: {matchLabels: {app: kafka-broker}}}\n"
	}
	bare := with(t, brokers, affinityPart, "")
	says(t, bare, "error no-node-spread")
	for name, text := range map[string]string{
		"a hard constraint":  with(t, bare, zonePart, spread("maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule")),
		"a hostPort":         with(t, bare, "          env:\n", "          ports: [{containerPort: 9092, hostPort: 9092}]\n          env:\n"),
		"the host's network": with(t, bare, "      containers:\n", "      hostNetwork: true\n      containers:\n"),
	} {
		t.Run(name, func(t *testing.T) { says(t, text) })
	}
	for name, text := range map[string]string{
		"a preference": with(t, brokers, "requiredDuringSchedulingIgnoredDuringExecution:\n            - topologyKey: kubernetes.io/hostname\n"+antiSelector,
			"preferredDuringSchedulingIgnoredDuringExecution:\n            - weight: 1\n              podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: kafka-broker}}}\n"),
		"a soft constraint": with(t, bare, zonePart, spread("maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway")),
		"a loose one":       with(t, bare, zonePart, spread("maxSkew: 2, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule")),
	} {
		t.Run(name, func(t *testing.T) { says(t, text, "warning no-node-spread") })
	}
	unknown := with(t, brokers, "topologyKey: kubernetes.io/hostname", "topologyKey: ${KEY}")
	if says(t, unknown); skipped(t, NoNodeSpread, unknown) == "" {
		t.Error("nobody learns that the key is not known")
	}
}

func TestWhatPutsBrokersIntoZones(t *testing.T) {
	bare := with(t, brokers, zonePart, "")
	says(t, bare, "warning no-zone-spread")
	says(t, with(t, bare, "replicas: 6", "replicas: 2"))
	says(t, with(t, brokers, "whenUnsatisfiable: DoNotSchedule", "whenUnsatisfiable: ScheduleAnyway"))
	says(t, with(t, brokers, "topologyKey: topology.kubernetes.io/zone", "topologyKey: example.org/room")) // a level of their own
	says(t, with(t, brokers, "topologyKey: kubernetes.io/hostname", "topologyKey: topology.kubernetes.io/zone", zonePart, ""))
}

// TestAntiAffinityAgainstOthersIsNoMistake: a term may keep Kafka away from
// another application, and still nothing keeps the brokers apart.
func TestAntiAffinityAgainstOthersIsNoMistake(t *testing.T) {
	other := "            - topologyKey: kubernetes.io/hostname\n              labelSelector:\n                matchLabels: {app: zookeeper}\n"
	own := "            - topologyKey: kubernetes.io/hostname\n" + antiSelector
	says(t, with(t, brokers, own, own+other))
	says(t, with(t, brokers, own, other), "error no-node-spread")
	says(t, with(t, brokers, own, own+"            - topologyKey: kubernetes.io/hostname\n              labelSelector:\n                matchLabels: {app: kafka-connect}\n"))
	says(t, with(t, brokers, own, "            - topologyKey: kubernetes.io/hostname\n              labelSelector:\n                matchLabels: {app: kafka-brokers}\n"),
		"error selector-misses-own-pods")
}

func TestPlacesThatAreTooFew(t *testing.T) {
	const zones = "        nodeAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            nodeSelectorTerms:\n              - matchExpressions:\n" +
		"                  - {key: topology.kubernetes.io/zone, operator: In, values: [a, b]}\n"
	zoned := with(t, brokers, "      affinity:\n", "      affinity:\n"+zones)
	says(t, zoned)
	says(t, with(t, zoned, "        - maxSkew: 1\n", "        - maxSkew: 1\n          minDomains: 3\n"), "warning spread-unsatisfiable")
	says(t, with(t, zoned, "        - maxSkew: 1\n", "        - maxSkew: 1\n          minDomains: 2\n"))
	says(t, with(t, zoned, "topologyKey: kubernetes.io/hostname", "topologyKey: topology.kubernetes.io/zone"), "warning spread-unsatisfiable")
}

func TestControllersOnOneNode(t *testing.T) {
	controllers := with(t, brokers, "          env:\n", "          env:\n            - {name: KAFKA_PROCESS_ROLES, value: controller}\n", "replicas: 6", "replicas: 3")
	says(t, controllers)
	says(t, with(t, controllers, affinityPart, ""), "warning controllers-colocated")
	says(t, with(t, controllers, affinityPart, "", "replicas: 3", "replicas: 2"))
}

// TestPodsOfOneZoneMayShareANode: a set that is bound to a zone, or to a node,
// is not kept apart by that.
func TestPodsOfOneZoneMayShareANode(t *testing.T) {
	bound := with(t, brokers, affinityPart, "", "      containers:\n", "      nodeSelector: {topology.kubernetes.io/zone: a}\n      containers:\n")
	says(t, bound, "error no-node-spread")
	hostPath := with(t, brokers, claimPart, "", volumePart, "        - {name: data, hostPath: {path: /d}}\n")
	says(t, with(t, hostPath, "      containers:\n", "      nodeSelector: {topology.kubernetes.io/zone: a}\n      containers:\n"), "warning log-dir-ephemeral")
	says(t, with(t, hostPath, "      containers:\n", "      nodeSelector: {kubernetes.io/hostname: a}\n      containers:\n"),
		"warning spread-unsatisfiable") // the directory stays where its pod is, and five of six have no place
}

// TestASetForEachBroker: sets of one pod may share a node as pods of one set may.
func TestASetForEachBroker(t *testing.T) {
	workload, _, _ := strings.Cut(with(t, brokers, "replicas: 6", "replicas: 1", affinityPart, ""), "---\n")
	set := func(name string) string {
		return with(t, workload, "name: kafka-broker", "name: "+name, "  namespace: kafka\n", "  namespace: kafka\n  labels: {app.kubernetes.io/instance: k}\n")
	}
	says(t, set("a")+"---\n"+set("b"), "error no-node-spread", "error no-node-spread")
	says(t, set("a"))
}

func TestOneCopyOfInternalTopicsTellsAPodAlone(t *testing.T) {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: kafka-broker}}\nspec: {containers: [{name: kafka, env: [ENV], resources: {limits: {memory: 8Gi}}, volumeMounts: [{name: d, mountPath: /var/lib/kafka}]}], volumes: [{name: d, emptyDir: {}}]}\n"
	says(t, strings.Replace(pod, "ENV", "{name: KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR, value: '1'}", 1), "warning log-dir-ephemeral")
	says(t, strings.Replace(pod, "ENV", "", 1), "error log-dir-ephemeral", "error no-node-spread")
}
