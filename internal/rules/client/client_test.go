package client

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules {
		if r.Family() != "client" || seen[r.Name] || r.On != model.KindClient {
			t.Errorf("%s is of another family, twice in the list, or not about clients", r.Name)
		}
		seen[r.Name] = true
		if want := "doc/" + strings.TrimPrefix(r.Name, "client/") + ".md"; r.Doc.File != want {
			t.Errorf("%s has the page %s, want %s", r.Name, r.Doc.File, want)
		}
		if len(r.Keys) == 0 && !r.AllKeys {
			t.Errorf("%s declares no keys", r.Name)
		}
		for _, k := range r.Keys {
			if len(catalog.Lines(k)) == 0 {
				t.Errorf("%s declares the key %s, which no Kafka has", r.Name, k)
			}
		}
	}
}

// The settings of Kafka's own examples, from the releases that ship them.
const (
	stockProducer = "bootstrap.servers=localhost:9092\ncompression.type=none\n#partitioner.class=\n#request.timeout.ms=\n#max.request.size=\n"
	stockConsumer = "bootstrap.servers=localhost:9092\ngroup.id=test-consumer-group\n#auto.offset.reset=\n"
	newerConsumer = `bootstrap.servers=localhost:9092
client.id=test-consumer
isolation.level=read_uncommitted
group.id=test-consumer-group
auto.offset.reset=earliest
partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor
key.deserializer=org.apache.kafka.common.serialization.StringDeserializer
value.deserializer=org.apache.kafka.common.serialization.StringDeserializer
enable.auto.commit=true
auto.commit.interval.ms=5000
session.timeout.ms=30000
heartbeat.interval.ms=10000
max.poll.interval.ms=300000
retry.backoff.ms=100
retry.backoff.max.ms=1000
request.timeout.ms=40000
connections.max.idle.ms=540000
fetch.min.bytes=1
fetch.max.wait.ms=500
fetch.max.bytes=52428800
max.partition.fetch.bytes=1048576
max.poll.records=500
`
	stockServer = `process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL
num.network.threads=3
num.io.threads=8
socket.request.max.bytes=104857600
log.dirs=/tmp/kraft-combined-logs
num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.segment.bytes=1073741824
`
	// What Confluent's cloud hands to each new user.
	cloudClient = `bootstrap.servers=pkc-12345.eu-central-1.aws.confluent.cloud:9092
security.protocol=SASL_SSL
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username='KEY' password='SECRET';
sasl.mechanism=PLAIN
client.dns.lookup=use_all_dns_ips
session.timeout.ms=45000
acks=all
client.id=ccloud-java-client-1
schema.registry.url=https://psrc-12345.eu-central-1.aws.confluent.cloud
basic.auth.credentials.source=USER_INFO
basic.auth.user.info=KEY:SECRET
`
)

func TestStockConfigurationsAreClean(t *testing.T) {
	for _, c := range []struct {
		name, target string
		files        rulestest.Files
	}{
		{"of 3.9", "3.9", rulestest.Files{"config/producer.properties": stockProducer, "config/consumer.properties": stockConsumer, "config/kraft/server.properties": stockServer}},
		{"of 4.1", "4.1", rulestest.Files{"config/producer.properties": stockProducer, "config/consumer.properties": newerConsumer, "config/server.properties": stockServer}},
		{"without a version", "", rulestest.Files{"config/producer.properties": stockProducer, "config/consumer.properties": newerConsumer, "config/server.properties": stockServer}},
		{"of a cloud", "", rulestest.Files{"client.properties": cloudClient}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.target != "" {
				c.files["policy.yaml"] = "target: \"" + c.target + "\"\n"
			}
			result := rulestest.Lint(t, Rules, c.files)
			for _, f := range result.Findings {
				t.Errorf("%s: %s %s", f.Origin, f.Rule, f.Message)
			}
			if result.Checked[model.KindClient] == 0 {
				t.Error("no client was judged")
			}
		})
	}
}

// TestHardenedProducer is a producer that a write-up recommends for clusters
// that change often. Kafka refuses to make it.
func TestHardenedProducer(t *testing.T) {
	text := address + "max.in.flight.requests.per.connection=5000\nenable.idempotence=true\nretries=3\nmetadata.max.age.ms=300000\n"
	for _, target := range []string{"", "3.6", "3.9", "4.1", "4.3"} {
		files := rulestest.Files{"producer.properties": text}
		if target != "" {
			files["policy.yaml"] = "target: \"" + target + "\"\n"
		}
		result := rulestest.Lint(t, Rules, files)
		if len(result.Findings) != 1 {
			t.Fatalf("target %q: %d findings, want 1: %v", target, len(result.Findings), result.Findings)
		}
		f := result.Findings[0]
		if f.Rule != "client/in-flight-exceeds-five" || f.Severity != finding.Error || f.Origin.String() != "producer.properties:2:39" {
			t.Errorf("target %q: %s %s at %s", target, f.Severity, f.Rule, f.Origin)
		}
	}
}

func TestRulesKeepToTheirRole(t *testing.T) {
	// A producer may say nothing of groups, and a consumer nothing of acks:
	// what is the default there must not be judged.
	for file, text := range map[string]string{
		"producer.properties": "acks=all\n",
		"consumer.properties": "group.id=g\nauto.offset.reset=earliest\ngroup.instance.id=g-1\ngroup.protocol=consumer\n",
		"client.properties":   "security.protocol=SSL\n",
		"admin.properties":    "default.api.timeout.ms=30000\n",
	} {
		files := rulestest.Files{file: address + text, "policy.yaml": "profile: strict\ntarget: \"4.1\"\n"}
		for _, f := range rulestest.Lint(t, Rules, files).Findings {
			t.Errorf("%s: %s %s", file, f.Rule, f.Message)
		}
	}
}
