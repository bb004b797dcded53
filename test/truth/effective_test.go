package truth

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/effective"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// kraft is what any broker needs to start; it bears on no topic.
var kraft = []string{
	"process.roles", "broker", "node.id", "1", "controller.listener.names", "CONTROLLER",
	"controller.quorum.voters", "2@controller:9093", "listeners", "PLAINTEXT://:9092",
}

// worlds are brokers and topics whose settings meet in every way: override,
// synonym, unit, precedence, default.
var worlds = []struct {
	name          string
	broker, topic []string
}{
	{"all defaults", nil, nil},
	{"override", nil, []string{"segment.bytes", "1048576", "retention.ms", "-1", "max.message.bytes", "20971520"}},
	{"broker default", []string{"log.segment.bytes", "2097152", "message.max.bytes", "10485760"}, nil},
	{"override over broker", []string{"log.segment.bytes", "2097152"}, []string{"segment.bytes", "4194304"}},
	{"hours", []string{"log.retention.hours", "24", "log.roll.hours", "3"}, nil},
	{"minutes before hours", []string{"log.retention.hours", "24", "log.retention.minutes", "30"}, nil},
	{"ms before minutes and hours", []string{"log.retention.hours", "24", "log.retention.minutes", "30", "log.retention.ms", "5000"}, nil},
	{"unlimited in hours", []string{"log.retention.hours", "-1"}, nil},
	{"unlimited in minutes over hours", []string{"log.retention.minutes", "-1", "log.retention.hours", "5"}, nil},
	{"roll ms before hours", []string{"log.roll.ms", "60000", "log.roll.hours", "5"}, nil},
	{"jitter", []string{"log.roll.jitter.hours", "2"}, nil},
	{"durability", []string{"min.insync.replicas", "2", "unclean.leader.election.enable", "true"}, nil},
	{"cleaning", []string{"log.cleanup.policy", "compact", "log.cleaner.delete.retention.ms", "1000", "log.cleaner.min.cleanable.ratio", "0.3"}, nil},
	{"cleaning overridden", []string{"log.cleanup.policy", "compact"}, []string{"cleanup.policy", "compact,delete"}},
	{"flush", []string{"log.flush.interval.messages", "5", "log.flush.interval.ms", "7"}, nil},
	{"flush ms from the scheduler's default", []string{"log.flush.scheduler.interval.ms", "9"}, nil},
	{"compression", []string{"compression.type", "lz4", "compression.lz4.level", "5"}, nil},
	{"timestamps", []string{"log.message.timestamp.type", "LogAppendTime", "log.message.timestamp.after.max.ms", "60000"}, nil},
	{"index", []string{"log.index.size.max.bytes", "1048576", "log.index.interval.bytes", "100", "log.preallocate", "true"}, nil},
	{"local retention", []string{"log.local.retention.ms", "1000", "log.local.retention.bytes", "5000"}, nil},
	{"compaction lag", []string{"log.cleaner.min.compaction.lag.ms", "11", "log.cleaner.max.compaction.lag.ms", "22"}, nil},
}

// unalike are the keys that Kafka computes and no file shows.
var unalike = map[string]string{
	"leader.replication.throttled.replicas":   "set on topics alone, as throttles",
	"follower.replication.throttled.replicas": "set on topics alone, as throttles",
}

// TestM43_EffectiveValuesAreKafkasOwn has Kafka's own KafkaConfig and
// LogConfig work out every topic setting, and holds ours against them.
func TestM43_EffectiveValuesAreKafkasOwn(t *testing.T) {
	for _, release := range versions {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			line, err := model.ParseVersion(release)
			if err != nil {
				t.Fatal(err)
			}
			var questions [][]string
			for _, w := range worlds {
				broker := append(slices.Clone(kraft), w.broker...)
				questions = append(questions, slices.Concat([]string{"effective", strconv.Itoa(len(broker) / 2)}, broker, w.topic))
			}
			compared := 0
			for i, answer := range ask(t, release, questions) {
				topic, scope := worldOf(worlds[i].broker, worlds[i].topic)
				for cell := range strings.SplitSeq(answer, "\t") {
					name, kafka, _ := strings.Cut(cell, "=")
					if _, known := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, line); !known || unalike[name] != "" {
						continue
					}
					compared++
					ours := effective.Topic(topic, scope, name, line).Value.Raw()
					if !same(kafka, ours) {
						t.Errorf("%s: %s: Kafka %s says %q, we say %q", worlds[i].name, name, release, kafka, ours)
					}
				}
			}
			if compared < 500 {
				t.Errorf("only %d values compared", compared)
			}
		})
	}
}

// same compares as numbers where both are numbers: 0.50 is 0.5. Kafka's null
// is a value that is not set.
func same(kafka, ours string) bool {
	a, errA := strconv.ParseFloat(kafka, 64)
	b, errB := strconv.ParseFloat(ours, 64)
	return kafka == ours || kafka == "null" && ours == "" || errA == nil && errB == nil && a == b
}

func worldOf(broker, topic []string) (*model.Topic, *model.Scope) {
	at := model.AtFile("server.properties", 1, 1)
	t, b := &model.Topic{Name: "t"}, &model.Broker{Name: "1", Roles: model.RoleBroker}
	for i := 0; i < len(topic); i += 2 {
		t.Config.Set(topic[i], model.KnownValue(topic[i+1], at), at)
	}
	for i := 0; i < len(broker); i += 2 {
		b.Config.Set(broker[i], model.KnownValue(broker[i+1], at), at)
	}
	return t, &model.Scope{Topics: []*model.Topic{t}, Brokers: []*model.Broker{b}}
}
