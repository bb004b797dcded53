package properties

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestReadersOfNames(t *testing.T) {
	tests := map[string]readers{
		"acks":                   byProducer,
		"group.id":               byConsumer,
		"bootstrap.controllers":  byAdmin,
		"bootstrap.servers":      byClients,
		"retries":                byProducer | byAdmin,
		"broker.id":              byBroker,
		"compression.type":       byBroker | byTopic | byProducer,
		"retention.ms":           byTopic,
		"zookeeper.connect":      byBroker, // of releases that are gone
		"spring.kafka.anything":  0,
		"":                       0,
		"min.insync.replicas":    byBroker | byTopic,
		"ssl.truststore.type":    byBroker | byClients,
		"auto.offset.reset":      byConsumer,
		"controller.quorum.vote": 0,
	}
	for name, want := range tests {
		if got := names()[name]; got != want {
			t.Errorf("%s is read by %05b, want %05b", name, got, want)
		}
	}
}

func TestMeantForKafka(t *testing.T) {
	tests := map[string]bool{
		"listener.name.internal.ssl.keystore.location": true,
		"config.providers.vault.class":                 true,
		"log.retention.days":                           true, // an invention
		"bootstrap.server":                             true, // a slip
		"log.retention.hour":                           true,
		"db.password":                                  false,
		"org.gradle.jvmargs":                           false,
	}
	for name, want := range tests {
		if got := meantForKafka(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestTally(t *testing.T) {
	tests := map[string]struct {
		keys []string
		want tally
	}{
		"nothing":                             {nil, tally{}},
		"foreign":                             {[]string{"a.b", "c"}, tally{}},
		"sure":                                {[]string{"broker.id", "bootstrap.servers"}, tally{sure, sure}},
		"ordinary":                            {[]string{"num.io.threads", "acks", "linger.ms"}, tally{ordinary, 2 * ordinary}},
		"both sides read it":                  {[]string{"ssl.truststore.location", "request.timeout.ms"}, tally{}},
		"hints count once":                    {[]string{"node.id", "listeners", "retries", "batch.size"}, tally{hint, hint}},
		"a topic's key is a hint of a broker": {[]string{"min.insync.replicas", "unclean.leader.election.enable"}, tally{hint, 0}},
		"a topic's own key is none":           {[]string{"retention.ms"}, tally{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tallyOf(tt.keys); got != tt.want {
				t.Errorf("tally %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestNamesOfFilesSpeakForWhatKeysHintAt(t *testing.T) {
	tests := []struct {
		file         string
		before, want tally
	}{
		{"a/server.properties", tally{1, 1}, tally{3, 1}},
		{"controller.properties", tally{2, 0}, tally{4, 0}},
		{"producer.properties", tally{1, 2}, tally{1, 4}},
		{"kafka-client.properties", tally{1, 1}, tally{3, 3}},
		{"server.properties", tally{0, 1}, tally{0, 1}},
		{"server.txt", tally{1, 0}, tally{1, 0}},
		{"server/a.properties", tally{1, 0}, tally{1, 0}},
	}
	for _, tt := range tests {
		got := tt.before
		if got.addName(tt.file); got != tt.want {
			t.Errorf("%s makes %+v of %+v, want %+v", tt.file, got, tt.before, tt.want)
		}
	}
}

func TestMostlyKafka(t *testing.T) {
	var misspelt, foreignKeys []string
	for i := range slips + 1 {
		misspelt = append(misspelt, strings.Repeat("x", i%2)+"num.partition")
		foreignKeys = append(foreignKeys, fmt.Sprintf("my.application.setting.%d", i))
	}
	tests := map[string]struct {
		keys []string
		want bool
	}{
		"all":                    {[]string{"acks", "linger.ms"}, true},
		"half":                   {[]string{"acks", "my.application.setting"}, true},
		"less than half":         {[]string{"acks", "my.application.setting", "db.url"}, false},
		"slips count for Kafka":  {[]string{"ackss", "linger.mss", "db.url"}, true},
		"as many slips as count": {misspelt[:slips], true},
		"slips behind others":    {append(slices.Clone(foreignKeys), "ackss"), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := mostlyKafka(tt.keys); got != tt.want {
				t.Errorf("mostlyKafka(%q) = %v", tt.keys, got)
			}
		})
	}
}

func TestHasTellingKey(t *testing.T) {
	tests := map[string]bool{
		"broker.id=1":              true,
		"a\n  broker.id = 1":       true,
		"log.dirs: /a":             true,
		"# x\rbroker.id=1\r":       true,
		"acks=all":                 true,
		"a\n acks : 0":             true,
		"acks are what it awaits":  false,
		"acks":                     false,
		"acks ":                    false,
		"backs=all":                false,
		"retries=3":                false,
		"fmt.Println(x.y)":         false,
		"// see a.b = c":           false,
		"\"broker.id\": 1":         false,
		"kafka.strimzi.io/x: y":    false,
		"":                         false,
		"\n\n":                     false,
		"broker.id":                false,
		"the end of a.\nb = c.d\n": false,
	}
	for text, want := range tests {
		if got := hasTellingKey([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
