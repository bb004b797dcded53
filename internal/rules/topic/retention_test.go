package topic

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// judged is one topic, with a policy if there is one.
func judged(policy string, settings ...string) files {
	if policy == "" {
		return orders(settings...)
	}
	return and(orders(settings...), "policy.yaml", policy)
}

func TestRetention(t *testing.T) {
	outage := workload("outage_tolerance: 3d")
	rate := workload("outage_tolerance: 3d", "rate: 12MiB/s")
	erase := workload("erase_within: 30d")
	for _, test := range []struct {
		name  string
		rule  *rule.Rule
		files files
		want  string // in the message; "" for no finding
	}{
		{"by default", RetentionUnbounded, judged(""), ""},
		{"no time", RetentionUnbounded, judged("", "retention.ms: -1"), "grows until the disk is full"},
		{"no time, but a size", RetentionUnbounded, judged("", "retention.ms: -1", "retention.bytes: 1073741824"), ""},
		{"compacted", RetentionUnbounded, judged("", "retention.ms: -1", "cleanup.policy: compact"), ""},
		{"both policies", RetentionUnbounded, judged("", "retention.ms: -1", `cleanup.policy: "compact,delete"`), ""},
		{"with a reason", RetentionUnbounded, judged(workload(`unbounded: "the ledger of record"`), "retention.ms: -1"), ""},
		{"tiered, local limit", RetentionUnbounded, judged("", "retention.ms: -1", "remote.storage.enable: true", "local.retention.ms: 3600000"), ""},
		{"tiered, no local limit", RetentionUnbounded, judged("", "retention.ms: -1", "remote.storage.enable: true"), "set no limit"},
		{"Kafka's own", RetentionUnbounded, files{"topics.yaml": cluster(topicText("__remote_log_metadata", "retention.ms: -1"))}, ""},

		{"nobody says how long", RetentionBelowOutage, judged("", "retention.ms: 1000"), ""},
		{"long enough", RetentionBelowOutage, judged(outage, "retention.ms: 259200000"), ""},
		{"too short", RetentionBelowOutage, judged(outage, "retention.ms: 259199999"), "what they have not read by then is lost"},
		{"no limit", RetentionBelowOutage, judged(outage, "retention.ms: -1"), ""},
		{"compacted", RetentionBelowOutage, judged(outage, "retention.ms: 1000", "cleanup.policy: compact"), ""},
		{"a size without a rate", RetentionBelowOutage, judged(outage, "retention.bytes: 1048576"), ""},
		{"a size that lasts", RetentionBelowOutage, judged(rate, "retention.bytes: 1099511627776"), ""},
		{"a size that is full in 17 minutes", RetentionBelowOutage, judged(rate, "retention.bytes: 1073741824"), "in about 17 min"},

		{"no duty", SegmentOutlivesRetention, judged(""), ""},
		{"the defaults keep it for 14 days", SegmentOutlivesRetention, judged(erase), ""},
		{"the time and a segment are too long", SegmentOutlivesRetention, judged(erase, "retention.ms: 2073600000"), "until their segment is closed"},
		{"for ever", SegmentOutlivesRetention, judged(erase, "retention.ms: -1"), "never deleted"},
		{"a short segment", SegmentOutlivesRetention, judged(erase, "retention.ms: 2073600000", "segment.ms: 86400000"), ""},
	} {
		t.Run(test.rule.Name+" "+test.name, func(t *testing.T) {
			if test.want == "" {
				none(t, test.rule, test.files)
				return
			}
			f := one(t, test.rule, test.files)
			contains(t, f.Message, test.want)
			if f.Severity != test.rule.Severity || f.Fix == "" || !f.Origin.Written() {
				t.Errorf("%s at %s, fix %q", f.Severity, f.Origin, f.Fix)
			}
		})
	}
}

func TestRetentionMatrix(t *testing.T) {
	outage := workload("outage_tolerance: 30d")
	t.Run("below outage", func(t *testing.T) {
		rulestest.Matrix(t, RetentionBelowOutage, rulestest.Ways{
			Declared: rulestest.Row{Files: judged(outage, "retention.ms: 86400000"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: judged(outage), Severity: finding.Warning},
			Broker:   rulestest.Row{Files: and(judged(outage), "server.properties", brokerText("log.retention.minutes=1440")), Severity: finding.Warning},
			Unknown:  judged(outage, `retention.ms: "${TIME}"`),
		})
	})
	erase := workload("erase_within: 10d")
	t.Run("segment outlives", func(t *testing.T) {
		rulestest.Matrix(t, SegmentOutlivesRetention, rulestest.Ways{
			Declared: rulestest.Row{Files: judged(erase, "retention.ms: 604800000", "segment.ms: 604800000"), Severity: finding.Info},
			Default:  rulestest.Row{Files: judged(erase, "retention.ms: 604800000"), Severity: finding.Info},
			Broker:   rulestest.Row{Files: and(judged(erase, "retention.ms: 604800000"), "server.properties", brokerText("log.roll.hours=100")), Severity: finding.Info},
			Unknown:  judged(erase, `segment.ms: "${TIME}"`),
		})
	})
	t.Run("unbounded", func(t *testing.T) {
		rulestest.Matrix(t, RetentionUnbounded, rulestest.Ways{
			Declared: rulestest.Row{Files: judged("", "cleanup.policy: delete", "retention.ms: -1", "retention.bytes: -1"), Severity: finding.Info},
			Default:  rulestest.Row{Files: judged("", "retention.ms: -1"), Severity: finding.Info},
			Broker: rulestest.Row{Files: and(judged("", "retention.bytes: -1"), "server.properties", brokerText("log.retention.hours=-1")),
				Severity: finding.Info},
			Unknown: judged("", `retention.ms: "${TIME}"`),
		})
	})
}

func TestRetentionOfABrokerPointsToItsKey(t *testing.T) {
	f := one(t, RetentionBelowOutage, and(judged(workload("outage_tolerance: 3d")), "server.properties", brokerText("log.retention.hours=24")))
	contains(t, f.Message, "log.retention.hours", "1 d", "3 d")
	if f.Origin.File != "server.properties" {
		t.Errorf("points to %s", f.Origin)
	}
}

func TestSegmentsExplode(t *testing.T) {
	fifty := "rules:\n  topic/segments-explode: {params: {per_partition: 50}}\n"
	rate := fifty + workload("rate: 12MiB/s") // 1 MiB/s into each of 12 partitions
	for _, test := range []struct {
		name  string
		files files
		want  string
	}{
		{"no limit in standard", judged("", "segment.bytes: 1048576", "retention.bytes: 107374182400"), ""},
		{"nothing bounds the topic", judged(fifty, "segment.bytes: 1048576"), ""},
		{"49 and the one being written", judged(fifty, "segment.bytes: 1048576", "retention.bytes: 51380224"), ""},
		{"50 and the one being written", judged(fifty, "segment.bytes: 1048576", "retention.bytes: 52428800"), "about 51 segments of 1 MiB"},
		{"an hour at the rate", judged(rate, "segment.bytes: 1048576", "retention.ms: 3600000"), "about 3601 segments"},
		{"an hour in large segments", judged(rate, "retention.ms: 3600000"), ""},
		{"cut by time", judged(rate, "segment.ms: 60000", "retention.ms: 3600000"), "about 61 segments"},
		{"cut by time, but nobody says that records come", judged(fifty, "segment.ms: 60000", "retention.ms: 3600000"), ""},
		{"the size bounds first", judged(rate, "segment.bytes: 1048576", "retention.ms: 3600000", "retention.bytes: 10485760"), ""},
		{"tiered: only what is local", judged(fifty, "segment.bytes: 1048576", "remote.storage.enable: true", "retention.bytes: 107374182400", "local.retention.bytes: 10485760"), ""},
		{"compacted", judged(fifty, "cleanup.policy: compact", "segment.bytes: 1048576", "retention.bytes: 107374182400"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				none(t, SegmentsExplode, test.files)
				return
			}
			f := one(t, SegmentsExplode, test.files)
			contains(t, f.Message, test.want, "allows 50")
			contains(t, f.Fix, "segment.bytes: ")
		})
	}
}

// strimziWith is a KafkaTopic with 100 partitions on 3 replicas.
func strimziWith(settings string) string {
	return `apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: orders, namespace: kafka, labels: {strimzi.io/cluster: plant}}
spec:
  partitions: 100
  replicas: 3
  config: {` + settings + `}
`
}

func TestSegmentsExplodeTheMemoryMaps(t *testing.T) {
	// 100 partitions × 3 replicas on 3 brokers: each segment is 200 maps.
	for _, test := range []struct {
		name, settings, policy string
		found                  bool
	}{
		{"196 segments are 39200 of 39318", "segment.bytes: 1048576, retention.bytes: 204472320", "", false},
		{"197 segments are 39400 of 39318", "segment.bytes: 1048576, retention.bytes: 205520896", "", true},
		{"a higher limit", "segment.bytes: 1048576, retention.bytes: 205520896", "rules:\n  topic/segments-explode: {params: {max_map_count: 262144}}\n", false},
		{"large segments", "retention.bytes: 107374182400", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			fs := files{"pool.yaml": pool("3"), "topic.yaml": strimziWith(test.settings), "policy.yaml": test.policy}
			if !test.found {
				none(t, SegmentsExplode, fs)
				return
			}
			f := one(t, SegmentsExplode, fs)
			contains(t, f.Message, "39400 memory maps of 65530", "3 brokers")
			contains(t, f.Fix, "segment.bytes: 2097152")
		})
	}
	none(t, SegmentsExplode, files{"topic.yaml": strimziWith("segment.bytes: 1048576, retention.bytes: 205520896")})
}

func TestDiskOvercommitted(t *testing.T) {
	disk := func(size, more string) string {
		return "rules:\n  topic/disk-overcommitted: {params: {disk_bytes: " + size + "}}\n" + more
	}
	const half = "retention.bytes: 1073741824" // × 100 partitions × 3 replicas: 300 GiB
	for _, test := range []struct {
		name, settings, policy string
		want                   string
	}{
		{"nobody says how large a disk is", half, "", ""},
		{"fits to the byte", half, disk("100GiB", ""), ""},
		{"does not fit", half, disk("99GiB", ""), "may keep 300 GiB, but 3 brokers of 99 GiB hold 297 GiB"},
		{"no limit counts nothing", "retention.ms: -1", disk("1GiB", ""), ""},
		{"at the rate, for a day", "retention.ms: 86400000", disk("10GiB", workload("rate: 1MiB/s")), "may keep 253.1 GiB"},
		{"at the rate, for an hour", "retention.ms: 3600000", disk("10GiB", workload("rate: 1MiB/s")), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			fs := files{"pool.yaml": pool("3"), "topic.yaml": strimziWith(test.settings), "policy.yaml": test.policy}
			if test.want == "" {
				none(t, DiskOvercommitted, fs)
				return
			}
			f := one(t, DiskOvercommitted, fs)
			contains(t, f.Message, test.want)
			contains(t, f.Fix, "orders")
			if f.Subject.String() != "cluster" || f.Origin.File == "" {
				t.Errorf("is about %s at %s", f.Subject, f.Origin)
			}
		})
	}
}

func TestApprox(t *testing.T) {
	for bytes, want := range map[float64]string{0: "0 B", 1023: "1023 B", 1024: "1 KiB", 1536: "1.5 KiB", 1 << 40: "1 TiB", 1 << 62: "4 EiB"} {
		if got := approx(bytes); got != want {
			t.Errorf("approx(%v) = %s, want %s", bytes, got, want)
		}
	}
}
