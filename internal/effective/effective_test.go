package effective

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

var (
	v39 = model.Version{Major: 3, Minor: 9}
	v41 = model.Version{Major: 4, Minor: 1}
)

// config is settings by their keys and values; a value of "?" is not known.
func config(file string, settings ...string) (c model.Config) {
	for i := 0; i+1 < len(settings); i += 2 {
		at := model.AtFile(file, i/2+1, 1)
		v := model.KnownValue(settings[i+1], at)
		if settings[i+1] == "?" {
			v = model.UnknownValue("${X}", "filled in later", at)
		}
		c.Set(settings[i], v, at)
	}
	return c
}

func broker(file string, roles model.Roles, settings ...string) *model.Broker {
	return &model.Broker{Name: file, Place: model.Place{File: file}, Roles: roles, Config: config(file, settings...)}
}

func dynamic(b *model.Broker, settings ...string) *model.Broker {
	b.Dynamic = config("dynamic", settings...)
	return b
}

func TestTopic(t *testing.T) {
	const both = model.RoleBroker | model.RoleController
	for _, c := range []struct {
		name             string
		key              string
		own, observed    []string
		brokers          []*model.Broker
		want             string // "": not set; "?": not known
		as, written, def string // the key and text as written, if they differ; the default's origin
	}{
		{name: "its own", key: "segment.bytes", own: []string{"segment.bytes", "5"}, observed: []string{"segment.bytes", "6"},
			brokers: []*model.Broker{broker("b", 0, "log.segment.bytes", "7")}, want: "5"},
		{name: "what the cluster said", key: "segment.bytes", observed: []string{"segment.bytes", "6"},
			brokers: []*model.Broker{broker("b", 0, "log.segment.bytes", "7")}, want: "6"},
		{name: "the broker's", key: "segment.bytes", brokers: []*model.Broker{broker("b", 0, "log.segment.bytes", "7")}, want: "7", as: "log.segment.bytes"},
		{name: "the default", key: "segment.bytes", want: "1073741824", def: "default of Kafka 4.1.2"},
		{name: "its own, not known", key: "segment.bytes", own: []string{"segment.bytes", "?"}, want: "?"},
		{name: "the broker's, not known", key: "segment.bytes", brokers: []*model.Broker{broker("b", 0, "log.segment.bytes", "?")}, want: "?", as: "log.segment.bytes", written: "${X}"},
		{name: "dynamic before static", key: "segment.bytes", brokers: []*model.Broker{dynamic(broker("b", 0, "log.segment.bytes", "7"), "log.segment.bytes", "8")}, want: "8", as: "log.segment.bytes"},
		{name: "hours", key: "retention.ms", brokers: []*model.Broker{broker("b", 0, "log.retention.hours", "24")}, want: "86400000", as: "log.retention.hours", written: "24"},
		{name: "ms before minutes before hours", key: "retention.ms", brokers: []*model.Broker{broker("b", 0, "log.retention.hours", "1", "log.retention.minutes", "2", "log.retention.ms", "3")}, want: "3", as: "log.retention.ms"},
		{name: "minutes before hours", key: "retention.ms", brokers: []*model.Broker{broker("b", 0, "log.retention.hours", "1", "log.retention.minutes", "2")}, want: "120000", as: "log.retention.minutes", written: "2"},
		{name: "no limit in hours", key: "retention.ms", brokers: []*model.Broker{broker("b", 0, "log.retention.hours", "-1")}, want: "-1", as: "log.retention.hours", written: "-1"},
		{name: "too many hours", key: "retention.ms", brokers: []*model.Broker{broker("b", 0, "log.retention.hours", "9000000000000000")}, want: "9223372036854775807", as: "log.retention.hours", written: "9000000000000000"},
		{name: "hours that are no number", key: "retention.ms", brokers: []*model.Broker{broker("b", 0, "log.retention.hours", "7d")}, want: "?", as: "log.retention.hours", written: "7d"},
		{name: "brokers agree", key: "segment.bytes", brokers: []*model.Broker{broker("a", 0, "log.segment.bytes", "7"), broker("b", both, "log.segment.bytes", "7")}, want: "7", as: "log.segment.bytes"},
		{name: "brokers agree in two units", key: "retention.ms", brokers: []*model.Broker{broker("a", 0, "log.retention.hours", "1"), broker("b", 0, "log.retention.minutes", "60")}, want: "3600000", as: "log.retention.hours", written: "1"},
		{name: "brokers differ", key: "segment.bytes", brokers: []*model.Broker{broker("a", 0, "log.segment.bytes", "7"), broker("b", 0, "log.segment.bytes", "8")}, want: "?", as: "log.segment.bytes", written: "7"},
		{name: "one broker says nothing", key: "segment.bytes", brokers: []*model.Broker{broker("a", 0), broker("b", 0, "log.segment.bytes", "8")}, want: "?", as: "log.segment.bytes", written: "8"},
		{name: "no broker says anything", key: "segment.bytes", brokers: []*model.Broker{broker("a", 0), broker("b", 0)}, want: "1073741824", def: "default of Kafka 4.1.2"},
		{name: "a controller has no say", key: "segment.bytes", brokers: []*model.Broker{broker("a", model.RoleController, "log.segment.bytes", "7")}, want: "1073741824", def: "default of Kafka 4.1.2"},
		{name: "no such key", key: "topic.config.sync.ms", want: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			topic := &model.Topic{Name: "t", Place: model.Place{File: "t"}, Config: config("t", c.own...), Observed: config("t", c.observed...)}
			got := Topic(topic, &model.Scope{Brokers: c.brokers}, c.key, v41)
			same(t, got, c.want)
			if c.as == "" {
				c.as = c.key
			}
			if c.written == "" {
				c.written = c.want
			}
			if got.Name != c.as || c.want != "?" && got.Written != c.written || got.Default != (c.def != "") {
				t.Errorf("%+v: want %s, written as %q, default %v", got, c.as, c.written, c.def != "")
			}
			if c.def != "" && got.Value.Origin().String() != c.def {
				t.Errorf("origin %s, want %s", got.Value.Origin(), c.def)
			}
		})
	}
}

func same(t *testing.T, got Resolved, want string) {
	t.Helper()
	switch {
	case want == "" && got.Value.IsSet():
		t.Errorf("set to %q, want not set", got.Value.Raw())
	case want == "?" && (got.Value.Usable() || got.Value.Why() == ""):
		t.Errorf("%q is usable, or nobody says why not", got.Value.Raw())
	case want != "" && want != "?" && (!got.Value.Usable() || got.Value.Raw() != want):
		t.Errorf("%q, want %q", got.Value.Raw(), want)
	}
}

// TestTopicJoins tells a broker's value in another file from one in the same.
func TestTopicJoins(t *testing.T) {
	guessed := model.Home{Scope: "dir", Certainty: model.Assumed}
	b := broker("b", 0, "log.segment.bytes", "7")
	for _, c := range []struct {
		name        string
		file        string
		topic, home model.Home
		want        model.Certainty
	}{
		{"by a name", "t", model.Home{}, model.Home{}, model.Known},
		{"the topic's home is a guess", "t", guessed, model.Home{}, model.Assumed},
		{"the broker's home is a guess", "t", model.Home{}, guessed, model.Assumed},
		{"one file", "b", guessed, guessed, model.Known},
	} {
		b.Home = c.home
		topic := &model.Topic{Place: model.Place{File: c.file}, Home: c.topic}
		got := Topic(topic, &model.Scope{Brokers: []*model.Broker{b}}, "segment.bytes", v41)
		if got.Value.Certainty() != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Value.Certainty(), c.want)
		}
	}
}

func TestTopicWithoutScope(t *testing.T) {
	same(t, Topic(&model.Topic{}, nil, "segment.bytes", v41), "1073741824")
}

func TestBroker(t *testing.T) {
	for _, c := range []struct {
		name   string
		broker *model.Broker
		key    string
		v      model.Version
		want   string
		def    bool
	}{
		{"static", broker("b", 0, "message.max.bytes", "7"), "message.max.bytes", v41, "7", false},
		{"dynamic", dynamic(broker("b", 0, "message.max.bytes", "7"), "message.max.bytes", "8"), "message.max.bytes", v41, "8", false},
		{"default", broker("b", 0), "message.max.bytes", v41, "1048588", true},
		{"no default but null", broker("b", 0), "log.retention.ms", v41, "", true},
		{"required", broker("b", 0), "process.roles", v41, "", true},
		{"removed", broker("b", 0), "zookeeper.connect", v41, "", false},
		{"removed, and still written", broker("b", 0, "zookeeper.connect", "z"), "zookeeper.connect", v41, "z", false},
		{"another version's default", broker("b", 0), "num.recovery.threads.per.data.dir", v39, "1", true},
		{"not known", broker("b", 0, "message.max.bytes", "?"), "message.max.bytes", v41, "?", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Broker(c.broker, c.key, c.v)
			same(t, got, c.want)
			if got.Default != c.def {
				t.Errorf("default %v, want %v", got.Default, c.def)
			}
		})
	}
}

func TestClient(t *testing.T) {
	acks := model.Key{Layer: model.LayerProducer, Name: "acks"}
	java := func(settings ...string) *model.Client {
		return &model.Client{Library: "java", Config: config("c", settings...)}
	}
	for _, c := range []struct {
		name   string
		client *model.Client
		key    model.Key
		v      model.Version
		want   string
	}{
		{"written", java("acks", "1"), acks, v41, "1"},
		{"default", java(), acks, v41, "all"},
		{"default of an older version", java(), model.Key{Layer: model.LayerProducer, Name: "linger.ms"}, v39, "0"},
		{"default of a newer one", java(), model.Key{Layer: model.LayerProducer, Name: "linger.ms"}, v41, "5"},
		{"another library's default is not known", &model.Client{Library: "librdkafka"}, acks, v41, ""},
		{"another library's, written", &model.Client{Library: "librdkafka", Config: config("c", "acks", "1")}, acks, v41, "1"},
		{"no such key", java(), model.Key{Layer: model.LayerProducer, Name: "segment.bytes"}, v41, ""},
	} {
		t.Run(c.name, func(t *testing.T) { same(t, Client(c.client, c.key, c.v), c.want) })
	}
	if at := Client(java(), acks, v41).Value.Origin().String(); at != "default of the Java client 4.1.2" {
		t.Errorf("origin %q", at)
	}
}
