package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// ver reads "4.1"; the tests write versions as people do.
func ver(t testing.TB, s string) model.Version {
	t.Helper()
	v, err := model.ParseVersion(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// key reads "topic segment.bytes".
func key(t testing.TB, s string) model.Key {
	t.Helper()
	layer, name, _ := strings.Cut(s, " ")
	l, ok := model.ParseLayer(layer)
	if !ok {
		t.Fatalf("no layer in %q", s)
	}
	return model.Key{Layer: l, Name: name}
}

func TestVersions(t *testing.T) {
	versions := Versions()
	if len(versions) < 9 {
		t.Fatalf("only %v", versions)
	}
	for i, v := range versions {
		if i > 0 && !versions[i-1].Before(v) {
			t.Errorf("%s stands after %s", v, versions[i-1])
		}
		if got := Release(v); !strings.HasPrefix(got, v.String()+".") {
			t.Errorf("Release(%s) = %q", v, got)
		}
	}
	if Newest() != versions[len(versions)-1] {
		t.Errorf("Newest() = %s of %v", Newest(), versions)
	}
	versions[0] = model.Version{}
	if Versions()[0].IsZero() {
		t.Error("a caller can change the catalogue through Versions")
	}
}

func TestReleaseOfAnUnknownLine(t *testing.T) {
	if got := Release(model.Version{Major: 2, Minor: 8}); got != "" {
		t.Errorf("Release(2.8) = %q", got)
	}
}

func TestNearest(t *testing.T) {
	newest := Newest().String()
	for _, c := range []struct {
		v, want string
		ok      bool
	}{
		{"3.3", "3.3", true},
		{"3.4", "3.3", true},
		{"3.5", "3.3", true},
		{"3.6", "3.6", true},
		{"3.10", "3.9", true},
		{"4.1", "4.1", true},
		{newest, newest, true},
		{"2.8", "3.3", false},
		{"99.0", newest, false},
	} {
		if got, ok := Nearest(ver(t, c.v)); got.String() != c.want || ok != c.ok {
			t.Errorf("Nearest(%s) = %s, %v; want %s, %v", c.v, got, ok, c.want, c.ok)
		}
	}
}

// TestLookup has what operators know of Kafka's history.
func TestLookup(t *testing.T) {
	for _, c := range []struct{ key, version, def, valid string }{
		{"topic segment.bytes", "3.9", "1073741824", "≥ 14"},
		{"topic segment.bytes", "4.0", "1073741824", "≥ 14"},
		{"topic segment.bytes", "4.1", "1073741824", "≥ 1048576"},
		{"broker log.segment.bytes", "3.9", "1073741824", "≥ 14"},
		{"broker log.segment.bytes", "4.0", "1073741824", "≥ 1048576"},
		{"producer linger.ms", "3.9", "0", "≥ 0"},
		{"producer linger.ms", "4.0", "5", "≥ 0"},
		{"topic message.timestamp.after.max.ms", "3.6", "9223372036854775807", "≥ 0"},
		{"topic message.timestamp.after.max.ms", "4.0", "3600000", "≥ 0"},
		{"broker num.recovery.threads.per.data.dir", "3.9", "1", "≥ 1"},
		{"broker num.recovery.threads.per.data.dir", "4.0", "2", "≥ 1"},
		{"topic cleanup.policy", "4.1", "delete", "entries of compact, delete"},
		{"topic cleanup.policy", "4.2", "delete", "entries of compact, delete, none twice, none empty"},
		{"topic compression.gzip.level", "4.3", "-1", "1 … 9, or -1"},
		{"consumer sasl.login.refresh.buffer.seconds", "4.3", "300", "0 … 3600"},
		{"consumer group.protocol", "4.3", "classic", "one of CLASSIC, CONSUMER in upper or lower case"},
		{"consumer auto.offset.reset", "3.9", "latest", "one of earliest, latest, none"},
		{"consumer auto.offset.reset", "4.0", "latest", "one of earliest, latest, none, or by_duration: and a time as PT1H"},
		{"producer acks", "4.3", "all", "one of -1, 0, 1, all"},
		{"group consumer.session.timeout.ms", "4.3", "45000", "≥ 1"},
		{"broker num.replica.fetchers", "4.1", "1", ""},
		{"broker num.replica.fetchers", "4.2", "1", "≥ 1"},
		{"broker inter.broker.protocol.version", "3.9", "3.9-IV0", "a version of Kafka, as 3.6 or 3.6-IV2"},
		{"broker ssl.enabled.protocols", "4.0", "TLSv1.2,TLSv1.3", ""},
		{"consumer partition.assignment.strategy", "4.0", "org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor", ""},
	} {
		d, ok := Lookup(key(t, c.key), ver(t, c.version))
		if !ok {
			t.Errorf("%s is not in %s", c.key, c.version)
			continue
		}
		if !d.HasDefault || d.Default != c.def || d.Valid.String() != c.valid {
			t.Errorf("%s in %s: default %q, valid %q; want %q, %q", c.key, c.version, d.Default, d.Valid, c.def, c.valid)
		}
	}
}

func TestLookupOfWhatIsNotThere(t *testing.T) {
	for _, c := range []struct{ key, version string }{
		{"topic segment.bytes", "2.8"},
		{"topic topic.config.sync.ms", "4.3"},
		{"topic message.timestamp.after.max.ms", "3.3"},
		{"broker zookeeper.connect", "4.0"},
		{"broker segment.bytes", "4.3"},
		{"group consumer.session.timeout.ms", "3.9"},
	} {
		if d, ok := Lookup(key(t, c.key), ver(t, c.version)); ok || d != nil {
			t.Errorf("%s in %s = %+v", c.key, c.version, d)
		}
	}
}

func TestUnchangedEverywhere(t *testing.T) {
	for k, want := range map[string]string{
		"topic max.message.bytes":       "1048588",
		"broker message.max.bytes":      "1048588",
		"topic retention.ms":            "604800000",
		"broker min.insync.replicas":    "1",
		"broker num.partitions":         "1",
		"producer acks":                 "all",
		"consumer max.poll.interval.ms": "300000",
	} {
		for _, v := range Versions() {
			if d, ok := Lookup(key(t, k), v); !ok || d.Default != want {
				t.Errorf("%s in %s = %+v; want %s", k, v, d, want)
			}
		}
	}
}

func TestLines(t *testing.T) {
	all := fmt.Sprint(Versions())
	for k, want := range map[string]string{
		"topic segment.bytes":                        all,
		"broker zookeeper.connect":                   "[3.3 3.6 3.7 3.8 3.9]",
		"broker zookeeper.metadata.migration.enable": "[3.6 3.7 3.8 3.9]",
		"topic message.format.version":               "[3.3 3.6 3.7 3.8 3.9]",
		"broker cordoned.log.dirs":                   "[4.3]",
		"topic no.such.key":                          "[]",
	} {
		if got := fmt.Sprint(Lines(key(t, k))); got != want {
			t.Errorf("Lines(%s) = %s; want %s", k, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, v := range Versions() {
		for _, l := range model.Layers() {
			names := Names(l, v)
			if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
				t.Errorf("%s of %s are not sorted, or not unique", l, v)
			}
			if want := l != model.LayerGroup || !v.Before(model.Version{Major: 4}); (len(names) > 0) != want {
				t.Errorf("%s of %s: %d keys", l, v, len(names))
			}
		}
	}
	if got := len(Names(model.LayerTopic, ver(t, "4.3"))); got != 34 {
		t.Errorf("%d topic keys in 4.3; want 34", got)
	}
	if got := Names(model.LayerTopic, model.Version{}); got != nil {
		t.Errorf("Names without a version = %v", got)
	}
}

func TestElsewhereIs(t *testing.T) {
	for name, want := range map[string]string{
		"segment.bytes":    "[topic]",
		"compression.type": "[topic broker producer]",
		"group.id":         "[consumer]",
		"no.such.key":      "[]",
	} {
		if got := fmt.Sprintf("%v", ElsewhereIs(name, Newest())); got != want {
			t.Errorf("ElsewhereIs(%s) = %s; want %s", name, got, want)
		}
	}
}

func TestTopicSynonym(t *testing.T) {
	for broker, want := range map[string]string{
		"log.retention.hours":                     "retention.ms",
		"log.retention.minutes":                   "retention.ms",
		"log.segment.bytes":                       "segment.bytes",
		"message.max.bytes":                       "max.message.bytes",
		"log.flush.scheduler.interval.ms":         "flush.ms",
		"log.message.timestamp.difference.max.ms": "message.timestamp.difference.max.ms",
		"num.partitions":                          "",
		"retention.ms":                            "",
	} {
		if got, ok := TopicSynonym(broker); got != want || ok != (want != "") {
			t.Errorf("TopicSynonym(%s) = %q, %v; want %q", broker, got, ok, want)
		}
	}
}

func TestSynonymsKeepOrderAndUnit(t *testing.T) {
	for _, v := range Versions() {
		d, _ := Lookup(key(t, "topic retention.ms"), v)
		want := []Synonym{{"log.retention.ms", 1}, {"log.retention.minutes", 60_000}, {"log.retention.hours", 3_600_000}}
		if !slices.Equal(d.Synonyms, want) {
			t.Errorf("%s: %v; want %v", v, d.Synonyms, want)
		}
	}
}

func TestSynonymsAreBrokerKeys(t *testing.T) {
	for _, v := range Versions() {
		for _, name := range Names(model.LayerTopic, v) {
			d, _ := Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v)
			for _, s := range d.Synonyms {
				if _, ok := Lookup(model.Key{Layer: model.LayerBroker, Name: s.Name}, v); !ok || s.Factor < 1 {
					t.Errorf("%s of %s: %+v is no broker key", name, v, s)
				}
			}
		}
	}
}

func TestUpdateModes(t *testing.T) {
	for k, want := range map[string]UpdateMode{
		"broker node.id":                           ReadOnly,
		"broker ssl.keystore.location":             PerBroker,
		"broker log.retention.ms":                  ClusterWide,
		"broker leader.replication.throttled.rate": ClusterWide,
		"topic retention.ms":                       Dynamic,
		"group consumer.session.timeout.ms":        Dynamic,
		"producer acks":                            NotApplicable,
	} {
		d, ok := Lookup(key(t, k), Newest())
		if !ok || d.Update != want {
			t.Errorf("%s: %v; want %s", k, d, want)
		}
	}
}

func TestRequiredNullAndInternal(t *testing.T) {
	for _, c := range []struct {
		key, version                          string
		required, null, internal, dynamicOnly bool
	}{
		{key: "broker node.id", version: "4.3", required: true},
		{key: "broker process.roles", version: "4.0", required: true},
		{key: "broker process.roles", version: "3.9"},
		{key: "consumer group.instance.id", version: "4.3", null: true},
		{key: "producer transactional.id", version: "3.3", null: true},
		{key: "consumer key.deserializer", version: "4.3", required: true},
		{key: "topic internal.segment.bytes", version: "4.3", null: true, internal: true},
		{key: "topic remote.storage.enable", version: "3.3", internal: true},
		{key: "topic remote.storage.enable", version: "3.6"},
		{key: "broker follower.replication.throttled.rate", version: "4.3", dynamicOnly: true},
		{key: "broker follower.replication.throttled.rate", version: "3.3", dynamicOnly: true},
		{key: "consumer client.id", version: "4.3"},
	} {
		d, ok := Lookup(key(t, c.key), ver(t, c.version))
		if !ok {
			t.Errorf("%s is not in %s", c.key, c.version)
			continue
		}
		if d.HasDefault == c.required || d.NullDefault != c.null || d.Internal != c.internal || d.DynamicOnly != c.dynamicOnly {
			t.Errorf("%+v; want %+v", d, c)
		}
	}
}

// TestCounts would show a class of Kafka's that the generator lost.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		version string
		counts  [6]int // in the order of model.Layers
	}{
		{"3.3", [...]int{29, 268, 87, 91, 68, 0}},
		{"3.6", [...]int{31, 292, 88, 92, 69, 0}},
		{"3.9", [...]int{36, 332, 95, 98, 74, 0}},
		{"4.0", [...]int{33, 309, 95, 98, 74, 6}},
		{"4.3", [...]int{34, 363, 113, 116, 91, 17}},
	} {
		for i, l := range model.Layers() {
			if got := len(Names(l, ver(t, c.version))); got != c.counts[i] {
				t.Errorf("%s of %s: %d keys; want %d", l, c.version, got, c.counts[i])
			}
		}
	}
}

// TestTypeAndImportance has one key of each.
func TestTypeAndImportance(t *testing.T) {
	for _, c := range []struct {
		key        string
		kind       Type
		importance Importance
	}{
		{"topic preallocate", Boolean, Medium},
		{"topic compression.type", String, Medium},
		{"broker ssl.key.password", Password, Medium},
		{"broker offsets.topic.replication.factor", Short, High},
		{"topic segment.bytes", Int, Medium},
		{"topic retention.ms", Long, Medium},
		{"topic min.cleanable.dirty.ratio", Double, Medium},
		{"topic cleanup.policy", List, Medium},
		{"producer partitioner.class", Class, Medium},
		{"producer linger.ms", Long, Medium},
		{"producer acks", String, Low},
	} {
		d, ok := Lookup(key(t, c.key), Newest())
		if !ok || d.Type != c.kind || d.Importance != c.importance {
			t.Errorf("%s = %+v; want %s, %s", c.key, d, c.kind, c.importance)
		}
	}
}
