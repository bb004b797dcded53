package describe_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/describe"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func broker(t *testing.T, s *model.Snapshot, name string) *model.Broker {
	t.Helper()
	i := slices.IndexFunc(s.Brokers, func(b *model.Broker) bool { return b.Name == name })
	if i < 0 {
		t.Fatalf("there is no broker %s among %d", name, len(s.Brokers))
	}
	return s.Brokers[i]
}

func TestTopicOverridesOfEveryRelease(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			path, text := recorded(t, release, "topic-configs.txt")
			if !(describe.Configs{}).Claims(format.Input{Path: path, Text: []byte(text)}) {
				t.Fatal("it is not claimed")
			}
			now := must(t, describe.Configs{}, path, text)
			wantSettings(t, topic(t, now, "iot-telemetry-v2").Config, "segment.bytes=1048576", "max.message.bytes=10485760", "retention.ms=-1")
			wantSettings(t, topic(t, now, "orders").Config, "cleanup.policy=compact,delete", "follower.replication.throttled.replicas=0:1,1:1")
			wantSettings(t, topic(t, now, "plain").Config)
			for _, topic := range now.Topics {
				if topic.Observed.Len() > 0 || topic.Partitions.IsSet() {
					t.Errorf("%s has more than its overrides", topic.Name)
				}
				for _, s := range topic.Config.Settings() {
					points(t, text, s.Name, s.Value)
				}
			}
		})
	}
}

func TestAllTopicConfigsOfEveryRelease(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			path, text := recorded(t, release, "topic-configs-all.txt")
			now := must(t, describe.Configs{}, path, text)
			iot := topic(t, now, "iot-telemetry-v2")
			wantSettings(t, iot.Config, "segment.bytes=1048576", "max.message.bytes=10485760", "retention.ms=-1")
			for name, want := range map[string]string{
				"min.insync.replicas": "1", "cleanup.policy": "delete", "flush.ms": "9223372036854775807",
				"leader.replication.throttled.replicas": "",
			} {
				got := iot.Observed.Get(name)
				if !got.Usable() || got.Raw() != want {
					t.Errorf("%s is %q, want %q", name, got.Raw(), want)
				}
				points(t, text, name, got)
			}
			if got, want := iot.Observed.Len()+iot.Config.Len(), strings.Count(text, " synonyms={"); got != want {
				t.Errorf("%d settings, want %d", got, want)
			}
		})
	}
}

func TestBrokersOfEveryRelease(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			path, text := recorded(t, release, "brokers.txt")
			now, doc, err := read(t, describe.Configs{}, path, text)
			if err != nil || len(now.Brokers) != 1 {
				t.Fatalf("%d brokers, error %v", len(now.Brokers), err)
			}
			n := now.Brokers[0]
			want := []string{"listener.name.external.ssl.keystore.password=?hidden", "log.cleaner.threads=2", "log.retention.ms=86400000"}
			if release >= "4.1" {
				want = append(want, "min.insync.replicas=1")
			}
			wantSettings(t, n.Dynamic, want...)
			if n.Name != "1" || !n.Managed || n.Shared || n.Roles != model.RoleBroker || n.At.Line == 0 {
				t.Errorf("broker %s: managed %v, shared %v, roles %v, line %d", n.Name, n.Managed, n.Shared, n.Roles, n.At.Line)
			}
			if v := n.Config.Get("auto.create.topics.enable"); !v.IsSet() || v.Usable() {
				t.Errorf("what server.properties says is taken for known: %q", v.Raw())
			}
			if len(doc.Unresolved) != 1 || doc.Unresolved[0].Name != "listener.name.external.ssl.keystore.password" {
				t.Errorf("unresolved: %v", doc.Unresolved)
			}
		})
	}
}

func TestAllBrokerConfigs(t *testing.T) {
	path, text := recorded(t, "4.3", "broker-configs-all.txt")
	n := broker(t, must(t, describe.Configs{}, path, text), "1")
	wantSettings(t, n.Config, "advertised.listeners=PLAINTEXT://127.0.0.1:9092", "broker.id=1", "controller.listener.names=CONTROLLER",
		"controller.quorum.voters=1@127.0.0.1:9093", "inter.broker.listener.name=PLAINTEXT",
		"listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
		"listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093", "log.dirs=/var/lib/kafka", "node.id=1",
		"offsets.topic.replication.factor=1", "process.roles=broker,controller", "ssl.keystore.password=?hidden",
		"transaction.state.log.min.isr=1", "transaction.state.log.replication.factor=1")
	wantSettings(t, n.Dynamic, "listener.name.external.ssl.keystore.password=?hidden", "log.cleaner.threads=2", "log.retention.ms=86400000", "min.insync.replicas=1")
	if n.Managed || n.Roles != model.RoleBroker|model.RoleController {
		t.Errorf("managed %v, roles %v", n.Managed, n.Roles)
	}
}

func TestClusterDefaultsAlone(t *testing.T) {
	text := "Default configs for brokers in the cluster are:\n" +
		"  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=2}\n"
	now := must(t, describe.Configs{}, "x.txt", text)
	n := broker(t, now, "default")
	wantSettings(t, n.Dynamic, "min.insync.replicas=2")
	if !n.Shared || !n.Managed || n.Config.Get("log.segment.bytes").Usable() {
		t.Error("the defaults are taken for one broker's whole configuration")
	}
}

func TestABrokersOwnValueWinsOverTheClusters(t *testing.T) {
	text := "Dynamic configs for broker 1 are:\n" +
		"  log.cleaner.threads=4 sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:log.cleaner.threads=4}\n" +
		"Dynamic configs for broker 2 are:\n" +
		"Default configs for brokers in the cluster are:\n" +
		"  log.cleaner.threads=2 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=2}\n"
	now := must(t, describe.Configs{}, "x.txt", text)
	wantSettings(t, broker(t, now, "1").Dynamic, "log.cleaner.threads=4")
	wantSettings(t, broker(t, now, "2").Dynamic, "log.cleaner.threads=2")
	if len(now.Brokers) != 2 {
		t.Errorf("%d brokers, want 2", len(now.Brokers))
	}
}

func TestOlderStyles(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"on ZooKeeper", "Configs for topic 'a' are cleanup.policy=compact,delete,segment.bytes=7\n", []string{"cleanup.policy=compact,delete", "segment.bytes=7"}},
		{"on ZooKeeper, without settings", "Configs for topic 'a' are \n", nil},
		{"Kafka 2.4", "Configs for topic a are:\n  segment.bytes=7 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:segment.bytes=7}\n", []string{"segment.bytes=7"}},
		{"without synonyms", "Dynamic configs for topic a are:\n  segment.bytes=7\n", []string{"segment.bytes=7"}},
		{"logging between", "Dynamic configs for topic a are:\nlog4j:WARN x=y\n\tat org.apache(A.java:1)\n  segment.bytes=7 sensitive=false synonyms={}\r\n", []string{"segment.bytes=7"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := must(t, describe.Configs{}, "x.txt", c.text)
			wantSettings(t, topic(t, now, "a").Config, c.want...)
			for _, s := range now.Topics[0].Config.Settings() {
				points(t, c.text, s.Name, s.Value)
			}
		})
	}
}

func TestOtherEntitiesArePassedOver(t *testing.T) {
	text := "Dynamic configs for client-metrics m are:\n  interval.ms=1 sensitive=false synonyms={}\n" +
		"Dynamic configs for group g are:\n  share.heartbeat.interval.ms=1 sensitive=false synonyms={}\n"
	if _, _, err := read(t, describe.Configs{}, "x.txt", text); !errors.Is(err, format.ErrNotKafka) {
		t.Errorf("the error is %v", err)
	}
	now := must(t, describe.Configs{}, "x.txt", "Dynamic configs for topic a are:\n"+text)
	wantSettings(t, topic(t, now, "a").Config)
}

func TestConfigsClaims(t *testing.T) {
	for _, c := range []struct {
		name, path, text string
		want             bool
	}{
		{"dynamic", "x.txt", "Dynamic configs for topic a are:\n", true},
		{"behind noise", "x", "Some configs for you\nAll configs for broker 1 are:\r\n", true},
		{"a sentence", "x.txt", "These are configs for a topic\n", false},
		{"another sentence", "x.txt", "Useful configs for topic a are:\n", false},
		{"a page that explains it", "x.rst", "Dynamic configs for topic a are:\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (describe.Configs{}).Claims(format.Input{Path: c.path, Text: []byte(c.text)}); got != c.want {
				t.Errorf("claimed: %v, want %v", got, c.want)
			}
		})
	}
}

func TestHiddenAndNull(t *testing.T) {
	text := "All configs for broker 1 are:\n" +
		"  sasl.jaas.config=null sensitive=true synonyms={STATIC_BROKER_CONFIG:sasl.jaas.config=null}\n" +
		"  ssl.key.password=null sensitive=true synonyms={}\n" +
		"  broker.rack=null sensitive=false synonyms={STATIC_BROKER_CONFIG:broker.rack=null}\n"
	now, doc, err := read(t, describe.Configs{}, "x.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	wantSettings(t, broker(t, now, "1").Config, "sasl.jaas.config=?hidden")
	if len(doc.Unresolved) != 1 || doc.Unresolved[0].At.Line != 2 || doc.Unresolved[0].At.Column != 3 {
		t.Errorf("unresolved: %v", doc.Unresolved)
	}
}

func TestManyBrokersAreReadInLinearTime(t *testing.T) {
	text := strings.Repeat("Dynamic configs for broker 1 are:\n", 20_000)
	if n := len(must(t, describe.Configs{}, "x.txt", text).Brokers); n != 20_000 {
		t.Errorf("%d brokers", n)
	}
	long := "Configs for topic 'a' are " + strings.Repeat("a.b=c,", 100_000) + "d=e\n"
	if n := must(t, describe.Configs{}, "x.txt", long).Topics[0].Config.Len(); n != 100_001 {
		t.Errorf("%d settings", n)
	}
}

func FuzzDescribeConfigs(f *testing.F) {
	f.Add("Dynamic configs for topic a are:\n  segment.bytes=1 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:segment.bytes=1, DEFAULT_CONFIG:log.segment.bytes=2}\n")
	f.Add("All configs for broker 1 are:\n  a=null sensitive=true synonyms={STATIC_BROKER_CONFIG:a=null}\nDefault configs for brokers in the cluster are:\n  b=1")
	f.Add("Configs for topic 'a' are k=v,w,k=v\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		in := format.Input{Path: "x.txt", Text: []byte(text)}
		claimed := describe.Configs{}.Claims(in)
		now, _, err := read(t, describe.Configs{}, in.Path, text)
		if err == nil && !claimed {
			t.Error("it is read and was not claimed")
		}
		for _, topic := range now.Topics {
			for _, config := range []model.Config{topic.Config, topic.Observed} {
				for _, s := range config.Settings() {
					points(t, text, s.Name, s.Value)
				}
			}
		}
	})
}
