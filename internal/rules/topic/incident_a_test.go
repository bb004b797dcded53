package topic

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

const baseline = `
ranges:
  - topics: ["iot-*"]
    config:
      segment.bytes: {min: 512MiB, max: 2GiB}
      max.message.bytes: {min: 20MiB}
      retention.ms: {min: 1d, max: 30d}
`

const payload = `
workloads:
  - topics: ["iot-*"]
    max_payload: 12MiB
    critical: true
`

// telemetry is the topic of the write-up, with the settings that a step of
// the incident had.
func telemetry(policy, segment, message, retention string) files {
	return files{"policy.yaml": policy, "topics.yaml": cluster(topicText("iot-telemetry-v2",
		"min.insync.replicas: 2", "segment.bytes: "+segment, "max.message.bytes: "+message, "retention.ms: "+retention))}
}

func TestIncidentA(t *testing.T) {
	const outside = "topic/outside-baseline"
	for _, test := range []struct {
		name  string
		files files
		want  []string // rule, with the key for the baseline
	}{
		{"as it was created", telemetry(baseline, "1048576", "10485760", "-1"), []string{
			"topic/batch-exceeds-segment", outside + " max.message.bytes", outside + " retention.ms", outside + " segment.bytes", "topic/retention-unbounded"}},
		{"with the payload declared", telemetry(baseline+payload, "1048576", "10485760", "-1"), []string{
			"topic/batch-exceeds-segment", outside + " max.message.bytes", outside + " retention.ms", outside + " segment.bytes",
			"topic/payload-exceeds-limit", "topic/retention-unbounded"}},
		{"the half fix", telemetry("", "1048576", "20971520", "604800000"), []string{"topic/batch-exceeds-segment"}},
		{"the half fix with the payload declared", telemetry(payload, "1048576", "20971520", "604800000"), []string{
			"topic/batch-exceeds-segment", "topic/payload-exceeds-limit"}},
		{"the full fix", telemetry(baseline+payload, "1073741824", "20971520", "604800000"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := names(rulestest.Lint(t, Rules, test.files)); !slices.Equal(got, test.want) {
				t.Errorf("gives\n%q, want\n%q", got, test.want)
			}
		})
	}
}

// names lists the findings by rule and discriminator, sorted.
func names(r *finding.Result) []string {
	var out []string
	for _, f := range r.Findings {
		name := f.Rule
		if f.Discriminator != "" {
			name += " " + f.Discriminator
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func TestIncidentASeverities(t *testing.T) {
	result := rulestest.Lint(t, Rules, telemetry(baseline+payload, "1048576", "10485760", "-1"))
	for _, f := range result.Findings {
		want := finding.Error
		if f.Rule == "topic/retention-unbounded" {
			want = finding.Info
		}
		if f.Severity != want {
			t.Errorf("%s is %s, want %s", f.Rule, f.Severity, want)
		}
	}
}

func TestStockTopicsAreClean(t *testing.T) {
	for name, fs := range map[string]files{
		"three replicas, two in sync":   orders("min.insync.replicas: 2"),
		"compacted":                     orders("min.insync.replicas: 2", "cleanup.policy: compact"),
		"compacted and deleted":         orders("min.insync.replicas: 2", "cleanup.policy: compact,delete", "retention.ms: 86400000"),
		"one day":                       orders("min.insync.replicas: 2", "retention.ms: 86400000", "segment.ms: 3600000"),
		"log compaction for ever":       orders("min.insync.replicas: 2", "cleanup.policy: compact", "retention.ms: -1"),
		"LogAppendTime":                 orders("min.insync.replicas: 2", "message.timestamp.type: LogAppendTime"),
		"compression":                   orders("min.insync.replicas: 2", "compression.type: zstd", "compression.zstd.level: 9"),
		"with the broker's min ISR":     and(orders(), "server.properties", brokerText("min.insync.replicas=2")),
		"Streams' changelog":            {"topics.yaml": cluster(topicText("app-store-changelog", "min.insync.replicas: 2", "cleanup.policy: compact", "segment.bytes: 52428800"))},
		"Streams' repartition":          {"topics.yaml": cluster(topicText("app-by-id-repartition", "min.insync.replicas: 2", "retention.ms: -1", "segment.bytes: 52428800"))},
		"a topic and its dead letters":  {"topics.yaml": cluster(topicText("orders", "min.insync.replicas: 2"), topicText("orders.billing.dlq", "min.insync.replicas: 2", "retention.ms: 1209600000"))},
		"Kafka's own":                   {"topics.yaml": cluster(topicText("__consumer_offsets", "cleanup.policy: compact", "segment.bytes: 104857600", "compression.type: producer"))},
		"tiered":                        orders("min.insync.replicas: 2", "remote.storage.enable: true", "local.retention.ms: 3600000", "retention.ms: -1"),
		"Confluent's key":               orders("min.insync.replicas: 2", "confluent.value.schema.validation: true"),
		"filled in when it is deployed": orders(`min.insync.replicas: "${MIN_ISR}"`, `retention.ms: "${RETENTION}"`, `segment.bytes: "${SEGMENT}"`),
		"a name with a placeholder":     {"topics.yaml": cluster(topicText(`"${ENV}-orders"`, "min.insync.replicas: 2"))},
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range rulestest.Lint(t, Rules, fs).Findings {
				t.Errorf("%s (%s): %s", f.Rule, f.Severity, f.Message)
			}
		})
	}
}
