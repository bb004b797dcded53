package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// The rules that hold a topic against the size of its cluster.

func TestReplicasExceedBrokersMatrix(t *testing.T) {
	rulestest.Matrix(t, ReplicasExceedBrokers, rulestest.Ways{
		Declared: rulestest.Row{Files: files{"all.yaml": pool("3") + "---\n" + strimziTopic("kafka", "4")}, Severity: finding.Error},
		Default:  rulestest.Row{Cannot: "a factor that nobody wrote is the brokers', and a number of brokers has no default"},
		Broker:   rulestest.Row{Files: files{"pool.yaml": pool("3"), "topic.yaml": strimziTopic("kafka", "4")}, Severity: finding.Error},
		Unknown:  files{"pool.yaml": pool(`"${BROKERS}"`), "topic.yaml": strimziTopic("kafka", "4")},
	})
}

func TestSegmentsExplodeMatrix(t *testing.T) {
	fifty := "rules:\n  topic/segments-explode: {params: {per_partition: 50}}\n"
	inherited := files{"policy.yaml": fifty, "server.properties": brokerText("log.segment.bytes=1048576"),
		"topics.yaml": cluster(topicText("orders", "retention.bytes: 107374182400"))}
	rulestest.Matrix(t, SegmentsExplode, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error,
			Files: judged(fifty, "segment.bytes: 1048576", "segment.ms: 604800000", "retention.ms: -1", "retention.bytes: 107374182400", "cleanup.policy: delete")},
		Default: rulestest.Row{Severity: finding.Error, Files: judged(fifty, "retention.bytes: 107374182400")},
		Broker:  rulestest.Row{Severity: finding.Warning, Files: inherited},
		Unknown: judged(fifty, `segment.bytes: "${SIZE}"`, "retention.bytes: 107374182400"),
	})
}

func TestDiskOvercommittedMatrix(t *testing.T) {
	disk := "rules:\n  topic/disk-overcommitted: {params: {disk_bytes: 99GiB}}\n"
	rate := disk + workload("rate: 1GiB/s")
	with := func(settings, policy, brokers string) files {
		return files{"pool.yaml": pool(brokers), "topic.yaml": strimziWith(settings), "policy.yaml": policy}
	}
	inherited := with("cleanup.policy: delete", rate, "3")
	inherited["pool.yaml"] = strings.Replace(pool("3"), "min.insync.replicas: 2", "log.retention.ms: 86400000", 1)
	rulestest.Matrix(t, DiskOvercommitted, rulestest.Ways{
		Declared: rulestest.Row{Files: with("retention.bytes: 1073741824", disk, "3"), Severity: finding.Warning},
		Default:  rulestest.Row{Files: with("cleanup.policy: delete", rate, "3"), Severity: finding.Warning},
		Broker:   rulestest.Row{Files: inherited, Severity: finding.Warning},
		Unknown:  with("retention.bytes: 1073741824", disk, `"${BROKERS}"`),
	})
}
