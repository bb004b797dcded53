package topic

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

func TestComplete(t *testing.T) { rulestest.Complete(t, "topic", Rules) }

// files is a set of files by name.
type files = rulestest.Files

// topicText is one topic in our own format, 12 partitions on 3 replicas.
func topicText(name string, settings ...string) string { return sized(name, 12, 3, settings...) }

func sized(name string, partitions, replicas int, settings ...string) string {
	text := fmt.Sprintf("  - name: %s\n    partitions: %d\n    replicas: %d\n", name, partitions, replicas)
	if len(settings) > 0 {
		text += "    config:\n      " + strings.Join(settings, "\n      ") + "\n"
	}
	return text
}

// cluster is a topic file of the cluster "plant".
func cluster(topics ...string) string {
	return "apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics:\n" + strings.Join(topics, "")
}

// orders is a topic file with the one topic "orders".
func orders(settings ...string) files {
	return files{"topics.yaml": cluster(topicText("orders", settings...))}
}

// and is the files with one more.
func and(fs files, name, text string) files {
	out := files{name: text}
	for k, v := range fs {
		out[k] = v
	}
	return out
}

// brokerText is a broker's server.properties.
func brokerText(lines ...string) string {
	return "process.roles=broker\nnode.id=1\ncontroller.quorum.voters=1@localhost:9093\n" +
		"controller.listener.names=CONTROLLER\nlisteners=PLAINTEXT://:9092\nlog.dirs=/var/lib/kafka\n" + strings.Join(lines, "\n") + "\n"
}

// workload is a policy with one workload for the topic "orders".
func workload(lines ...string) string {
	return "workloads:\n  - topics: [orders]\n    " + strings.Join(lines, "\n    ") + "\n"
}

// only runs one rule, and is its findings.
func only(t *testing.T, r *rule.Rule, fs files) []finding.Finding {
	t.Helper()
	return rulestest.Of(rulestest.Lint(t, []*rule.Rule{r}, fs), r.Name)
}

// one runs one rule that must find one thing.
func one(t *testing.T, r *rule.Rule, fs files) finding.Finding {
	t.Helper()
	got := only(t, r, fs)
	if len(got) != 1 {
		t.Fatalf("%d findings, want 1: %+v", len(got), got)
	}
	return got[0]
}

// none runs one rule that must find nothing.
func none(t *testing.T, r *rule.Rule, fs files) {
	t.Helper()
	for _, f := range only(t, r, fs) {
		t.Errorf("finds %s: %s", f.Severity, f.Message)
	}
}

// contains fails for a text that lacks one of the parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}
