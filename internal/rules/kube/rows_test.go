package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestM34_WhatTheWebhookShouldHaveRefused: the three checks that the write-up
// wanted, on the manifests themselves. internal/admit refuses the same objects.
func TestM34_WhatTheWebhookShouldHaveRefused(t *testing.T) {
	says(t, with(t, brokers, claimPart, "", volumePart, "        - {name: data, emptyDir: {}}\n"), "error log-dir-ephemeral")
	says(t, with(t, brokers, "-Xms4g -Xmx4g", "-Xms8g -Xmx8g"), "error heap-exceeds-limit")
	says(t, with(t, brokers, "-Xms4g -Xmx4g", "-Xms6g -Xmx6g"), "warning heap-exceeds-limit")
	says(t, with(t, brokers, affinityPart, ""), "error no-node-spread")
	strict := rulestest.Files{"kafka.yaml": with(t, brokers, "-Xms4g -Xmx4g", "-Xms6g -Xmx6g"), "policy.yaml": "rules:\n  kube/heap-exceeds-limit: {severity: error}\n"}
	if r := rulestest.Lint(t, Rules, strict).Findings; len(r) != 1 || r[0].Severity.String() != "error" {
		t.Errorf("a policy that makes 70 %% the limit: %v", r)
	}
}

// misplaced is the write-up's own recommendation: the constraints stand below
// affinity, where the API server drops them without a word.
const misplaced = `      affinity:
        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: DoNotSchedule
            labelSelector:
              matchLabels: {app: kafka-broker}
`

func TestM36_TheWriteUpsOwnSnippetIsMisplacedAndFoundInTheText(t *testing.T) {
	text := with(t, brokers, "      affinity:\n", misplaced, zonePart, "")
	all := says(t, text, "error misplaced-key", "warning no-zone-spread")
	f := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"kafka.yaml": text}), "kube/misplaced-key")[0]
	if f.Origin.Line != 15 || f.Origin.Column != 9 || !strings.Contains(f.Message, "spec.template.spec.affinity has no field topologySpreadConstraints") ||
		f.Fix != "move topologySpreadConstraints to spec.template.spec.topologySpreadConstraints" || len(all) != 2 {
		t.Errorf("%s: %s; %s", f.Origin, f.Message, f.Fix)
	}
	inStrimzi := with(t, strimziCluster, strimziZones, "", "        affinity:\n",
		"        affinity:\n          topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}]\n")
	f = rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"kafka.yaml": inStrimzi}), "kube/misplaced-key")[0]
	if f.Fix != "move topologySpreadConstraints to spec.kafka.template.pod.topologySpreadConstraints" {
		t.Error(f.Fix)
	}
}

func TestM36_BudgetsAndNodes(t *testing.T) {
	says(t, with(t, brokers, "  maxUnavailable: 1", "  minAvailable: 2"), "error pdb-too-loose") // the write-up's own: 4 of 6 may go
	says(t, with(t, brokers, "  maxUnavailable: 1", "  minAvailable: 5"))
	says(t, with(t, brokers, "  maxUnavailable: 1", "  minAvailable: 6"), "error pdb-blocks-forever")
}

// TestM49_TheSameRuleJudgesATemplateAPodAndAResource: the finding is the same
// whichever object shows it.
func TestM49_TheSameRuleJudgesATemplateAPodAndAResource(t *testing.T) {
	ephemeral := with(t, strimziCluster, "type: persistent-claim", "type: ephemeral")
	pods := "apiVersion: core.strimzi.io/v1\nkind: StrimziPodSet\nmetadata: {name: plant-broker, namespace: kafka}\nspec:\n  pods:\n" +
		"    - metadata: {name: plant-broker-0, labels: {strimzi.io/kind: Kafka, strimzi.io/cluster: plant, strimzi.io/broker-role: \"true\", strimzi.io/name: plant-kafka}}\n" +
		"      spec:\n        containers: [{name: kafka, volumeMounts: [{name: data-0, mountPath: /var/lib/kafka/data-0}]}]\n        volumes: [{name: data-0, emptyDir: {}}]\n"
	for _, text := range []string{ephemeral, pods} {
		r := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"k.yaml": text}), "kube/log-dir-ephemeral")
		if len(r) != 1 || r[0].Severity.String() != "error" || !strings.Contains(r[0].Message, "the log directory /var/lib/kafka/data-0 of the brokers lies on") {
			t.Errorf("found %v", r)
		}
	}
}
