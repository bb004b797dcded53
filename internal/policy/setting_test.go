package policy

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestASettingThatIsNoneGetsAHint(t *testing.T) {
	for name, want := range map[string]string{
		"segmnet.bytes":       "did you mean segment.bytes?",
		"retention.msec":      "did you mean retention.ms?",
		"log.retention.hours": "topics have retention.ms for it",
		"log.segment.bytes":   "topics have segment.bytes for it",
		"retention.hours":     "A topic's retention is given in ms",
		"replication.factor":  "The number of replicas is a field of the topic",
		"fetch.min.bytes":     "it is one of a consumer, which ranges do not judge",
		"num.network.threads": "it is one of a broker, which ranges do not judge",
		"wholly.made.up.name": "no Kafka from 3.3 to ",
	} {
		if got := insteadOfSetting(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// A key of any supported version is known, for a policy may be for clusters of
// several; what is asked of its value is what the most generous one takes.
func TestEverySettingOfEveryVersionIsKnown(t *testing.T) {
	for _, v := range catalog.Versions() {
		for _, name := range catalog.Names(model.LayerTopic, v) {
			p, err := Parse("policy.yaml", []byte("ranges: [{topics: [a], config: {"+name+": nonsense}}]"), nil)
			if p == nil && strings.Contains(err.Error(), "is not a setting of topics") {
				t.Errorf("%s of Kafka %s: %v", name, v, err)
			}
		}
	}
}

func TestAValueMayBeOfAnyVersion(t *testing.T) {
	for text, want := range map[string]bool{
		"segment.bytes: 14":                   true, // before 4.1
		"segment.bytes: 13":                   false,
		"cleanup.policy: \"delete,delete\"":   true, // before 4.2
		"message.format.version: \"3.0-IV1\"": true, // before 4.0
		"local.retention.ms: -2":              true,
		"local.retention.ms: -3":              false,
		"compression.gzip.level: -1":          true,
		"compression.gzip.level: 0":           false,
		"flush.messages: 9223372036854775807": true,
	} {
		_, err := Parse("policy.yaml", []byte("ranges: [{topics: [a], config: {"+text+"}}]"), nil)
		if (err == nil) != want {
			t.Errorf("%s: got %v, want accepted: %v", text, err, want)
		}
	}
}

func TestTheEndsOfAnInt(t *testing.T) {
	for text, want := range map[string]bool{
		"segment.bytes: {min: 2147483647}": true, "segment.bytes: {min: 2147483648}": false,
		"segment.bytes: {max: 2GiB}": true, "retention.bytes: {min: 2GiB}": true,
		"retention.ms: {min: 1d, max: 24h}": true, "retention.ms: {min: 1d, max: 23h}": false,
		"compression.zstd.level: {min: -7, max: -3}": true, "compression.zstd.level: {min: -3, max: -7}": false,
	} {
		_, err := Parse("policy.yaml", []byte("ranges: [{topics: [a], config: {"+text+"}}]"), nil)
		if (err == nil) != want {
			t.Errorf("%s: got %v, want accepted: %v", text, err, want)
		}
	}
}
