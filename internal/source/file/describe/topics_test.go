package describe_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/describe"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// releases have testdata of their own, as their tools printed it.
var releases = []string{"3.6", "3.9", "4.1", "4.3"}

// read is what a format makes of a text.
func read(t testing.TB, f format.Format, path, text string) (*model.Snapshot, *model.Document, error) {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	doc := &model.Document{Path: path}
	err := f.Read(format.Input{Path: path, Text: []byte(text)}, doc, b)
	now, before := b.Snapshots()
	if len(before.Topics) > 0 {
		t.Error("a description has no past")
	}
	return now, doc, err
}

func must(t testing.TB, f format.Format, path, text string) *model.Snapshot {
	t.Helper()
	now, _, err := read(t, f, path, text)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func recorded(t testing.TB, release, name string) (path, text string) {
	t.Helper()
	path = filepath.Join("testdata", "kafka-"+release, name)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(content)
}

func topic(t testing.TB, s *model.Snapshot, name string) *model.Topic {
	t.Helper()
	i := slices.IndexFunc(s.Topics, func(t *model.Topic) bool { return t.Name == name })
	if i < 0 {
		t.Fatalf("there is no topic %s among %d", name, len(s.Topics))
	}
	return s.Topics[i]
}

// settings is a config as KEY=VALUE, sorted; an unknown value is "?" and why.
func settings(c model.Config) []string {
	out := []string{}
	for _, s := range c.Settings() {
		text := s.Value.Raw()
		if !s.Value.Usable() {
			text = "?" + s.Value.Why()
		}
		out = append(out, s.Name+"="+text)
	}
	slices.Sort(out)
	return out
}

func wantSettings(t *testing.T, c model.Config, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := settings(c); !slices.Equal(got, want) {
		t.Errorf("settings are\n%v, want\n%v", got, want)
	}
}

// points checks that a value stands in the text where its origin says.
func points(t *testing.T, text string, name string, v model.Value) {
	t.Helper()
	at := v.Origin()
	rest := strings.Split(text, "\n")[at.Line-1]
	for range at.Column - 1 {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	if !strings.HasPrefix(rest, v.Raw()) {
		t.Errorf("%s=%s is not at %s: %q", name, v.Raw(), at, rest)
	}
}

func TestTopicsOfEveryRelease(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			path, text := recorded(t, release, "topics.txt")
			if !(describe.Topics{}).Claims(format.Input{Path: path, Text: []byte(text)}) {
				t.Fatal("it is not claimed")
			}
			now := must(t, describe.Topics{}, path, text)
			if len(now.Topics) != 3 {
				t.Fatalf("%d topics, want 3", len(now.Topics))
			}
			iot := topic(t, now, "iot-telemetry-v2")
			if iot.Partitions.Raw() != "3" || iot.Replicas.Raw() != "1" || iot.Format != "kafka-topics" {
				t.Errorf("it has %s partitions, %s replicas and format %s", iot.Partitions.Raw(), iot.Replicas.Raw(), iot.Format)
			}
			extra := []string{} // the cluster's own default since the ELR of 4.1
			if release >= "4.1" {
				extra = append(extra, "min.insync.replicas=1")
			}
			wantSettings(t, iot.Config, append(extra, "segment.bytes=1048576", "max.message.bytes=10485760", "retention.ms=-1")...)
			wantSettings(t, topic(t, now, "orders").Config, append(extra, "cleanup.policy=compact,delete",
				"follower.replication.throttled.replicas=0:1,1:1", "retention.ms=86400000")...)
			for _, topic := range now.Topics {
				points(t, text, "partitions", topic.Partitions)
				points(t, text, "replicas", topic.Replicas)
				points(t, text, "name", model.KnownValue(topic.Name, topic.At))
				for _, s := range topic.Config.Settings() {
					points(t, text, s.Name, s.Value)
					points(t, text, "key", model.KnownValue(s.Name, s.At))
				}
			}
		})
	}
}

func TestTopicsAsTheyArePasted(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // NAME partitions replicas settings
	}{
		{"tabs turned into blanks",
			"Topic: a   TopicId: x  PartitionCount: 2    ReplicationFactor: 3  Configs: retention.ms=1,segment.bytes=2\n",
			[]string{"a 2 3 retention.ms=1 segment.bytes=2"}},
		{"Kafka 2.2, without a blank behind the colon",
			"Topic:a\tPartitionCount:12\tReplicationFactor:3\tConfigs:retention.ms=1\n\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\n",
			[]string{"a 12 3 retention.ms=1"}},
		{"no settings", "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n", []string{"a 1 1"}},
		{"no label for settings", "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\n", []string{"a 1 1"}},
		{"a ticket's line ends", "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: a.b=c\r\n", []string{"a 1 1 a.b=c"}},
		{"being deleted", "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: a=b\tMarkedForDeletion: true\n", nil},
		{"not being deleted", "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: a=b\tMarkedForDeletion: false\n", []string{"a 1 1 a=b"}},
		{"a reassignment", "Topic: a\tPartitionCount: 1\tReplicationFactor: 3\tConfigs:\n" +
			"\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2\tAdding Replicas: 3\tRemoving Replicas: 1\tElr: \tLastKnownElr: 4\tOffline: 3\n",
			[]string{"a 1 3"}},
		{"logging around it", "[2026-01-01 12:00:00,000] WARN [AdminClient clientId=a=b,c] x (org.apache.kafka)\nTopic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs:\nPicked up JAVA_TOOL_OPTIONS: -Dx=y\n",
			[]string{"a 1 1"}},
		{"a value with commas and equal signs of its own", "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: x.placement={\"version\":1,\"c\":[{\"rack\":\"a=b\"}]},retention.ms=5\n",
			[]string{`a 1 1 retention.ms=5 x.placement={"version":1,"c":[{"rack":"a=b"}]}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := must(t, describe.Topics{}, "x.txt", c.text)
			var got []string
			for _, topic := range now.Topics {
				words := append([]string{topic.Name, topic.Partitions.Raw(), topic.Replicas.Raw()}, settings(topic.Config)...)
				got = append(got, strings.Join(words, " "))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTopicsClaims(t *testing.T) {
	line := "Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs:\n"
	for _, c := range []struct {
		name, path, text string
		want             bool
	}{
		{"the tool's output", "topics.txt", line, true},
		{"without an ending", "-", "WARN x\n" + line, true},
		{"only partitions", "x.txt", "\tTopic: a\tPartition: 0\tLeader: none\n", false},
		{"a sentence", "x.txt", "The word PartitionCount: stands in it\n", false},
		{"first a sentence", "x.txt", "PartitionCount: is\n" + line, true},
		{"a page that explains it", "docs/OPERATE.md", line, false},
		{"a test of another program", "parser_test.go", line, false},
		{"nothing", "x.txt", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (describe.Topics{}).Claims(format.Input{Path: c.path, Text: []byte(c.text)}); got != c.want {
				t.Errorf("claimed: %v, want %v", got, c.want)
			}
		})
	}
}

func TestTopicsThatAreNone(t *testing.T) {
	if _, _, err := read(t, describe.Topics{}, "x", "Topic: \tPartitionCount: \n"); !errors.Is(err, format.ErrNotKafka) {
		t.Errorf("the error is %v", err)
	}
}

func FuzzDescribeTopics(f *testing.F) {
	f.Add("Topic: a\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: cleanup.policy=compact,delete,a=b\tMarkedForDeletion: true\n")
	f.Add("Topic:a\tPartitionCount:12\tReplicationFactor:3\tConfigs:\r\n\tTopic: a\tPartition: 0")
	f.Add("Topic:ß\xffPartitionCount:0")
	f.Add("Topic: Configs: PartitionCount: ,=,,a=")
	f.Add("Topic: a\tPartitionCount: 1\n\tTopic: a\tPartition: 0\tLeader: none\tReplicas: 1,2\tIsr: \tAdding Replicas: 2")
	f.Fuzz(func(t *testing.T, text string) {
		in := format.Input{Path: "x.txt", Text: []byte(text)}
		claimed := describe.Topics{}.Claims(in)
		now, _, err := read(t, describe.Topics{}, in.Path, text)
		if err == nil && len(now.Topics) > 0 && !claimed {
			t.Error("it has topics and is not claimed")
		}
		if len(now.Gaps) > 1 || len(now.Gaps) == 1 && (err != nil || now.Gaps[0].Origin.Line < 2) {
			t.Errorf("error %v, gaps %+v", err, now.Gaps)
		}
		for _, topic := range now.Topics {
			points(t, text, "partitions", topic.Partitions)
			for _, s := range topic.Config.Settings() {
				points(t, text, s.Name, s.Value)
			}
		}
	})
}

func BenchmarkTopicsClaims(b *testing.B) {
	text := []byte(strings.Repeat("key: value with some text behind it\n", 500))
	for b.Loop() {
		if (describe.Topics{}).Claims(format.Input{Path: "x.txt", Text: text}) {
			b.Fatal("claimed")
		}
	}
}
