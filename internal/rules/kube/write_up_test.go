package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/broker"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// The tests of this file are the defects of the webhook and the manifests that
// incident D's write-up published: each name tells what that code did.

func TestG2_NoSelectorIsAFindingWhereThePublishedWebhookPanicked(t *testing.T) {
	all := says(t, with(t, brokers, antiSelector, ""), "error selector-misses-own-pods")
	if !strings.Contains(all[0].Message, "has no labelSelector, and so chooses no pod") {
		t.Error(all[0].Message)
	}
	says(t, with(t, brokers, zonePart, "      topologySpreadConstraints:\n        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}\n"),
		"error selector-misses-own-pods")
}

func TestG3_MatchLabelsCountTooWhichThePublishedWebhookIgnored(t *testing.T) {
	for name, selector := range map[string]string{
		"matchLabels":      "matchLabels: {app: kafka-broker}",
		"matchExpressions": "matchExpressions: [{key: app, operator: In, values: [kafka-broker]}]",
		"both":             "{matchLabels: {app: kafka-broker}, matchExpressions: [{key: app, operator: In, values: [x, kafka-broker]}]}",
	} {
		t.Run(name, func(t *testing.T) {
			says(t, with(t, brokers, antiSelector, "              labelSelector:\n                "+selector+"\n"))
		})
	}
}

func TestG4_TheTopologyKeyIsLookedAtWhichThePublishedWebhookDidNot(t *testing.T) {
	says(t, with(t, brokers, "topologyKey: kubernetes.io/hostname", "topologyKey: bogus/key"), "warning no-node-spread")
	says(t, with(t, brokers, "topologyKey: kubernetes.io/hostname", "topologyKey: topology.kubernetes.io/zone"))
	says(t, with(t, brokers, affinityPart, ""), "error no-node-spread") // a constraint on zones keeps no two off one node
}

func TestG5_RequirementsAreJoinedWhereThePublishedWebhookTookOne(t *testing.T) {
	const misses, satisfied = "error selector-misses-own-pods", ""
	for selector, want := range map[string]string{
		"matchExpressions: [{key: app, operator: In, values: [kafka-broker]}, {key: tier, operator: In, values: [gold]}]": misses,
		"matchExpressions: [{key: app, operator: NotIn, values: [kafka-broker]}]":                                         misses,
		"matchExpressions: [{key: app, operator: Exists}, {key: broker, operator: DoesNotExist}]":                         satisfied,
		"matchExpressions: [{key: app, operator: NotIn, values: [zookeeper]}, {key: app, operator: Exists}]":              satisfied,
		"matchLabels: {}": satisfied,
	} {
		text := with(t, brokers, antiSelector, "              labelSelector:\n                "+selector+"\n")
		if want == satisfied {
			says(t, text)
		} else {
			says(t, text, want)
		}
	}
	for more, want := range map[string]string{
		"namespaces: [kafka]":            satisfied,
		"namespaces: [other]":            misses,
		"namespaceSelector: {}":          satisfied,
		"matchLabelKeys: [app]":          satisfied,
		"mismatchLabelKeys: [app]":       misses,
		"mismatchLabelKeys: [elsewhere]": satisfied,
	} {
		text := with(t, brokers, antiSelector, antiSelector+"              "+more+"\n")
		if want == satisfied {
			says(t, text)
		} else {
			says(t, text, want)
		}
	}
}

func TestG6_BrokersOfAllProductsAreRecognisedWhereThePublishedWebhookKnewOneLabel(t *testing.T) {
	for name, labels := range map[string]string{
		"the write-up's": "{app: kafka-broker}",
		"Strimzi":        "{strimzi.io/kind: Kafka, strimzi.io/broker-role: 'true', strimzi.io/cluster: c}",
		"Koperator":      "{app: kafka, kafka_cr: kafka, brokerId: '0'}",
		"Confluent":      "{platform.confluent.io/type: kafka}",
		"Bitnami":        "{app.kubernetes.io/part-of: kafka, app.kubernetes.io/component: broker}",
		"Stackable":      "{app.kubernetes.io/name: kafka, app.kubernetes.io/component: broker, app.kubernetes.io/managed-by: kafka.stackable.tech_kafkacluster}",
		"nobody's":       "{tier: messaging}", // by its settings
	} {
		t.Run(name, func(t *testing.T) {
			text := with(t, brokers, "      labels: {app: kafka-broker}", "      labels: "+labels, affinityPart, "", zonePart, "")
			if len(found(t, text)) == 0 {
				t.Error("it is not recognised")
			}
		})
	}
}

func TestG7_HarmlessEmptyDirsAreNoFindingWhichThePublishedWebhookRefused(t *testing.T) {
	says(t, with(t, brokers, volumePart, "        - {name: tmp, emptyDir: {medium: Memory}}\n        - {name: ready-files, emptyDir: {}}\n",
		"volumeMounts:\n", "volumeMounts:\n            - {name: tmp, mountPath: /tmp}\n            - {name: ready-files, mountPath: /var/opt/kafka}\n"))
	const data = "            - {name: data, mountPath: /var/lib/kafka}\n"
	for name, c := range map[string]struct {
		mounts string
		bad    bool
	}{
		"above the directory":             {"            - {name: tmp, mountPath: /var/lib}\n" + data, false},
		"the longest path counts":         {data + "            - {name: tmp, mountPath: /var/lib/kafka/data}\n", true},
		"beside it":                       {data + "            - {name: tmp, mountPath: /var/lib/kafka/data2}\n", false},
		"below it, for something else":    {data + "            - {name: tmp, mountPath: /var/lib/kafka/data/x}\n", false},
		"a part of a volume":              {"            - {name: tmp, mountPath: /var/lib/kafka, subPath: a}\n", true},
		"alone, at the whole":             {"            - {name: tmp, mountPath: /}\n", true},
		"with a slash behind it":          {"            - {name: tmp, mountPath: /var/lib/kafka/data/}\n", true},
		"a path that only begins like it": {data + "            - {name: tmp, mountPath: /var/lib/kaf}\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			text := with(t, brokers, data, c.mounts)
			if c.bad {
				says(t, text, "error log-dir-ephemeral")
			} else {
				says(t, text)
			}
		})
	}
}

func TestG8_DataThatNoVolumeHoldsIsFoundWhichThePublishedWebhookAdmitted(t *testing.T) {
	const data = "            - {name: data, mountPath: /var/lib/kafka}\n"
	for name, c := range map[string]struct{ volume, want, part string }{
		"emptyDir":            {"{name: data, emptyDir: {}}", "error", "it is deleted with the pod"},
		"emptyDir in memory":  {"{name: data, emptyDir: {medium: Memory}}", "error", "it is deleted with the pod"},
		"a volume of no kind": {"{name: data}", "error", "it is deleted with the pod"},
		"hostPath":            {"{name: data, hostPath: {path: /data}}", "warning", "stays behind on its node"},
		"a generic claim":     {"{name: data, ephemeral: {volumeClaimTemplate: {spec: {}}}}", "error", "its claim is deleted with the pod"},
		"CSI in the pod":      {"{name: data, csi: {driver: x}}", "error", "lives as long as the pod"},
	} {
		t.Run(name, func(t *testing.T) {
			text := with(t, brokers, claimPart, "", volumePart, "        - "+c.volume+"\n")
			all := says(t, text, c.want+" log-dir-ephemeral")
			if len(all) == 1 && !strings.Contains(all[0].Message, c.part) {
				t.Error(all[0].Message)
			}
		})
	}
	all := says(t, with(t, brokers, data, "            - {name: tmp, mountPath: /tmp}\n"), "error log-dir-ephemeral")
	if len(all) == 1 && !strings.Contains(all[0].Message, "the container's own layer") {
		t.Error(all[0].Message)
	}
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: kafka, labels: {app: kafka-broker}OWNED}\nspec: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: " +
		"[{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: kafka-broker}}}, {topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: kafka-broker}}}]}}, " +
		"containers: [{name: kafka, resources: {limits: {memory: 8Gi}}, volumeMounts: [{name: d, mountPath: /var/lib/kafka}]}], volumes: [{name: d, hostPath: {path: /d}}]}\n"
	says(t, strings.Replace(pod, "OWNED", "", 1)) // nobody makes it anew elsewhere
	says(t, strings.Replace(pod, "OWNED", ", ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: s, uid: u}]", 1), "warning log-dir-ephemeral")
	for _, kept := range []string{"{name: data, persistentVolumeClaim: {claimName: x}}", "{name: data, nfs: {server: a, path: /b}}", "{name: data, awsElasticBlockStore: {volumeID: v}}"} {
		says(t, with(t, brokers, claimPart, "", volumePart, "        - "+kept+"\n"))
	}
}

func TestG9_TheHeapIsReadFromEverySourceWhereThePublishedWebhookReadNone(t *testing.T) {
	for name, c := range map[string]struct{ env, want string }{
		"far above the limit":                    {"{name: KAFKA_HEAP_OPTS, value: -Xmx64g}", "error"},
		"half of it":                             {"{name: KAFKA_HEAP_OPTS, value: -Xmx4096m}", ""},
		"in kilobytes":                           {"{name: KAFKA_HEAP_OPTS, value: -Xmx8388608k}", "error"},
		"in bytes":                               {"{name: KAFKA_HEAP_OPTS, value: '-Xmx8589934592'}", "error"},
		"in terabytes":                           {"{name: KAFKA_HEAP_OPTS, value: -Xmx1T}", "error"},
		"three quarters":                         {"{name: KAFKA_HEAP_OPTS, value: -Xmx6G}", "warning"},
		"seven tenths":                           {"{name: KAFKA_HEAP_OPTS, value: -Xmx5734m}", ""},
		"the last one wins":                      {"{name: KAFKA_HEAP_OPTS, value: -Xmx64g -Xmx4g}", ""},
		"by its long name":                       {"{name: KAFKA_HEAP_OPTS, value: '-XX:MaxHeapSize=8g'}", "error"},
		"in KAFKA_OPTS":                          {"{name: KAFKA_OPTS, value: -Dx=y -Xmx8g}", "error"},
		"in JAVA_TOOL_OPTIONS":                   {"{name: JAVA_TOOL_OPTIONS, value: -Xmx8g}", "error"},
		"in JDK_JAVA_OPTIONS":                    {"{name: JDK_JAVA_OPTIONS, value: -Xmx8g}", "error"},
		"the command line is stronger":           {"{name: JAVA_TOOL_OPTIONS, value: -Xmx8g}\n            - {name: KAFKA_HEAP_OPTS, value: -Xmx4g}", ""},
		"_JAVA_OPTIONS is strongest":             {"{name: KAFKA_HEAP_OPTS, value: -Xmx4g}\n            - {name: _JAVA_OPTIONS, value: -Xmx8g}", "error"},
		"a share":                                {"{name: KAFKA_HEAP_OPTS, value: '-XX:MaxRAMPercentage=95.0'}", "error"},
		"a share that is small enough":           {"{name: KAFKA_HEAP_OPTS, value: '-XX:MaxRAMPercentage=50'}", ""},
		"a share counts for nothing beside -Xmx": {"{name: KAFKA_HEAP_OPTS, value: '-XX:MaxRAMPercentage=95 -Xmx4g'}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := with(t, brokers, heapPart, "            - "+c.env+"\n")
			if c.want == "" {
				says(t, text)
			} else {
				says(t, text, c.want+" heap-exceeds-limit")
			}
		})
	}
	for name, edit := range map[string]string{
		"args":              "          args: [kafka-server-start.sh, -Xmx8g]\n",
		"a shell's command": "          command: [sh, -c, \"export KAFKA_HEAP_OPTS='-Xms1g -Xmx8g'; exec kafka-server-start.sh\"]\n",
	} {
		t.Run(name, func(t *testing.T) {
			says(t, with(t, brokers, heapPart, "", "          resources:\n", edit+"          resources:\n"), "error heap-exceeds-limit")
		})
	}
}

func TestG9_UnitsAndPodLimitsCountAndASidecarDoesNot(t *testing.T) {
	says(t, with(t, brokers, limitPart, "            limits: {memory: 4G}\n"), "error heap-exceeds-limit")
	says(t, with(t, brokers, limitPart, "            limits: {memory: \"6144Mi\"}\n"))
	says(t, with(t, brokers, limitPart, "", "      containers:\n", "      resources: {limits: {memory: 8Gi}}\n      containers:\n"))
	says(t, with(t, brokers, limitPart, "", "      containers:\n", "      resources: {limits: {memory: 4Gi}}\n      containers:\n"), "error heap-exceeds-limit")
	sidecar := "        - name: jmx-exporter\n          command: [java, \"-XX:MaxRAMPercentage=100\", -Xmx64g]\n          resources: {limits: {memory: 192Mi}}\n      volumes:\n"
	says(t, with(t, brokers, "      volumes:\n", sidecar))
}

func TestG9_WhatIsFilledInLaterIsUnknownAndNotRight(t *testing.T) {
	for name, env := range map[string]string{
		"valueFrom":     "{name: KAFKA_HEAP_OPTS, valueFrom: {configMapKeyRef: {name: a, key: b}}}",
		"a placeholder": "{name: KAFKA_HEAP_OPTS, value: '-Xmx${HEAP}'}",
		"no size":       "{name: KAFKA_HEAP_OPTS, value: '-Xmxlots'}",
	} {
		t.Run(name, func(t *testing.T) {
			text := with(t, brokers, heapPart, "            - "+env+"\n")
			says(t, text)
			if skipped(t, HeapExceedsLimit, text) == "" {
				t.Error("nobody learns that the heap was not judged")
			}
		})
	}
	brought := with(t, brokers, heapPart, "", "          resources:\n", "          envFrom: [{configMapRef: {name: a}}]\n          resources:\n")
	if says(t, brought); skipped(t, HeapExceedsLimit, brought) == "" {
		t.Error("envFrom may bring the heap")
	}
	says(t, with(t, brokers, "          resources:\n", "          envFrom: [{configMapRef: {name: a}}]\n          resources:\n", limitPart, "            limits: {memory: 4Gi}\n"),
		"error heap-exceeds-limit")
	unknown := with(t, brokers, limitPart, "            limits: {memory: \"${LIMIT}\"}\n")
	if says(t, unknown); skipped(t, HeapExceedsLimit, unknown) == "" || skipped(t, MemoryLimitMissing, unknown) == "" {
		t.Error("the limit is not known")
	}
}

func TestG10_TheContainerMayHaveAnyNameWhereThePublishedWebhookWantedKafka(t *testing.T) {
	for name, edit := range map[string][2]string{
		"by its image":    {"        - name: kafka\n          image: example.org/kafka:4.1\n", "        - name: broker\n          image: apache/kafka:4.1.1\n"},
		"by its settings": {"        - name: kafka\n          image: example.org/kafka:4.1\n", "        - name: sidecar\n          image: a\n        - name: broker\n          image: b\n"},
	} {
		t.Run(name, func(t *testing.T) {
			says(t, with(t, brokers, edit[0], edit[1], limitPart, "            limits: {memory: 4Gi}\n"), "error heap-exceeds-limit")
		})
	}
}

func TestG13_ObjectsOfOtherKindsAreLeftAlone(t *testing.T) {
	says(t, brokers+"---\napiVersion: example.org/v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: 5}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: y}\nspec: 7\n")
}

func TestG14_EveryObjectThatMakesPodsIsJudgedWhereThePublishedWebhookSawPodsAlone(t *testing.T) {
	const pod = "metadata: {name: p, namespace: kafka, labels: {strimzi.io/kind: Kafka, strimzi.io/broker-role: 'true', strimzi.io/cluster: c}}\n" +
		"spec: {containers: [{name: kafka, resources: {limits: {memory: 8Gi}}, volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]}], volumes: [{name: data, emptyDir: {}}]}\n"
	indented := strings.ReplaceAll(strings.TrimSpace(pod), "\n", "\n      ")
	pool := "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, namespace: kafka, labels: {strimzi.io/cluster: c}}\n" +
		"spec: {replicas: 3, roles: [broker], storage: {type: ephemeral}}\n---\napiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: c, namespace: kafka}\nspec: {kafka: {version: 4.1.1}}\n"
	for kind, text := range map[string]string{
		"Pod":           "apiVersion: v1\nkind: Pod\n" + pod,
		"StatefulSet":   with(t, brokers, claimPart, "", volumePart, "        - {name: data, emptyDir: {}}\n"),
		"StrimziPodSet": "apiVersion: core.strimzi.io/v1\nkind: StrimziPodSet\nmetadata: {name: s, namespace: kafka}\nspec:\n  pods:\n    - " + indented + "\n",
		"KafkaNodePool": pool,
	} {
		t.Run(kind, func(t *testing.T) {
			r := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"kafka.yaml": text}), "kube/log-dir-ephemeral")
			if len(r) != 1 || r[0].Severity.String() != "error" || !strings.Contains(r[0].Subject.String(), "/"+kind+"/") {
				t.Errorf("found %v", r)
			}
		})
	}
}

func TestG15_AllFindingsAreToldWhereThePublishedWebhookStoppedAtTheFirst(t *testing.T) {
	text := with(t, brokers, affinityPart, "", claimPart, "", volumePart, "        - {name: data, emptyDir: {}}\n", limitPart, "            limits: {memory: 4Gi}\n")
	all := says(t, text, "error no-node-spread", "error heap-exceeds-limit", "error log-dir-ephemeral")
	for _, f := range all {
		if f.Origin.Line < 2 || f.Fix == "" || f.Rule == "" {
			t.Errorf("%s at %s: a finding has a rule, a place and a fix", f.Rule, f.Origin)
		}
	}
}

func TestG19_MorePodsThanPlacesAreFoundWhereTheLastWouldBePending(t *testing.T) {
	const nodes = "        nodeAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            nodeSelectorTerms:\n              - matchExpressions:\n" +
		"                  - {key: kubernetes.io/hostname, operator: In, values: [n1, n2, n3, n4, n5, n6]}\n"
	text := with(t, brokers, "      affinity:\n", "      affinity:\n"+nodes)
	says(t, text)
	all := says(t, with(t, text, "replicas: 6", "replicas: 7"), "warning spread-unsatisfiable")
	if !strings.Contains(all[0].Message, "1 of them stay Pending") {
		t.Error(all[0].Message)
	}
	says(t, with(t, text, "replicas: 6", "replicas: 7", "values: [n1, n2, n3, n4, n5, n6]", "values: ['${A}', n2]"))
}

func TestG20_OneBrokerToTryThingsOutIsNoErrorWhichThePublishedWebhookBlocked(t *testing.T) {
	text := with(t, brokers, "replicas: 6", "replicas: 1", affinityPart, "", zonePart, "", claimPart, "", volumePart, "        - {name: data, emptyDir: {}}\n",
		limitPart, "", "  maxUnavailable: 1\n", "  maxUnavailable: 1\n")
	for _, f := range found(t, text) {
		if f.Severity.String() == "error" {
			t.Errorf("%s: %s", f.Rule, f.Message)
		}
	}
}

func TestG11_InventedSettingsAreFoundWhichThePublishedWebhookAskedFor(t *testing.T) {
	text := with(t, strimziCluster, "      min.insync.replicas: 2\n", "      min.insync.replicas: 2\n      off.heap.memory.enabled: true\n      quorum.provider: kraft\n")
	found := rulestest.Of(rulestest.Lint(t, broker.Rules, rulestest.Files{"kafka.yaml": text}), "broker/unknown-key")
	if len(found) != 2 {
		t.Errorf("found %v", found)
	}
}
