package broker

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// topics is a topic file of the cluster whose broker is b4.example.org.
func topics(config string) string {
	return "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - name: big\n    partitions: 1\n    replicas: 3\n    config: {" + config + "}\n"
}

func TestRequestSmallerThanBatch(t *testing.T) {
	tell(t, RequestSmallerThanBatch, []told{
		{
			"equal is too small",
			server("socket.request.max.bytes=20971520\nmessage.max.bytes=20971520\n"),
			finding.Error, []string{"closes the connection"}, 7,
		},
		{"larger", server("socket.request.max.bytes=20971521\nmessage.max.bytes=20971520\n"), finding.None, nil, 0},
		{"both by default", server(""), finding.None, nil, 0},
		{"by default, below the batch", server("message.max.bytes=104857600\n"), finding.Error, []string{"100 MiB"}, 7},
		{
			"a controller",
			rulestest.Files{"c.properties": "process.roles=controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=c:9093\nsocket.request.max.bytes=1000\n"},
			finding.None, nil, 0,
		},
		{
			"the largest of the topics",
			with(server("socket.request.max.bytes=10485760\n"), "topics.yaml", topics("max.message.bytes: 20971520")),
			finding.Warning, []string{"of topic big", "20 MiB"}, 7,
		},
	})
}

func TestMatrixOfRequestSmallerThanBatch(t *testing.T) {
	rulestest.Matrix(t, RequestSmallerThanBatch, rulestest.Ways{
		Declared: rulestest.Row{Files: server("socket.request.max.bytes=10485760\nmessage.max.bytes=20971520\n"), Severity: finding.Error},
		Default:  rulestest.Row{Files: server("message.max.bytes=209715200\n"), Severity: finding.Error},
		Broker: rulestest.Row{Files: with(server("socket.request.max.bytes=10485760\n"), "topics.yaml",
			topics("max.message.bytes: 20971520")), Severity: finding.Warning},
		Unknown: server("socket.request.max.bytes=${env:REQUEST}\nmessage.max.bytes=20971520\n"),
	})
}

func TestReplicaFetchBelowBatch(t *testing.T) {
	tell(t, ReplicaFetchBelowBatch, []told{
		{
			"advice",
			server("message.max.bytes=2097152\n"),
			finding.Info, []string{"one at a time", "set replica.fetch.max.bytes to 2097152"}, 7,
		},
		{
			"above a whole answer",
			server("message.max.bytes=20971520\n"),
			finding.Warning, []string{"replica.fetch.response.max.bytes is 10 MiB"}, 7,
		},
		{"raised with it", server("message.max.bytes=2097152\nreplica.fetch.max.bytes=2097152\n"), finding.None, nil, 0},
		{"both by default", server(""), finding.None, nil, 0},
		{"the default, written", server("replica.fetch.max.bytes=1048576\n"), finding.None, nil, 0},
		{
			"a topic",
			with(server(""), "topics.yaml", topics("max.message.bytes: 2097152")),
			finding.Info, []string{"of topic big"}, 0,
		},
		{"a topic that nobody replicates", with(server(""), "topics.yaml", single("max.message.bytes: 2097152")), finding.None, nil, 0},
		{"the broker's limit, and no topic is replicated", with(server("message.max.bytes=2097152\n"), "topics.yaml", single("retention.ms: 1000")), finding.None, nil, 0},
		{
			"a topic whose number of replicas is not known",
			with(server(""), "topics.yaml", strings.Replace(single("max.message.bytes: 2097152"), "replicas: 1", `replicas: "${R}"`, 1)),
			finding.Info, []string{"of topic big"}, 0,
		},
		{"exactly one broker", strimzi("1", "message.max.bytes: 20971520"), finding.None, nil, 0},
		{"exactly two brokers", strimzi("2", "message.max.bytes: 20971520"), finding.Warning, nil, 21},
	})
}

// single is topics with one replica.
func single(config string) string {
	return strings.Replace(topics(config), "replicas: 3", "replicas: 1", 1)
}

func TestMatrixOfReplicaFetch(t *testing.T) {
	rulestest.Matrix(t, ReplicaFetchBelowBatch, rulestest.Ways{
		Declared: rulestest.Row{Files: server("message.max.bytes=20971520\nreplica.fetch.response.max.bytes=1048576\n"), Severity: finding.Warning},
		Default:  rulestest.Row{Files: server("message.max.bytes=2097152\n"), Severity: finding.Info},
		Broker: rulestest.Row{Files: with(server("replica.fetch.max.bytes=1048576\n"), "topics.yaml",
			topics("max.message.bytes: 2097152")), Severity: finding.Info},
		Unknown: server("message.max.bytes=${env:BATCH}\n"),
	})
}

func TestRetentionKeysConflict(t *testing.T) {
	tell(t, RetentionKeysConflict, []told{
		{
			"ms against hours",
			server("log.retention.hours=168\nlog.retention.ms=86400000\n"),
			finding.Warning, []string{"records are kept for 1 d", "log.retention.hours does nothing"}, 7,
		},
		{
			"minutes against hours",
			server("log.retention.minutes=60\nlog.retention.hours=168\n"),
			finding.Warning, []string{"kept for 1 h"}, 8,
		},
		{
			"no limit against hours",
			server("log.retention.ms=-1\nlog.retention.hours=168\n"),
			finding.Warning, []string{"-1"}, 8,
		},
		{"roll", server("log.roll.ms=3600000\nlog.roll.hours=168\n"), finding.Warning, []string{"rolled after 1 h"}, 8},
		{"one time", server("log.retention.hours=24\nlog.retention.ms=86400000\n"), finding.None, nil, 0},
		{"no limit in both", server("log.retention.ms=-1\nlog.retention.hours=-5\n"), finding.None, nil, 0},
		{"one key", server("log.retention.hours=168\n"), finding.None, nil, 0},
	})
}

func TestMatrixOfRetentionKeys(t *testing.T) {
	rulestest.Matrix(t, RetentionKeysConflict, rulestest.Ways{
		Declared: rulestest.Row{Files: server("log.retention.hours=168\nlog.retention.ms=86400000\n"), Severity: finding.Warning},
		Default:  rulestest.Row{Files: server("log.retention.ms=86400000\n")},
		Broker:   rulestest.Row{Files: three("log.retention.ms=86400000\n")},
		Unknown:  server("log.retention.ms=${env:KEEP}\nlog.retention.hours=168\n"),
	})
}

func TestMillis(t *testing.T) {
	for _, c := range []struct{ n, unit, want int64 }{
		{1, 3_600_000, 3_600_000}, {0, 60_000, 0}, {-5, 60_000, -1}, {1 << 62, 60_000, 1<<63 - 1},
	} {
		if got := millis(c.n, c.unit); got != c.want {
			t.Errorf("millis(%d, %d) = %d, want %d", c.n, c.unit, got, c.want)
		}
	}
}

func TestFlushOverride(t *testing.T) {
	tell(t, FlushOverride, []told{
		{"every record", server("log.flush.interval.messages=1\n"), finding.Info, []string{"rely on replication"}, 7},
		{
			"every second",
			server("log.flush.interval.ms=1000\n"),
			finding.Info, []string{"log.flush.interval.ms is 1000"}, 7,
		},
		{"the default, written", server("log.flush.interval.messages=9223372036854775807\n"), finding.None, nil, 0},
		{"nothing", server(""), finding.None, nil, 0},
	})
}

func TestOffsetRetentionShort(t *testing.T) {
	policy := "workloads:\n  - topics: [\"big\"]\n    idle_time: 30d\n"
	files := func(lines, policy string) rulestest.Files {
		return with(with(server(lines), "topics.yaml", topics("")), "policy.yaml", policy)
	}
	tell(t, OffsetRetentionShort, []told{
		{
			"default of 7 days",
			files("", policy),
			finding.Warning, []string{"10080 (7 d)", "topic big", "30 d", "set offsets.retention.minutes to 43200"}, 0,
		},
		{"written", files("offsets.retention.minutes=1440\n", policy), finding.Warning, nil, 7},
		{"long enough", files("offsets.retention.minutes=43200\n", policy), finding.None, nil, 0},
		{"nothing declared", files("offsets.retention.minutes=1\n", "profile: standard\n"), finding.None, nil, 0},
	})
}

func TestMatrixOfOffsetRetention(t *testing.T) {
	files := func(lines string) rulestest.Files {
		return with(with(server(lines), "topics.yaml", topics("")), "policy.yaml", "workloads:\n  - topics: [\"big\"]\n    idle_time: 30d\n")
	}
	rulestest.Matrix(t, OffsetRetentionShort, rulestest.Ways{
		Declared: rulestest.Row{Files: files("offsets.retention.minutes=1440\n"), Severity: finding.Warning},
		Default:  rulestest.Row{Files: files(""), Severity: finding.Warning},
		Broker:   rulestest.Row{Files: files("offsets.retention.minutes=60\n"), Severity: finding.Warning},
		Unknown:  files("offsets.retention.minutes=${env:KEEP}\n"),
	})
}
