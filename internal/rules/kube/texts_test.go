package kube

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// brokers is a StatefulSet with which no rule finds fault.
const brokers = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: kafka-broker
  namespace: kafka
spec:
  replicas: 6
  selector:
    matchLabels: {app: kafka-broker}
  template:
    metadata:
      labels: {app: kafka-broker}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels: {app: kafka-broker}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels: {app: kafka-broker}
      containers:
        - name: kafka
          image: example.org/kafka:4.1
          env:
            - {name: KAFKA_LOG_DIRS, value: /var/lib/kafka/data}
            - {name: KAFKA_HEAP_OPTS, value: -Xms4g -Xmx4g}
          resources:
            requests: {memory: 8Gi}
            limits: {memory: 8Gi}
          volumeMounts:
            - {name: data, mountPath: /var/lib/kafka}
      volumes:
        - name: tmp
          emptyDir: {}
  volumeClaimTemplates:
    - metadata: {name: data}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: kafka-broker
  namespace: kafka
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: kafka-broker}
`

// Parts of it that tests replace.
const (
	affinityPart = `      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels: {app: kafka-broker}
`
	zonePart = `      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels: {app: kafka-broker}
`
	antiSelector = `              labelSelector:
                matchLabels: {app: kafka-broker}
`
	claimPart  = "  volumeClaimTemplates:\n    - metadata: {name: data}\n"
	heapPart   = "            - {name: KAFKA_HEAP_OPTS, value: -Xms4g -Xmx4g}\n"
	volumePart = "        - name: tmp\n          emptyDir: {}\n"
	limitPart  = "            limits: {memory: 8Gi}\n"
)

// with replaces parts by turns: the old one, the new one.
func with(t testing.TB, text string, edits ...string) string {
	t.Helper()
	for i := 0; i+1 < len(edits); i += 2 {
		if !strings.Contains(text, edits[i]) {
			t.Fatalf("the text has no %q", edits[i])
		}
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	return text
}

// found are the findings of the family on a text.
func found(t testing.TB, text string) []finding.Finding {
	t.Helper()
	return rulestest.Lint(t, Rules, rulestest.Files{"kafka.yaml": text}).Findings
}

// says holds the findings against lines of SEVERITY RULE, in any order.
func says(t testing.TB, text string, want ...string) []finding.Finding {
	t.Helper()
	all := found(t, text)
	var got []string
	for _, f := range all {
		got = append(got, f.Severity.String()+" "+strings.TrimPrefix(f.Rule, "kube/"))
	}
	slices.Sort(got)
	slices.Sort(want)
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("found %q, want %q", got, want)
		for _, f := range all {
			t.Logf("%s %s: %s", f.Origin, f.Rule, f.Message)
		}
	}
	return all
}

// skipped are the reasons for which a rule was skipped on a text.
func skipped(t testing.TB, r *rule.Rule, text string) string {
	t.Helper()
	var out []string
	for _, s := range rulestest.Skips(rulestest.Lint(t, Rules, rulestest.Files{"kafka.yaml": text}), r.Name) {
		out = append(out, s.Needs+": "+s.Reason)
	}
	return strings.Join(out, "; ")
}

func TestTheTextHasNoFault(t *testing.T) { says(t, brokers) }
