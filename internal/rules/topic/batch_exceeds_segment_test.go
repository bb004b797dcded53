package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestBatchExceedsSegmentMatrix(t *testing.T) {
	rulestest.Matrix(t, BatchExceedsSegment, rulestest.Ways{
		Declared: rulestest.Row{Files: orders("segment.bytes: 1048576", "max.message.bytes: 10485760"), Severity: finding.Error},
		Default:  rulestest.Row{Files: orders("max.message.bytes: 2000000000"), Severity: finding.Error},
		Broker: rulestest.Row{Files: and(orders("segment.bytes: 1048576"), "server.properties", brokerText("message.max.bytes=10485760")),
			Severity: finding.Warning},
		Unknown: orders("segment.bytes: 1048576", `max.message.bytes: "${MAX}"`),
	})
}

func TestBatchExceedsSegment(t *testing.T) {
	for _, test := range []struct {
		name  string
		files files
		want  finding.Severity
	}{
		{"stock", orders(), finding.None},
		{"equal", orders("segment.bytes: 10485760", "max.message.bytes: 10485760"), finding.None},
		{"one byte above", orders("segment.bytes: 10485760", "max.message.bytes: 10485761"), finding.Error},
		{"twelve bytes by default", orders("segment.bytes: 1048576"), finding.Info},
		{"twelve bytes that somebody wrote", orders("segment.bytes: 1048576", "max.message.bytes: 1048588"), finding.Error},
		{"the largest batch that Kafka takes", orders("max.message.bytes: 2147483647"), finding.Error},
		{"a batch that Kafka refuses as a value", orders("max.message.bytes: 2147483648"), finding.None},
		{"a small segment on an old line", and(orders("segment.bytes: 524288"), "policy.yaml", "target: \"3.9\"\n"), finding.Error},
		{"the segment from a broker", and(orders("max.message.bytes: 20971520"), "server.properties", brokerText("log.segment.bytes=10485760")), finding.Warning},
		{"a broker of another cluster's directory", files{
			"b/topics.yaml":       strings.ReplaceAll(cluster(topicText("other", "segment.bytes: 10485760")), "plant", "dev"),
			"a/topics.yaml":       cluster(topicText("orders", "max.message.bytes: 20971520")),
			"b/server.properties": brokerText("log.segment.bytes=1048576")}, finding.None},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == finding.None {
				none(t, BatchExceedsSegment, test.files)
				return
			}
			if f := one(t, BatchExceedsSegment, test.files); f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
		})
	}
}

func TestBatchExceedsSegmentSaysWhatToDo(t *testing.T) {
	f := one(t, BatchExceedsSegment, orders("max.message.bytes: 10485760", "segment.bytes: 1048576"))
	contains(t, f.Message, "10 MiB", "1 MiB", "error 18")
	contains(t, f.Fix, "segment.bytes: 16777216", "max.message.bytes to 1048576")
	if f.Origin.Line != 10 || f.Origin.File != "topics.yaml" {
		t.Errorf("points to %s, want the line of segment.bytes", f.Origin)
	}
}

func TestBatchExceedsSegmentPointsToTheOwnLine(t *testing.T) {
	f := one(t, BatchExceedsSegment, and(orders("max.message.bytes: 20971520"), "server.properties", brokerText("log.segment.bytes=10485760")))
	if f.Origin.File != "topics.yaml" {
		t.Errorf("points to %s, want the topic's own override", f.Origin)
	}
}

func TestSegmentForStaysWithinKafkasType(t *testing.T) {
	for batch, want := range map[int64]int64{1: 1, 10485760: 16777216, 1 << 30: 1 << 30, 1<<30 + 1: 2147483647, 2147483647: 2147483647} {
		if got := segmentFor(batch); got != want {
			t.Errorf("segmentFor(%d) = %d, want %d", batch, got, want)
		}
	}
}
