package cluster

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// syn is a setting with what it overrides, the first one in force.
func syn(name string, layers ...kmsg.DescribeConfigsResponseResourceConfigConfigSynonym) kmsg.DescribeConfigsResponseResourceConfig {
	c := kmsg.NewDescribeConfigsResponseResourceConfig()
	c.Name, c.ConfigSynonyms = name, layers
	c.Value, c.Source = layers[0].Value, layers[0].Source
	return c
}

func at(name, value string, from kmsg.ConfigSource) kmsg.DescribeConfigsResponseResourceConfigConfigSynonym {
	s := kmsg.NewDescribeConfigsResponseResourceConfigConfigSynonym()
	s.Name, s.Value, s.Source = name, &value, from
	return s
}

const (
	own    = kmsg.ConfigSourceDynamicBrokerConfig
	shared = kmsg.ConfigSourceDynamicDefaultBrokerConfig
	static = kmsg.ConfigSourceStaticBrokerConfig
	preset = kmsg.ConfigSourceDefaultConfig
)

func TestWhereABrokersSettingsComeFrom(t *testing.T) {
	const key = "log.retention.ms"
	secret := syn("ssl.keystore.password", at("ssl.keystore.password", "", static))
	secret.Value, secret.IsSensitive = nil, true
	secret.ConfigSynonyms[0].Value = nil
	none := kmsg.NewDescribeConfigsResponseResourceConfig()
	none.Name, none.Source = "log.dir.failure.timeout.ms", preset
	for _, c := range []struct {
		name                    string
		config                  kmsg.DescribeConfigsResponseResourceConfig
		dynamic, static, preset string
		from                    string
	}{
		{"default", syn(key, at(key, "4", preset)), "", "", "4", "default of Kafka, as broker 1 says"},
		{"static", syn(key, at(key, "3", static), at(key, "4", preset)), "", "3", "4", "broker 1, static configuration"},
		{"the cluster's dynamic default", syn(key, at(key, "2", shared), at(key, "3", static), at(key, "4", preset)), "2", "3", "4", "dynamic default of the cluster"},
		{"its own dynamic value", syn(key, at(key, "1", own), at(key, "2", shared), at(key, "3", static), at(key, "4", preset)), "1", "3", "4", "broker 1, dynamic configuration"},
		{"another name of the same setting", syn(key, at(key, "3", static), at("log.retention.hours", "168", preset)), "", "3", "", "broker 1, static configuration"},
		{"a source that is not known", syn(key, at(key, "9", 77), at(key, "3", static)), "9", "3", "", "broker 1"},
		{"a secret", secret, "", "?", "", "broker 1, static configuration"},
		{"something that may be one", syn("my.token.url", at("my.token.url", "x", static)), "", "?", "", "broker 1, static configuration"},
		{"no default", none, "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := &node{seen: model.Sighting{ID: 1}}
			n.take([]kmsg.DescribeConfigsResponseResourceConfig{c.config}, time.Unix(1_800_000_000, 0))
			shown := func(config model.Config) string {
				v := config.Get(c.config.Name)
				if v.IsSet() && !v.Usable() {
					return "?"
				}
				return v.Raw()
			}
			if d, s, p := shown(n.dynamic), shown(n.static), shown(n.preset); d != c.dynamic || s != c.static || p != c.preset {
				t.Errorf("dynamic %q, static %q, default %q; want %q, %q, %q", d, s, p, c.dynamic, c.static, c.preset)
			}
			for _, config := range []model.Config{n.dynamic, n.static, n.preset} {
				if v := config.Get(c.config.Name); v.IsSet() {
					if v.Origin().String() != c.from {
						t.Errorf("from %s, want %s", v.Origin(), c.from)
					}
					break
				}
			}
		})
	}
}

// TestAnOwnValueBeatsASharedOne, in whatever order the settings come.
func TestAnOwnValueBeatsASharedOne(t *testing.T) {
	a := syn("a", at("a", "own", own), at("a", "shared", shared))
	b := syn("b", at("b", "shared", shared))
	for _, configs := range [][]kmsg.DescribeConfigsResponseResourceConfig{{a, b}, {b, a}} {
		n := &node{seen: model.Sighting{ID: 1}}
		n.take(configs, time.Unix(1_800_000_000, 0))
		if n.dynamic.Get("a").Raw() != "own" || n.dynamic.Get("b").Raw() != "shared" {
			t.Errorf("a is %s, b is %s", n.dynamic.Get("a").Raw(), n.dynamic.Get("b").Raw())
		}
	}
}

// TestAnAnswerWithoutSettingsIsNone: a broker has hundreds.
func TestAnAnswerWithoutSettingsIsNone(t *testing.T) {
	for name, empty := range map[string]func(*kmsg.DescribeConfigsResponse){
		"no setting": func(d *kmsg.DescribeConfigsResponse) { d.Resources[0].Configs = nil },
		"no broker":  func(d *kmsg.DescribeConfigsResponse) { d.Resources = nil },
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 1)
			f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				if d, is := resp.(*kmsg.DescribeConfigsResponse); is && ofType(kmsg.ConfigResourceTypeBroker)(req) {
					empty(d)
				}
				return resp
			}
			s := look3(t, f)
			b := s.broker(t, 0)
			if v := b.Config.Get("num.io.threads"); b.Seen.ConfigKnown || !v.IsSet() || v.Usable() || v.Why() == "" || !slices.Equal(s.gaps(), []string{"broker config broker/0 unreachable"}) {
				t.Errorf("known %v, %q; gaps %q", b.Seen.ConfigKnown, v.Why(), s.gaps())
			}
		})
	}
}

func TestRoles(t *testing.T) {
	b := look3(t, begin(t, 1)).broker(t, 0)
	if !b.Roles.Has(model.RoleBroker | model.RoleController) {
		t.Errorf("roles %b", b.Roles)
	}
}

// TestSettingsOfManyTopics: one copy of what is alike, unknown where the answer
// was shortened or the topic is gone, told where it was refused.
func TestSettingsOfManyTopics(t *testing.T) {
	f := begin(t, 2)
	one := f.topics[0].parts
	f.groups = nil
	f.topics = nil
	for i := range 2*topicsAtOnce + 1 {
		f.topics = append(f.topics, fakeTopic{name: fmt.Sprintf("t%05d", i), parts: one})
	}
	f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		d, is := resp.(*kmsg.DescribeConfigsResponse)
		if !is || !ofType(kmsg.ConfigResourceTypeTopic)(req) {
			return resp
		}
		for i := range d.Resources {
			switch r := &d.Resources[i]; r.ResourceName {
			case "t00001":
				r.ErrorCode, r.Configs = kerr.UnknownTopicOrPartition.Code, nil
			case "t00002":
				r.ErrorCode, r.Configs = kerr.TopicAuthorizationFailed.Code, nil
			case "t00003":
				r.ResourceName = "nobody"
			case "t00004":
				r.Configs[1] = setting("min.insync.replicas", "1", 77)
			}
		}
		return d
	}
	s := look3(t, f)
	if want := []string{"topic config cluster denied", "topic config cluster unreachable"}; !slices.Equal(s.gaps(), want) {
		t.Errorf("gaps %q, want %q", s.gaps(), want)
	}
	if !strings.Contains(s.details(), "t00003 out of its answer") || !strings.Contains(s.details(), "Grant DESCRIBE and DESCRIBE_CONFIGS on topic *") {
		t.Errorf("it says %s", s.details())
	}
	for _, name := range []string{"t00001", "t00002", "t00003"} {
		if v := s.topic(name).Observed.Get("min.insync.replicas"); !v.IsSet() || v.Usable() || v.Why() == "" {
			t.Errorf("%s: min.insync.replicas %q is taken for known", name, v.Raw())
		}
	}
	if v := s.topic("t00004").Observed.Get("min.insync.replicas"); v.Raw() != "1" {
		t.Errorf("of a source that is not known: %q", v.Raw())
	}
	a, b := s.topic("t00010").Observed.Settings(), s.topic("t01000").Observed.Settings()
	if len(a) != 2 || a[0].Value.Origin().Address != "broker 0, static configuration" || len(b) != 2 {
		t.Errorf("observed %v and %v", a, b)
	}
	if v := s.topic("t00010").Config.Get("retention.ms"); v.Raw() != "60000" || v.Origin().Address != "override of topic t00010" {
		t.Errorf("its own: %q from %s", v.Raw(), v.Origin())
	}
	if f.count(32) != 2+3 { // two brokers, three slices
		t.Errorf("%d requests for settings", f.count(32))
	}
}

// TestWhatIsAlikeIsKeptOnce by memory, not by value alone.
func TestWhatIsAlikeIsKeptOnce(t *testing.T) {
	same, n := interned{}, &node{seen: model.Sighting{ID: 1}}
	told := func(own, static string) []kmsg.DescribeConfigsResponseResourceConfig {
		return []kmsg.DescribeConfigsResponseResourceConfig{setting("retention.ms", own, kmsg.ConfigSourceDynamicTopicConfig), setting("segment.bytes", static, kmsg.ConfigSourceStaticBrokerConfig)}
	}
	a, b, c := &model.Topic{Name: "a"}, &model.Topic{Name: "b"}, &model.Topic{Name: "c"}
	same.fill(a, n, told("1", "10"))
	same.fill(b, n, told("2", "10"))
	same.fill(c, n, told("1", "11"))
	if len(same) != 2 || a.Config.Get("retention.ms").Raw() != "1" || b.Config.Get("retention.ms").Raw() != "2" {
		t.Errorf("%d copies; a %q, b %q", len(same), a.Config.Get("retention.ms").Raw(), b.Config.Get("retention.ms").Raw())
	}
	if b.Observed.Get("segment.bytes").Raw() != "10" || c.Observed.Get("segment.bytes").Raw() != "11" || b.Observed.Get("retention.ms").IsSet() {
		t.Error("what is alike and what is not are mixed up")
	}
}

// TestSettingsAreNotAskedOfABrokerThatTellsAnotherStory: it would say that the
// topics that it has lost do not exist.
func TestSettingsAreNotAskedOfABrokerThatTellsAnotherStory(t *testing.T) {
	f := begin(t, 3)
	f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		switch r := resp.(type) {
		case *kmsg.MetadataResponse:
			if node == 0 && len(r.Topics) == 2 {
				r.Topics = r.Topics[:1]
			}
		case *kmsg.DescribeConfigsResponse:
			if node == 0 && ofType(kmsg.ConfigResourceTypeTopic)(req) {
				return failed(req, resp, kerr.UnknownTopicOrPartition.Code)
			}
		}
		return resp
	}
	if got := look3(t, f).known()["topic config"]; got != 2 {
		t.Errorf("the settings of %d topics are known", got)
	}
}

func TestTheKeysThatAreAskedFor(t *testing.T) {
	f := begin(t, 1)
	var asked []string
	f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		if r, is := req.(*kmsg.DescribeConfigsRequest); is && ofType(kmsg.ConfigResourceTypeTopic)(req) {
			asked = r.Resources[0].ConfigNames
		}
		return resp
	}
	o := options(t, f.bootstrap())
	o.TopicKeys = []string{"retention.ms"}
	scan(t, o)
	if !slices.Equal(asked, o.TopicKeys) {
		t.Errorf("asked for %q", asked)
	}
}

func TestLogDirs(t *testing.T) {
	f := begin(t, 3)
	f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
		d, is := resp.(*kmsg.DescribeLogDirsResponse)
		if !is {
			return capped(node == 2, resp, 35, 3)
		}
		if node == 0 {
			d.Dirs = nil
		}
		if node == 1 {
			d.Dirs[0].ErrorCode = kerr.KafkaStorageError.Code
		}
		return d
	}
	s := look3(t, f)
	if !slices.Equal(s.gaps(), []string{"log directories broker/0 unreachable"}) || s.broker(t, 0).Seen.LogDirsKnown {
		t.Errorf("gaps %q", s.gaps())
	}
	if d := s.broker(t, 1).Seen.LogDirs[0]; !strings.Contains(d.Error, "KAFKA_STORAGE_ERROR") || d.Total != 1000 || d.Usable != 400 {
		t.Errorf("directory %+v", d)
	}
	if d := s.broker(t, 2).Seen.LogDirs[0]; d.Total != -1 || d.Usable != -1 || d.Error != "" {
		t.Errorf("before Kafka 3.3: %+v", d)
	}
}
