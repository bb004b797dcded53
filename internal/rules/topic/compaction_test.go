package topic

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestCompaction(t *testing.T) {
	every := workload("at_least_once: true")
	everyFor := workload("at_least_once: true", "outage_tolerance: 1d")
	outage := workload("outage_tolerance: 3d")
	for _, test := range []struct {
		name  string
		rule  *rule.Rule
		files files
		want  string
	}{
		{"nobody claims anything", CompactEventStream, judged("", "cleanup.policy: compact"), ""},
		{"at least once", CompactEventStream, judged(every, "cleanup.policy: compact"), "a consumer that is behind never sees the others"},
		{"both policies", CompactEventStream, judged(every, `cleanup.policy: "compact,delete"`), "is compact, delete"},
		{"deleted", CompactEventStream, judged(every), ""},
		{"at most once", CompactEventStream, judged(workload("at_least_once: false"), "cleanup.policy: compact"), ""},
		{"not compacted for as long as consumers may be down", CompactEventStream, judged(everyFor, "cleanup.policy: compact", "min.compaction.lag.ms: 86400000"), ""},
		{"compacted a little before", CompactEventStream, judged(everyFor, "cleanup.policy: compact", "min.compaction.lag.ms: 86399999"), "at_least_once"},

		{"no outage declared", TombstonesTooShort, judged("", "cleanup.policy: compact"), ""},
		{"not compacted", TombstonesTooShort, judged(outage, "delete.retention.ms: 0"), ""},
		{"long enough", TombstonesTooShort, judged(outage, "cleanup.policy: compact", "delete.retention.ms: 259200000"), ""},
		{"too short", TombstonesTooShort, judged(outage, "cleanup.policy: compact", "delete.retention.ms: 259199999"), "never learns of the deletes"},

		{"equal", CompactionLagConflict, judged("", "min.compaction.lag.ms: 1000", "max.compaction.lag.ms: 1000"), ""},
		{"above, though not compacted", CompactionLagConflict, judged("", "min.compaction.lag.ms: 1001", "max.compaction.lag.ms: 1000"), "Kafka refuses the topic"},

		{"empty on 4.3", CleanupPolicyEmpty, judged("target: \"4.3\"\n", `cleanup.policy: ""`), "nothing is ever deleted"},
		{"empty on 4.2", CleanupPolicyEmpty, judged("target: \"4.2\"\n", `cleanup.policy: ""`), "nothing is ever deleted"},
		{"empty on 4.1", CleanupPolicyEmpty, judged("target: \"4.1\"\n", `cleanup.policy: ""`), ""},
		{"by default", CleanupPolicyEmpty, judged("target: \"4.3\"\n"), ""},
	} {
		t.Run(test.rule.Name+" "+test.name, func(t *testing.T) {
			if test.want == "" {
				none(t, test.rule, test.files)
				return
			}
			f := one(t, test.rule, test.files)
			contains(t, f.Message, test.want)
			if f.Severity != test.rule.Severity {
				t.Errorf("%s, want %s", f.Severity, test.rule.Severity)
			}
		})
	}
}

func TestCleanupPolicyEmptyWithoutAVersion(t *testing.T) {
	f := one(t, CleanupPolicyEmpty, judged("", `cleanup.policy: ""`))
	contains(t, f.Message, "holds from 4.2 on")
	if f.Severity != finding.Warning {
		t.Errorf("%s, want a warning: older lines do not have it", f.Severity)
	}
}

func TestCompactionMatrix(t *testing.T) {
	t.Run("lag conflict", func(t *testing.T) {
		rulestest.Matrix(t, CompactionLagConflict, rulestest.Ways{
			Declared: rulestest.Row{Files: judged("", "min.compaction.lag.ms: 2000", "max.compaction.lag.ms: 1000"), Severity: finding.Error},
			Default:  rulestest.Row{Files: judged("", "min.compaction.lag.ms: 2000")},
			Broker: rulestest.Row{Files: and(judged("", "min.compaction.lag.ms: 2000"), "server.properties", brokerText("log.cleaner.max.compaction.lag.ms=1000")),
				Severity: finding.Warning},
			Unknown: judged("", "min.compaction.lag.ms: 2000", `max.compaction.lag.ms: "${LAG}"`),
		})
	})
	outage := workload("outage_tolerance: 3d")
	t.Run("tombstones", func(t *testing.T) {
		rulestest.Matrix(t, TombstonesTooShort, rulestest.Ways{
			Declared: rulestest.Row{Files: judged(outage, "cleanup.policy: compact", "delete.retention.ms: 1000"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: judged(outage, "cleanup.policy: compact"), Severity: finding.Warning},
			Broker: rulestest.Row{Files: and(judged(outage, "cleanup.policy: compact"), "server.properties", brokerText("log.cleaner.delete.retention.ms=1000")),
				Severity: finding.Warning},
			Unknown: judged(outage, "cleanup.policy: compact", `delete.retention.ms: "${TIME}"`),
		})
	})
	every := workload("at_least_once: true", "outage_tolerance: 1d")
	t.Run("event stream", func(t *testing.T) {
		rulestest.Matrix(t, CompactEventStream, rulestest.Ways{
			Declared: rulestest.Row{Files: judged(every, "cleanup.policy: compact", "min.compaction.lag.ms: 1000"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: judged(every, "cleanup.policy: compact"), Severity: finding.Warning},
			Broker: rulestest.Row{Files: and(judged(every, "cleanup.policy: compact"), "server.properties", brokerText("log.cleaner.min.compaction.lag.ms=1000")),
				Severity: finding.Warning},
			Unknown: judged(every, "cleanup.policy: compact", `min.compaction.lag.ms: "${LAG}"`),
		})
	})
}

func TestTieredRetention(t *testing.T) {
	for _, test := range []struct {
		name     string
		settings []string
		want     string // the discriminator; "" for no finding
	}{
		{"not tiered", []string{"local.retention.ms: 1000000", "retention.ms: 1000"}, ""},
		{"follows", []string{"remote.storage.enable: true"}, ""},
		{"below", []string{"remote.storage.enable: true", "local.retention.ms: 1000", "retention.ms: 1000"}, ""},
		{"time above", []string{"remote.storage.enable: true", "local.retention.ms: 1001", "retention.ms: 1000"}, "local.retention.ms"},
		{"no local limit of a limited time", []string{"remote.storage.enable: true", "local.retention.ms: -1"}, "local.retention.ms"},
		{"no limit at all", []string{"remote.storage.enable: true", "local.retention.ms: -1", "retention.ms: -1"}, ""},
		{"size above", []string{"remote.storage.enable: true", "local.retention.bytes: 1001", "retention.bytes: 1000"}, "local.retention.bytes"},
		{"a local size of an unlimited one", []string{"remote.storage.enable: true", "local.retention.bytes: 1001"}, ""},
		{"compacted", []string{"remote.storage.enable: true", "cleanup.policy: compact"}, "cleanup.policy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				none(t, TieredRetention, judged("", test.settings...))
				return
			}
			if f := one(t, TieredRetention, judged("", test.settings...)); f.Discriminator != test.want || f.Severity != finding.Error {
				t.Errorf("%s about %q: %s", f.Severity, f.Discriminator, f.Message)
			}
		})
	}
}

func TestTieredRetentionMatrix(t *testing.T) {
	rulestest.Matrix(t, TieredRetention, rulestest.Ways{
		Declared: rulestest.Row{Files: judged("", "remote.storage.enable: true", "local.retention.ms: 2000", "retention.ms: 1000"), Severity: finding.Error},
		Default:  rulestest.Row{Files: judged("", "remote.storage.enable: true", "local.retention.ms: 864000000"), Severity: finding.Error},
		Broker: rulestest.Row{Files: and(judged("", "remote.storage.enable: true", "local.retention.ms: 864000000"), "server.properties", brokerText("log.retention.hours=24")),
			Severity: finding.Warning},
		Unknown: judged("", "remote.storage.enable: true", `local.retention.ms: "${TIME}"`, "retention.ms: 1000"),
	})
}

func TestTimestampsRefusedMatrix(t *testing.T) {
	clients := workload("clients: [producer.properties]")
	with := func(producer string, settings ...string) files {
		return and(judged(clients, settings...), "producer.properties", plainProducer+producer)
	}
	rulestest.Matrix(t, TimestampsRefused, rulestest.Ways{
		Declared: rulestest.Row{Files: with("delivery.timeout.ms=120000\n", "message.timestamp.before.max.ms: 60000", "message.timestamp.type: CreateTime"), Severity: finding.Warning},
		Default:  rulestest.Row{Files: with("", "message.timestamp.before.max.ms: 60000"), Severity: finding.Warning},
		Broker: rulestest.Row{Files: and(with("delivery.timeout.ms=120000\n"), "server.properties", brokerText("log.message.timestamp.before.max.ms=60000")),
			Severity: finding.Warning},
		Unknown: with("delivery.timeout.ms=${TIME}\n", "message.timestamp.before.max.ms: 60000"),
	})
}

func TestTimestampsRefused(t *testing.T) {
	clients := workload("clients: [producer.properties]")
	short := []string{"message.timestamp.before.max.ms: 60000"}
	for _, test := range []struct {
		name  string
		files files
		found bool
	}{
		{"no producer is declared", judged("", short...), false},
		{"longer than the producer tries", and(judged(clients, "message.timestamp.before.max.ms: 120000"), "producer.properties", plainProducer), false},
		{"the broker's clock", and(judged(clients, append(short, "message.timestamp.type: LogAppendTime")...), "producer.properties", plainProducer), false},
		{"shorter", and(judged(clients, short...), "producer.properties", plainProducer), true},
		{"a consumer does not write", and(judged(clients, short...), "producer.properties",
			"bootstrap.servers=b1:9092\ngroup.id=g\nkey.deserializer=a.B\nvalue.deserializer=a.B\n"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := only(t, TimestampsRefused, test.files); (len(got) == 1) != test.found {
				t.Errorf("%d findings: %+v", len(got), got)
			}
		})
	}
}
