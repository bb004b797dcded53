package truth

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// spellings are values in every spelling that people and templates produce.
var spellings = []string{
	"", " ", "0", "1", "-1", "-2", "+5", "14", "20", "1048575", "1048576", "2147483647", "2147483648",
	"9223372036854775807", "9223372036854775808", "2.097152e+07", "1.0", "0.5", "1GB", "1_000", " 7 ", "0x10",
	"true", "TRUE", "yes", "on", "all", "none", "delete", "compact", "compact,delete", "delete,", "lz4", "LZ4", "uncompressed",
	"latest", "by_duration:PT1H", "read_committed", "CreateTime", "a,b", "a,a", "${VAR}",
}

// asked are the keys whose every spelling is asked.
var asked = []model.Key{
	{Layer: model.LayerTopic, Name: "segment.bytes"}, {Layer: model.LayerTopic, Name: "max.message.bytes"},
	{Layer: model.LayerTopic, Name: "retention.ms"}, {Layer: model.LayerTopic, Name: "retention.bytes"},
	{Layer: model.LayerTopic, Name: "cleanup.policy"}, {Layer: model.LayerTopic, Name: "compression.type"},
	{Layer: model.LayerTopic, Name: "min.insync.replicas"}, {Layer: model.LayerTopic, Name: "message.timestamp.type"},
	{Layer: model.LayerTopic, Name: "min.cleanable.dirty.ratio"}, {Layer: model.LayerTopic, Name: "unclean.leader.election.enable"},
	{Layer: model.LayerTopic, Name: "message.format.version"}, {Layer: model.LayerTopic, Name: "topic.config.sync.ms"},
	{Layer: model.LayerBroker, Name: "log.segment.bytes"}, {Layer: model.LayerBroker, Name: "num.replica.fetchers"},
	{Layer: model.LayerBroker, Name: "log.cleanup.policy"}, {Layer: model.LayerBroker, Name: "process.roles"},
	{Layer: model.LayerBroker, Name: "zookeeper.connect"}, {Layer: model.LayerBroker, Name: "auto.create.topics.enable"},
	{Layer: model.LayerBroker, Name: "compression.type"}, {Layer: model.LayerBroker, Name: "quorum.provider"},
	{Layer: model.LayerProducer, Name: "acks"}, {Layer: model.LayerProducer, Name: "compression.type"},
	{Layer: model.LayerProducer, Name: "linger.ms"}, {Layer: model.LayerProducer, Name: "partitioner.class"}, {Layer: model.LayerProducer, Name: "enable.idempotence"},
	{Layer: model.LayerProducer, Name: "max.in.flight.requests.per.connection"}, {Layer: model.LayerProducer, Name: "bootstrap.servers"},
	{Layer: model.LayerConsumer, Name: "auto.offset.reset"}, {Layer: model.LayerConsumer, Name: "isolation.level"},
	{Layer: model.LayerConsumer, Name: "max.poll.records"}, {Layer: model.LayerConsumer, Name: "static.group.instance.id"},
	{Layer: model.LayerAdmin, Name: "retries"}, {Layer: model.LayerAdmin, Name: "metadata.recovery.strategy"},
}

// meant are the differences that are on purpose, each with its reason.
var meant = map[string]string{
	"partitioner.class": "Kafka loads the class; the application's class path is not here, so any name passes",
}

// TestM01_CatalogueAcceptsWhatKafkaAccepts asks Kafka's own ConfigDefs about
// every key in every spelling: both must accept and refuse the same.
func TestM01_CatalogueAcceptsWhatKafkaAccepts(t *testing.T) {
	for _, release := range versions {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			line, err := model.ParseVersion(release)
			if err != nil {
				t.Fatal(err)
			}
			var questions [][]string
			for _, k := range asked {
				for _, value := range spellings {
					questions = append(questions, []string{"key", k.Layer.String(), k.Name, value})
				}
			}
			answers := ask(t, release, questions)
			for i, q := range questions {
				kafka, _, _ := strings.Cut(answers[i], " ")
				if ours := verdictOf(asked[i/len(spellings)], q[3], line); ours != kafka && meant[q[2]] == "" {
					t.Errorf("%s %s = %q: Kafka %s says %s, we say %s", q[1], q[2], q[3], release, answers[i], ours)
				}
			}
			t.Logf("%d questions", len(questions))
		})
	}
}

func verdictOf(k model.Key, value string, line model.Version) string {
	d, ok := catalog.Lookup(k, line)
	switch {
	case !ok:
		return "unknown"
	case d.Check(value) != nil:
		return "refused"
	default:
		return "accepted"
	}
}

// TestM03_KafkaAcceptsIncidentA shows why the rules exist: Kafka itself takes
// the topic of incident A, and the half fix, without a word.
func TestM03_KafkaAcceptsIncidentA(t *testing.T) {
	states := [][]string{
		{"topic", "segment.bytes", "1048576", "max.message.bytes", "10485760", "retention.ms", "-1"},
		{"topic", "segment.bytes", "1048576", "max.message.bytes", "20971520", "retention.ms", "-1"},
		{"topic", "segment.bytes", "1048576", "topic.config.sync.ms", "1000"},
	}
	want := []string{"accepted", "accepted", "refused Unknown topic config name: topic.config.sync.ms"}
	for _, release := range versions {
		for i, got := range ask(t, release, states) {
			if got != want[i] {
				t.Errorf("Kafka %s, %v: %s, want %s", release, states[i], got, want[i])
			}
		}
	}
}

// TestEveryMeantDifferenceIsAsked keeps the list of exceptions from rotting.
func TestEveryMeantDifferenceIsAsked(t *testing.T) {
	names := map[string]bool{}
	for _, k := range asked {
		names[k.Name] = true
	}
	for name, reason := range meant {
		if !names[name] || reason == "" {
			t.Errorf("%s is listed as a difference, but is never asked, or without a reason (%s)", name, fmt.Sprintf("%q", reason))
		}
	}
}
