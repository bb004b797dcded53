package advisory

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// strimzi is a Kafka resource with a version and settings.
func strimzi(version string, config ...string) string {
	text := "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant, namespace: k}\nspec:\n  kafka:\n    version: " + version + "\n    config:\n      min.insync.replicas: 2\n"
	for _, c := range config {
		text += "      " + c + "\n"
	}
	return text
}

func TestM42_KafkaVersionDeclared(t *testing.T) {
	at := "warning kafka-version broker/plant kafka.yaml:6:14 "
	for version, want := range map[string][]string{
		"4.2.0":          {at + "KAFKA-20254", at + "KAFKA-20322", at + "KAFKA-20505"},
		"4.2":            {at + "KAFKA-20254", at + "KAFKA-20322", at + "KAFKA-20505"},
		"4.2.2":          nil,
		"4.2.2-rc1":      {},
		"4.1.0":          {},
		"3.9.0":          {at + "CVE-2025-27818"},
		"'${KAFKA}'":     nil,
		"latest":         nil,
		"3.9.0.redhat-1": {at + "CVE-2025-27818"},
	} {
		t.Run(version, func(t *testing.T) { gives(t, rulestest.Files{"kafka.yaml": strimzi(version)}, want...) })
	}
}

// A fault that shows only with a setting is told only where that stands.
func TestM42_KafkaVersionWithACircumstance(t *testing.T) {
	at := "warning kafka-version broker/plant kafka.yaml:6:14 CVE-2026-33557"
	for config, want := range map[string][]string{
		"sasl.enabled.mechanisms: OAUTHBEARER":                        {at},
		"sasl.enabled.mechanisms: SCRAM-SHA-512,OAUTHBEARER":          {at},
		"listener.name.out-9094.sasl.enabled.mechanisms: oauthbearer": {at},
		"sasl.enabled.mechanisms: SCRAM-SHA-512":                      nil,
		"sasl.enabled.mechanisms: '${MECHANISMS} OAUTHBEARER'":        {"skipped sasl.enabled.mechanisms for CVE-2026-33557: ${MECHANISMS} is filled in when it is deployed"},
		"my.sasl.enabled.mechanisms.old: OAUTHBEARER":                 nil,
	} {
		t.Run(config, func(t *testing.T) { gives(t, rulestest.Files{"kafka.yaml": strimzi("4.1.1", config)}, want...) })
	}
}

// Strimzi's listeners say by fields of their own how clients log in.
func TestM42_KafkaVersionWithALoginOfStrimzi(t *testing.T) {
	at := "warning kafka-version broker/plant kafka.yaml:6:14 "
	always := []string{at + "CVE-2025-27818"}
	told := []string{at + "CVE-2024-56128", at + "CVE-2025-27818"}
	skipped := func(why string) []string {
		return append(append([]string{}, always...), "skipped sasl.enabled.mechanisms for CVE-2024-56128: "+why)
	}
	for login, want := range map[string][]string{
		"tls: false, authentication: {type: scram-sha-512}": told,
		"tls: true, authentication: {type: scram-sha-512}":  always,
		"authentication: {type: scram-sha-512}":             told,
		"tls: false, authentication: {type: tls}":           always,
		"tls: false, authentication: {type: oauth}":         always,
		"tls: false": always,
		"tls: false, authentication: {type: custom, listenerConfig: {sasl.enabled.mechanisms: 'SCRAM-SHA-256'}}": told,
		"tls: '${TLS}', authentication: {type: scram-sha-512}":                                                   skipped("${TLS} is filled in when it is deployed"),
		"tls: '${TLS}', authentication: {type: tls}":                                                             always,
		"tls: false, authentication: {type: '${AUTH}'}":                                                          skipped("${AUTH} is filled in when it is deployed"),
		"tls: true, authentication: {type: '${AUTH}'}":                                                           always,
	} {
		t.Run(login, func(t *testing.T) {
			text := strings.Replace(strimzi("3.8.0"), "    config:", "    listeners:\n      - {name: a, port: 9092, type: internal, "+login+"}\n    config:", 1)
			gives(t, rulestest.Files{"kafka.yaml": text}, want...)
		})
	}
}

func TestM42_KafkaVersionSaysHowSureItIs(t *testing.T) {
	for version, want := range map[string]string{
		"3.9.0": "Kafka 3.9.0 has CVE-2025-27818: who may alter the cluster's configuration can set a JAAS configuration with LdapLoginModule, and so have the broker run foreign code; " +
			"raise Kafka to 3.9.1 or later; see https://kafka.apache.org/community/cve-list/#CVE-2025-27818",
		"3.9":            "Kafka 3.9 does not say which patch it is: possibly it has CVE-2025-27818, fixed in 3.9.1, 4.0.0: who may",
		"3.9.0.redhat-1": "Kafka 3.9.0.redhat-1 is somebody's own build: possibly it has CVE-2025-27818, fixed in 3.9.1, 4.0.0: who may",
	} {
		if got := message(t, rulestest.Files{"kafka.yaml": strimzi(version)}); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s\nwant %s", version, got, want)
		}
	}
}

// Whoever runs a managed service mends faults without a new number.
func TestM42_KafkaVersionOfAManagedService(t *testing.T) {
	gives(t, rulestest.Files{"msk.tf": "resource \"aws_msk_configuration\" \"a\" {\n  name = \"a\"\n  kafka_versions = [\"2.1.0\"]\n  server_properties = <<P\nmin.insync.replicas=2\nP\n}\n"})
}

// pods is a StatefulSet of brokers from an image.
func pods(image string, env ...string) string {
	text := "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: kafka, namespace: k}\nspec:\n  template:\n    metadata: {labels: {app: kafka}}\n    spec:\n      containers:\n        - name: kafka\n          image: " +
		image + "\n          env:\n            - {name: KAFKA_LOG_DIRS, value: /d}\n"
	for _, e := range env {
		text += "            - " + e + "\n"
	}
	return text
}

func TestM42_KafkaVersionOfImages(t *testing.T) {
	at := "warning kafka-version kube/k/StatefulSet/kafka kafka.yaml:10:18 "
	for image, want := range map[string][]string{
		"apache/kafka:3.9.0":                            {at + "CVE-2025-27818"},
		"docker.io/apache/kafka:3.9.0@sha256:abc":       {at + "CVE-2025-27818"},
		"registry.local:5000/apache/kafka-native:3.9.0": {at + "CVE-2025-27818"},
		"bitnamilegacy/kafka:3.9.0-debian-12-r4":        {at + "CVE-2025-27818"},
		"bitnami/kafka:3.9":                             {at + "CVE-2025-27818"},
		"bitnami/kafka:3.9-debian-12":                   {at + "CVE-2025-27818"},
		"quay.io/strimzi/kafka:0.45.0-kafka-3.9.0":      {at + "CVE-2025-27818"},
		"apache/kafka:3.9.1":                            {},
		"apache/kafka:4.3.2":                            nil,
		"apache/kafka:latest":                           nil,
		"apache/kafka":                                  nil,
		"apache/kafka@sha256:abc":                       nil,
		"apache/kafka:${TAG}":                           nil,
		"confluentinc/cp-kafka:3.9.0":                   nil,
		"mine/kafka:3.9.0":                              nil,
		"notapache/kafka-native:3.9.0":                  nil,
	} {
		t.Run(image, func(t *testing.T) { gives(t, rulestest.Files{"kafka.yaml": pods(image)}, want...) })
	}
	t.Run("the variable of an image", func(t *testing.T) {
		gives(t, rulestest.Files{"kafka.yaml": pods("apache/kafka:4.1.1", "{name: KAFKA_SASL_ENABLED_MECHANISMS, value: OAUTHBEARER}")}, at+"CVE-2026-33557")
		gives(t, rulestest.Files{"kafka.yaml": pods("apache/kafka:4.1.1", "{name: KAFKA_SASL_ENABLED_MECHANISMS, value: PLAIN}")})
	})
}

// A policy's target names a release line, and no patch.
func TestM42_KafkaVersionOfATarget(t *testing.T) {
	const server = "process.roles=broker\nnode.id=1\nlog.dirs=/d\n"
	const policy = "target: \"4.2\"\n"
	at := "info kafka-version cluster server.properties:2:9 "
	gives(t, rulestest.Files{"server.properties": server, "policy.yaml": policy}, at+"KAFKA-20254", at+"KAFKA-20322", at+"KAFKA-20505")
	gives(t, rulestest.Files{"server.properties": server})
	gives(t, rulestest.Files{"server.properties": server, "policy.yaml": "target: \"4.1\"\n"})
	gives(t, rulestest.Files{"server.properties": server + "sasl.enabled.mechanisms=OAUTHBEARER\n", "policy.yaml": "target: \"4.1\"\n"}, at+"CVE-2026-33557")
	gives(t, rulestest.Files{"server.properties": server + "sasl.enabled.mechanisms=${MECHANISMS}\n", "policy.yaml": "target: \"4.1\"\n"},
		"skipped sasl.enabled.mechanisms for CVE-2026-33557: ${MECHANISMS} is filled in when it is deployed")
	gives(t, rulestest.Files{"kafka.yaml": strimzi("4.2.2"), "policy.yaml": policy})
	gives(t, rulestest.Files{"topics.yaml": "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - {name: a, partitions: 1, replicas: 1}\n", "policy.yaml": policy})
	result := rulestest.Lint(t, Rules, rulestest.Files{"server.properties": server, "policy.yaml": policy})
	want := "the target is Kafka 4.2, whichever patch: possibly it has KAFKA-20505, fixed in 4.2.1: the code of share groups"
	if got := result.Findings[2].Message; !strings.HasPrefix(got, want) {
		t.Errorf("it says %s\nwant %s", got, want)
	}
}

// Two shapes of pods from one image are one fault.
func TestKafkaVersionIsToldOnceForAnObject(t *testing.T) {
	pod := func(name, memory string) string {
		return "    - metadata: {name: " + name + ", labels: {strimzi.io/kind: Kafka, strimzi.io/cluster: p, strimzi.io/broker-role: 'true'}}\n      spec:\n        containers: [{name: kafka, image: 'quay.io/strimzi/kafka:0.45.0-kafka-3.9.0', resources: {limits: {memory: " + memory + "}}}]\n"
	}
	gives(t, rulestest.Files{"pods.yaml": "apiVersion: core.strimzi.io/v1beta2\nkind: StrimziPodSet\nmetadata: {name: p, namespace: k}\nspec:\n  pods:\n" + pod("a", "4Gi") + pod("b", "8Gi")},
		"warning kafka-version kube/k/StrimziPodSet/p pods.yaml:8:43 CVE-2025-27818")
}
