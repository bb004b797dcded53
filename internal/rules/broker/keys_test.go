package broker

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestUnknownKey(t *testing.T) {
	tell(t, UnknownKey, []told{
		{
			"a slip",
			server("log.retention.hour=24\n"),
			finding.Warning, []string{"did you mean log.retention.hours?", "ignores it"}, 7,
		},
		{"a topic's name", server("retention.ms=1\n"), finding.Warning, []string{"a topic's name", "log.retention.ms"}, 7},
		{"a client's key", server("max.request.size=1\n"), finding.Warning, []string{"key of the producer"}, 7},
		{"a group's key", server("consumer.session.timeout.ms=1\n"), finding.Warning, []string{"group"}, 7},
		{
			"an invention",
			server("controller.snapshot.compression.type=zstd\n"),
			finding.Warning, []string{"not a setting of brokers", "without compression"}, 7,
		},
		{"gone since 3.0", server("advertised.host.name=b1\n"), finding.Warning, []string{"advertised.listeners"}, 7},
		{
			"an invented zookeeper key",
			server("zookeeper.magic.enable=true\n"),
			finding.Warning, []string{"not a setting of brokers"}, 7,
		},
		{
			"nothing like it",
			server("shoe.size=43\n"),
			finding.Warning, []string{"shoe.size is not a setting", "remove the line"}, 7,
		},
		{
			"of a later version",
			with(server("share.coordinator.state.topic.min.isr=1\n"), "policy.yaml", target("3.9")),
			finding.Warning, []string{"from Kafka 4.0 on", "this is for 3.9"}, 7,
		},
		{
			"taken by the running cluster alone",
			server("leader.replication.throttled.rate=1000\n"),
			finding.Warning, []string{"kafka-configs.sh --alter"}, 7,
		},
		{
			"dropped by Strimzi",
			rulestest.Files{"kafka.yaml": plant("3", "listeners: PLAINTEXT://:9092")},
			finding.Warning, []string{"managed by Strimzi", "operator drops it"}, 21,
		},
		{
			"dropped, and not a key",
			rulestest.Files{"kafka.yaml": plant("3", "ssl.foo: 1")},
			finding.Warning, []string{"managed by Strimzi"}, 21,
		},
		{
			"left in by Strimzi",
			rulestest.Files{"kafka.yaml": plant("3", "ssl.cipher.suites: TLS_AES_256_GCM_SHA384")},
			finding.None, nil, 0,
		},
		{
			"removed is another rule",
			with(server("inter.broker.protocol.version=3.7\n"), "policy.yaml", target("4.1")),
			finding.None, nil, 0,
		},
		{"a listener's key", server("listener.name.external.ssl.keystore.location=/k\n"), finding.None, nil, 0},
		{
			"a provider's key",
			server("config.providers=file\nconfig.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\n"),
			finding.None, nil, 0,
		},
		{
			"tiered storage",
			server("rlmm.config.remote.log.metadata.topic.replication.factor=3\nrsm.config.bucket=x\n"),
			finding.None, nil, 0,
		},
		{
			"read outside of the definitions",
			server("super.users=User:admin\nallow.everyone.if.no.acl.found=false\n"),
			finding.None, nil, 0,
		},
		{"vendors", server("confluent.license.topic=x\ncruise.control.metrics.topic=y\n"), finding.None, nil, 0},
	})
}

// TestUnknownKeyBesideOwnClasses holds the rule back where another class may
// read the key, and only there.
func TestUnknownKeyBesideOwnClasses(t *testing.T) {
	const own = "metric.reporters=com.example.Reporter\n"
	tell(t, UnknownKey, []told{
		{"its own key", server(own + "reporter.url=http://x\n"), finding.None, nil, 0},
		{"a client's key", server(own + "bootstrap.servers=b1:9092\n"), finding.None, nil, 0},
		{"two slips", server(own + "log.retentoin.hour=24\n"), finding.Warning, []string{"log.retention.hours"}, 8},
		{"a topic's name", server(own + "retention.ms=1\n"), finding.Warning, []string{"log.retention.ms"}, 8},
		{"three slips", server(own + "lag.retentoin.hour=24\n"), finding.None, nil, 0},
		{
			"a class that is not known here",
			server("authorizer.class.name=${env:AUTHORIZER}\nopa.url=http://x\n"),
			finding.None, nil, 0,
		},
		{
			"a listener's class",
			server("listener.name.sasl.plain.sasl.server.callback.handler.class=com.example.H\nh.url=x\n"),
			finding.None, nil, 0,
		},
		{
			"a class of Kafka's own",
			server("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\nopa.url=http://x\n"),
			finding.Warning, []string{"opa.url"}, 8,
		},
	})
}

func TestUnknownKeyHidesSecrets(t *testing.T) {
	got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{UnknownKey}, server("ssl.keystore.pasword=hunter2\nsasl.jaas.confg=hunter2\nssl.truststore.passwords=hunter2\n")), UnknownKey.Name)
	if len(got) != 3 {
		t.Fatalf("%d findings, want 3", len(got))
	}
	for _, f := range got {
		if strings.Contains(f.Message+f.Fix+f.Evidence[0].Value, "hunter2") {
			t.Errorf("the secret is shown: %+v", f)
		}
	}
}

func TestRemovedKey(t *testing.T) {
	on41 := func(lines string) rulestest.Files { return with(server(lines), "policy.yaml", target("4.1")) }
	tell(t, RemovedKey, []told{
		{
			"declared",
			on41("inter.broker.protocol.version=3.9\n"),
			finding.Error, []string{"3.9 is the last line", "this is for 4.1", "kafka-features.sh"}, 7,
		},
		{"ZooKeeper's address", on41("zookeeper.connect=z1:2181\n"), finding.Error, []string{"finished on 3.9"}, 7},
		{
			"ZooKeeper's other keys",
			on41("zookeeper.session.timeout.ms=1\n"),
			finding.Error, []string{"do not talk to ZooKeeper"}, 7,
		},
		{
			"version not declared",
			server("log.message.timestamp.difference.max.ms=1\n"),
			finding.Warning, []string{"from 4.0 on", "log.message.timestamp.before.max.ms"}, 7,
		},
		{
			"still there",
			with(server("inter.broker.protocol.version=3.9\n"), "policy.yaml", target("3.9")),
			finding.None, nil, 0,
		},
		{
			"not declared, but on ZooKeeper",
			rulestest.Files{"server.properties": zoo + "zookeeper.session.timeout.ms=1\ninter.broker.protocol.version=3.9\n"},
			finding.None, nil, 0,
		},
		{
			"on ZooKeeper, declared 4.1",
			rulestest.Files{"server.properties": zoo, "policy.yaml": target("4.1")},
			finding.Error, []string{"zookeeper.connect"}, 4,
		},
		{
			"dropped by Strimzi",
			rulestest.Files{"kafka.yaml": plant("3", "zookeeper.connect: z1:2181")},
			finding.None, nil, 0,
		},
		{
			"Strimzi's version",
			rulestest.Files{"kafka.yaml": plant("3", `inter.broker.protocol.version: "3.9"`)},
			finding.Error, []string{"this is for 4.1"}, 21,
		},
		{"never there", on41("shoe.size=43\n"), finding.None, nil, 0},
	})
}

func TestValueInvalid(t *testing.T) {
	tell(t, ValueInvalid, []told{
		{
			"out of range everywhere",
			server("num.network.threads=0\n"),
			finding.Error, []string{`num.network.threads is "0"`, "does not start"}, 7,
		},
		{"not a number", server("log.retention.ms=week\n"), finding.Error, []string{`"week"`, "whole number", "in plain digits"}, 7},
		{"a time with a unit", server("log.retention.hours=7d\n"), finding.Error, []string{`"7d", with a unit`, "write log.retention.hours=168"}, 7},
		{"a size with a unit", server("log.segment.bytes=1Gi\n"), finding.Error, []string{"write log.segment.bytes=1073741824"}, 7},
		{"a comment behind it", server("socket.send.buffer.bytes=65536 # 64 KiB\n"), finding.Error, []string{".properties have no comments behind a value", "write socket.send.buffer.bytes=65536"}, 7},
		{"in other letters", server("compression.type=Zstd\n"), finding.Error, []string{"in other letters than Kafka's", "write compression.type=zstd"}, 7},
		{"in an operator's YAML", rulestest.Files{"kafka.yaml": plant("3", "log.retention.ms: 7d")}, finding.Error, []string{"write log.retention.ms: 604800000"}, 21},
		{"a float", server("message.max.bytes=1.048576e+06\n"), finding.Error, []string{"1.048576e+06", "write message.max.bytes=1048576"}, 7},
		{"too large for an int", server("message.max.bytes=3000000000\n"), finding.Error, nil, 7},
		{"a wrong word", server("compression.type=none\n"), finding.Error, []string{"uncompressed"}, 7},
		{"valid until 3.9, not declared", server("log.segment.bytes=1000\n"), finding.Warning, []string{"from 4.0 on"}, 7},
		{
			"valid until 3.9, declared 4.1",
			with(server("log.segment.bytes=1000\n"), "policy.yaml", target("4.1")),
			finding.Error, nil, 7,
		},
		{
			"valid until 3.9, declared 3.9",
			with(server("log.segment.bytes=1000\n"), "policy.yaml", target("3.9")),
			finding.None, nil, 0,
		},
		{"right", server("num.network.threads=8\ncompression.type=zstd\nlog.retention.ms=-1\n"), finding.None, nil, 0},
		{"dropped by Strimzi", rulestest.Files{"kafka.yaml": plant("3", "node.id: x")}, finding.None, nil, 0},
		{
			"a release between two lines of the catalogue",
			with(server("inter.broker.protocol.version=3.5-IV2\n"), "policy.yaml", target("3.5")),
			finding.None, nil, 0,
		},
		{
			"a release that is newer than the broker",
			with(server("inter.broker.protocol.version=3.7\n"), "policy.yaml", target("3.6")),
			finding.Error, []string{`inter.broker.protocol.version is "3.7"`, "Kafka 3.6"}, 7,
		},
		{
			"a stage that the release does not have",
			with(server("inter.broker.protocol.version=3.6-IV9\n"), "policy.yaml", target("3.6")),
			finding.Error, []string{"3.6-IV9"}, 7,
		},
		{
			"no release",
			with(server("inter.broker.protocol.version=latest\n"), "policy.yaml", target("3.6")),
			finding.Error, []string{"latest"}, 7,
		},
	})
}

func TestValueInvalidSkipsUnknown(t *testing.T) {
	result := rulestest.Lint(t, []*rule.Rule{ValueInvalid}, server("num.network.threads=${env:THREADS}\n"))
	if found := rulestest.Of(result, ValueInvalid.Name); len(found) > 0 {
		t.Errorf("it finds: %s", found[0].Message)
	}
	skips := rulestest.Skips(result, ValueInvalid.Name)
	if len(skips) != 1 || skips[0].Needs != "num.network.threads" || skips[0].Origin.Line != 7 {
		t.Errorf("skips %+v, want one for num.network.threads in line 7", skips)
	}
}

func TestIsSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"log.dirs", "log.dirs", true},
		{"log.dir", "log.dirs", true},
		{"lgo.dirs", "log.dirs", true},
		{"log.retentoin.hour", "log.retention.hours", true},
		{"lag.retentoin.hour", "log.retention.hours", false},
		{"reporter.url", "log.dirs", false},
	} {
		if got := isSlip(c.a, c.b); got != c.want {
			t.Errorf("isSlip(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestIsDropped(t *testing.T) {
	ours := &model.Broker{Managed: true, Format: "strimzi"}
	for name, want := range map[string]bool{
		"listeners": true, "node.id": true, "controller.quorum.voters": true, "super.users": true, "SSL.keystore.location": true,
		"controller.quorum.election.timeout.ms": false, "num.partitions": false, "ssl.protocol": false, "log.retention.ms": false,
	} {
		if got := isDropped(ours, name); got != want {
			t.Errorf("isDropped(%s) = %v", name, got)
		}
	}
	if isDropped(&model.Broker{Managed: true, Format: "terraform"}, "listeners") || isDropped(&model.Broker{}, "listeners") {
		t.Error("only Strimzi drops keys")
	}
}

// TestDynamicSettingsAlone reads what kafka-configs.sh prints without --all:
// what stands in server.properties is withheld, and no finding and no skip for
// each key of Kafka.
func TestDynamicSettingsAlone(t *testing.T) {
	text := "Dynamic configs for broker 1 are:\n" +
		"  log.cleaner.threads=2 sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:log.cleaner.threads=2, DEFAULT_CONFIG:log.cleaner.threads=1}\n"
	for _, version := range []string{"3.6", "4.1"} {
		result := rulestest.Lint(t, Rules, rulestest.Files{"brokers.txt": text, "policy.yaml": target(version)})
		if result.Checked[model.KindBroker] != 1 {
			t.Fatal("the broker is not read")
		}
		for _, f := range result.Findings {
			t.Errorf("Kafka %s: %s: %s", version, f.Rule, f.Message)
		}
		if n := len(result.Skipped); n == 0 || n > 40 {
			t.Errorf("Kafka %s: %d skips, want one for each setting that a rule compares", version, n)
		}
	}
}
