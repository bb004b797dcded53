package effective

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// told is what a cluster says, by "key", "value" pairs: as a default, or as
// somebody's setting.
func told(asDefault bool, settings ...string) model.Config {
	var c model.Config
	for i := 0; i+1 < len(settings); i += 2 {
		at := model.Origin{Address: "broker 1, static configuration"}
		if asDefault {
			at = model.DefaultOf("Kafka, as broker 1 says")
		}
		v := model.KnownValue(settings[i+1], at)
		if settings[i+1] == "?" {
			v = model.UnknownValue("", "not shown", at)
		}
		c.Set(settings[i], v, at)
	}
	return c
}

// host is a broker of the running cluster that has told its settings.
func host(id int32, settings ...string) *model.Broker {
	return &model.Broker{Seen: &model.Sighting{ID: id, ConfigKnown: true}, Config: told(false, settings...)}
}

// dark is one that has not.
func dark(id int32) *model.Broker {
	b := &model.Broker{Seen: &model.Sighting{ID: id}}
	b.Config.Rest(model.UnknownValue("", "it did not answer", model.Origin{}))
	return b
}

func TestTopicOfARunningCluster(t *testing.T) {
	hidden := model.Config{}
	hidden.Rest(model.UnknownValue("", "DescribeConfigs was refused", model.Origin{}))
	const key = "segment.bytes"
	seven, eight := host(1, "log.segment.bytes", "7"), host(2, "log.segment.bytes", "8")
	for _, c := range []struct {
		name          string
		own, observed model.Config
		brokers       []*model.Broker
		want          string // "?": not known
		isDefault     bool
		why           string
	}{
		{name: "its own", own: told(false, key, "5"), observed: told(false, key, "6"), brokers: []*model.Broker{seven}, want: "5"},
		{name: "the broker that holds it, whoever was asked", observed: told(false, key, "6"), brokers: []*model.Broker{seven}, want: "7"},
		{name: "a broker that holds nothing of it has no say", observed: told(false, key, "6"), brokers: []*model.Broker{seven, host(9, "log.segment.bytes", "8")}, want: "7"},
		{name: "its brokers differ", observed: told(false, key, "7"), brokers: []*model.Broker{seven, eight}, want: "?", why: "the brokers that hold its replicas differ in log.segment.bytes"},
		{name: "one of its brokers has none", observed: told(false, key, "7"), brokers: []*model.Broker{seven, host(2)}, want: "?", why: "the brokers that hold its replicas differ"},
		{name: "one of its brokers has not told", observed: told(false, key, "7"), brokers: []*model.Broker{seven, dark(2)}, want: "7"},
		{name: "none has told", observed: told(false, key, "6"), brokers: []*model.Broker{dark(1), dark(2)}, want: "6"},
		{name: "what a file declares for a broker does not count", observed: told(true, key, "6"), brokers: []*model.Broker{broker("b", 0, "log.segment.bytes", "9")}, want: "6", isDefault: true},
		{name: "the default, as the cluster says", observed: told(true, key, "6"), brokers: []*model.Broker{host(1)}, want: "6", isDefault: true},
		{name: "dynamic before static", observed: told(false, key, "6"), brokers: []*model.Broker{{Seen: seven.Seen, Config: seven.Config, Dynamic: told(false, "log.segment.bytes", "4")}}, want: "4"},
		{name: "its own is not shown", own: told(false, key, "?"), brokers: []*model.Broker{seven}, want: "?", why: "not shown"},
		{name: "nothing of the topic is shown: it may have its own", observed: hidden, brokers: []*model.Broker{seven}, want: "?", why: "DescribeConfigs was refused"},
		{name: "nothing is said at all", want: "1073741824", isDefault: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			topic := &model.Topic{Config: c.own, Observed: c.observed, Layout: &model.Layout{Partitions: []model.Partition{{Replicas: []int32{1}}, {Replicas: []int32{2, 1}}}}}
			got := Topic(topic, &model.Scope{Brokers: c.brokers}, key, v41)
			same(t, got, c.want)
			if got.Default != c.isDefault || !strings.Contains(got.Value.Why(), c.why) {
				t.Errorf("default %v, because %q; want %v, %q", got.Default, got.Value.Why(), c.isDefault, c.why)
			}
		})
	}
}

// TestADeclaredTopicBesideARunningCluster: what its brokers have not told may
// be anything.
func TestADeclaredTopicBesideARunningCluster(t *testing.T) {
	topic := &model.Topic{Place: model.Place{File: "t.yaml"}}
	all := host(1, "log.segment.bytes", "7")
	same(t, Topic(topic, &model.Scope{Brokers: []*model.Broker{all, host(2, "log.segment.bytes", "7")}}, "segment.bytes", v41), "7")
	same(t, Topic(topic, &model.Scope{Brokers: []*model.Broker{all, dark(2)}}, "segment.bytes", v41), "?")
	got := Topic(topic, &model.Scope{Brokers: []*model.Broker{all, host(2, "log.segment.bytes", "8")}}, "segment.bytes", v41)
	if !strings.Contains(got.Value.Why(), "the brokers of this scope differ") {
		t.Errorf("because %q", got.Value.Why())
	}
}

func TestBrokerOfARunningCluster(t *testing.T) {
	b := host(1, "num.io.threads", "4", "log.dirs", "/a")
	b.Dynamic, b.Default = told(false, "num.io.threads", "16"), told(true, "num.network.threads", "3", "log.dirs", "/tmp")
	for key, want := range map[string]string{"num.io.threads": "16", "log.dirs": "/a", "num.network.threads": "3", "log.retention.hours": "168"} {
		got := Broker(b, key, v41)
		same(t, got, want)
		if isDefault := key == "num.network.threads" || key == "log.retention.hours"; got.Default != isDefault {
			t.Errorf("%s is a default: %v", key, got.Default)
		}
	}
	same(t, Broker(dark(2), "num.io.threads", v41), "?")
}
