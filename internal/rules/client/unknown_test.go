package client

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestUnknownKeyOfProducers(t *testing.T) {
	producer(t, UnknownKey, []row{
		{name: "known", text: "acks=all\nlinger.ms=5\nssl.truststore.location=/x\nsasl.mechanism=PLAIN\n"},
		{
			name: "a slip", text: "acks=all\nmax.requets.size=12582912\n",
			want: []string{"error producer.properties:3 max.requets.size is not a key of producers in Kafka 4.3; did you mean max.request.size?"},
		},
		{
			name: "an underscore", text: "acks=all\nlinger_ms=5\n",
			want: []string{"error producer.properties:3 did you mean linger.ms?"},
		},
		{
			name: "the broker's name of the size", text: "acks=all\nmessage.max.bytes=12582912\n",
			want: []string{"error producer.properties:3 message.max.bytes is a key of brokers and of librdkafka; the Java client's is max.request.size"},
		},
		{
			name: "the topic's name of the size", text: "acks=all\nmax.message.bytes=12582912\n",
			want: []string{"error producer.properties:3 max.message.bytes is a key of topics; the Java client's is max.request.size"},
		},
		{
			name: "a broker's key", text: "acks=all\nnum.io.threads=8\n",
			want: []string{"error producer.properties:3 num.io.threads is a key of brokers, and this is a client's file"},
		},
		{
			name: "a key of topics and brokers", text: "acks=all\nmin.insync.replicas=2\n",
			want: []string{"error producer.properties:3 min.insync.replicas is a key of topics and brokers"},
		},
		{
			name: "an invention", text: "acks=all\nkafka.producer.metadata.age.ms=5000\n",
			want: []string{"error producer.properties:3 kafka.producer.metadata.age.ms is not a key of any Kafka (The age of metadata is a metric"},
		},
		{
			name: "the words the other way round", text: "acks=all\nidempotence.enabled=true\n",
			want: []string{"error producer.properties:3 idempotence.enabled is not a key of any Kafka"},
		},
		{
			name: "a consumer's and an admin client's key", text: "acks=all\ndefault.api.timeout.ms=30000\n",
			want: []string{"info producer.properties:3 default.api.timeout.ms is a key of consumers and admin clients, and this file is for producers"},
		},
		{
			name: "like nothing of Kafka's", text: "acks=all\nlinger.ms=1\norders.table.name=x\n",
			want: []string{"warning producer.properties:4 orders.table.name is not a key of producers in Kafka 4.3: the client ignores it"},
		},
		{
			name: "a value that is filled in later makes no difference", text: "acks=all\nmax.requets.size=${SIZE}\n",
			want: []string{"error producer.properties:3 did you mean max.request.size?"},
		},
	})
}

func TestUnknownKeyOfConsumers(t *testing.T) {
	consumer(t, UnknownKey, []row{
		{name: "known", text: group + "auto.offset.reset=earliest\nmax.poll.records=1\n"},
		{
			name: "the invention of a static member", text: group + "static.group.instance.id=g-1\n",
			want: []string{"error consumer.properties:3 static.group.instance.id is not a key of any Kafka (A consumer becomes a static member by group.instance.id)"},
		},
		{
			name: "the broker's name of the size", text: group + "message.max.bytes=12582912\n",
			want: []string{"error consumer.properties:3 the Java client's is max.partition.fetch.bytes"},
		},
		{
			name: "the broker's switch for new topics", text: group + "auto.create.topics.enable=false\n",
			want: []string{"error consumer.properties:3 auto.create.topics.enable is not a key of any client"},
		},
	})
}

func TestUnknownKeyByVersion(t *testing.T) {
	producer(t, UnknownKey, []row{
		{name: "removed, and the target has it", target: "3.9", text: "acks=all\nauto.include.jmx.reporter=true\n"},
		{
			name: "removed", target: "4.1", text: "acks=all\nauto.include.jmx.reporter=true\n",
			want: []string{"error producer.properties:3 auto.include.jmx.reporter was removed: Kafka 3.9 is the last line whose producers have it, and this is for 4.1"},
		},
		{
			name: "removed, and no version is declared", text: "acks=all\nauto.include.jmx.reporter=true\n",
			want: []string{"warning producer.properties:3 this holds from 4.0 on"},
		},
		{
			name: "newer than the target", target: "3.6", text: "acks=all\ncompression.zstd.level=3\n",
			want: []string{"error producer.properties:3 compression.zstd.level is a key of producers from Kafka 3.8 on, and this is for 3.6"},
		},
		{name: "as new as the target", target: "3.8", text: "acks=all\ncompression.zstd.level=3\n"},
		{name: "newer than some, and no version is declared", text: "acks=all\ncompression.zstd.level=3\n"},
	})
	consumer(t, UnknownKey, []row{{
		name: "the new protocol", target: "3.6", text: group + protocol,
		want: []string{"error consumer.properties:3 group.protocol is a key of consumers from Kafka 3.7 on"},
	}})
}

// TestForeignClasses: what a class of somebody else's reads is not ours to
// judge, but a slip stays a slip.
func TestForeignClasses(t *testing.T) {
	const own = "schema.registry.url=http://registry:8081\nspecific.avro.reader=true\njson.value.type=com.example.Order\ninterceptor.bootstrap.servers=x:1\n"
	producer(t, UnknownKey, []row{
		{
			name: "a serializer",
			text: "acks=all\nvalue.serializer=io.confluent.kafka.serializers.KafkaAvroSerializer\n" + own,
		},
		{name: "an interceptor beside Kafka's own classes", text: "acks=all\nvalue.serializer=org.apache.kafka.common.serialization.StringSerializer\n" +
			"interceptor.classes=com.example.Audit\n" + own},
		{
			name: "the second of two",
			text: "acks=all\nmetric.reporters=org.apache.kafka.common.metrics.JmxReporter, com.example.Reporter\nreporter.endpoint=x\n",
		},
		{
			name: "a class that is filled in later",
			text: "acks=all\nvalue.serializer=${SERIALIZER}\nserializer.mode=x\n",
		},
		{name: "one set of ssl keys for both ends", text: "acks=all\nsecurity.protocol=SSL\nssl.client.auth=required\n"},
		{name: "a partitioner", text: "acks=all\npartitioner.class=com.example.ByTenant\ntenant.map=x\n"},
		{
			name: "a slip beside one", text: "acks=all\nvalue.serializer=com.example.Own\nlinger.mss=5\n",
			want: []string{"error producer.properties:4 did you mean linger.ms?"},
		},
		{
			name: "a broker's key beside one", text: "acks=all\nvalue.serializer=com.example.Own\nmessage.max.bytes=5\n",
			want: []string{"error producer.properties:4 max.request.size"},
		},
		{
			name: "an invention beside one", text: "acks=all\nvalue.serializer=com.example.Own\nidempotence.enabled=true\n",
			want: []string{"error producer.properties:4 idempotence.enabled"},
		},
		{
			name: "further from a real key than two letters",
			text: "acks=all\nvalue.serializer=com.example.Own\nmax.requesting.size=5\n",
		},
		{
			name: "the same without one", text: "acks=all\nmax.requesting.size=5\n",
			want: []string{"error producer.properties:3 did you mean max.request.size?"},
		},
		{
			name: "Kafka's own classes read nothing more", text: "acks=all\nvalue.serializer=org.apache.kafka.common.serialization.StringSerializer\njson.value.type=x\n",
			want: []string{"warning producer.properties:4 json.value.type"},
		},
	})
}

func TestLegalPrefixes(t *testing.T) {
	producer(t, UnknownKey, []row{
		{
			name: "configuration providers",
			text: "acks=all\nconfig.providers=file\nconfig.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\n",
		},
		{name: "configuration providers before 4.2", target: "3.9", text: "acks=all\nconfig.providers=file\n"},
		{
			name: "a schema registry whose serializers the application sets",
			text: "acks=all\nschema.registry.url=http://registry:8081\nbasic.auth.user.info=a:b\n",
		},
		{name: "remote storage", text: "acks=all\nrsm.config.x=1\nrlmm.config.x=1\n"},
	})
}

func TestFilesWithoutARole(t *testing.T) {
	run(t, UnknownKey, "client.properties", []row{
		{
			name: "any client's key",
			text: "security.protocol=SSL\nssl.truststore.location=/x\nrequest.timeout.ms=30000\n",
		},
		{
			name: "nobody's key", text: "security.protocol=SSL\nsecurity.protocl=SSL\n",
			want: []string{"error client.properties:3 security.protocl is not a key of producers, consumers and admin clients in Kafka 4.3; did you mean security.protocol?"},
		},
	})
	run(t, UnknownKey, "both.properties", []row{{name: "both roles", text: "acks=all\ngroup.id=g\nmax.poll.records=1\n"}})
}

func TestSecretsAreHidden(t *testing.T) {
	for _, name := range []string{"ssl.keystore.pasword", "sasl.oauthbearer.client.secrets", "sasl.jaas.conf", "app.token"} {
		files := rulestest.Files{"producer.properties": address + "acks=all\nlinger.ms=1\n" + name + "=hunter2\n"}
		found := rulestest.Of(rulestest.Lint(t, Rules, files), UnknownKey.Name)
		if len(found) != 1 {
			t.Fatalf("%s: %d findings", name, len(found))
		}
		f := found[0]
		if text := f.Message + f.Fix + f.Evidence[0].Value; strings.Contains(text, "hunter2") {
			t.Errorf("%s shows its value: %s", name, text)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"", "", true}, {"ab", "", true}, {"abc", "", false},
		{"acks", "acks", true}, {"acsk", "acks", true}, {"ack", "acks", true}, {"xacksx", "acks", true},
		{"linger_ms", "linger.ms", true}, {"linger", "linger.ms", false}, {"retires", "retries", true}, {"retry", "retries", false},
	} {
		if got := within(c.a, c.b, slips); got != c.want {
			t.Errorf("within(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if within(c.a, c.b, slips) != within(c.b, c.a, slips) {
			t.Errorf("within(%q, %q) depends on the order", c.a, c.b)
		}
	}
}

// TestEveryRealKeyIsKnown holds the rule against the whole catalogue.
func TestEveryRealKeyIsKnown(t *testing.T) {
	for _, v := range catalog.Versions() {
		for file, l := range map[string]model.Layer{"producer.properties": model.LayerProducer, "consumer.properties": model.LayerConsumer} {
			var text strings.Builder
			text.WriteString(address)
			for _, name := range catalog.Names(l, v) {
				if name != "bootstrap.servers" {
					text.WriteString(name + "=${LATER}\n")
				}
			}
			files := rulestest.Files{file: text.String(), "policy.yaml": "target: \"" + v.String() + "\"\n"}
			for _, f := range rulestest.Of(rulestest.Lint(t, Rules, files), UnknownKey.Name) {
				t.Errorf("Kafka %s: %s", v, f.Message)
			}
		}
	}
}

// TestValueInvalidSaysWhatWasMeant holds the line to write in its place.
func TestValueInvalidSaysWhatWasMeant(t *testing.T) {
	for line, want := range map[string]string{
		"batch.size=64k":                "write batch.size=65536",
		"batch.size=65536 # 64 KiB":     "write batch.size=65536",
		"max.request.size=1.048576e+06": "write max.request.size=1048576",
		"buffer.memory=1Gi":             "write buffer.memory=1073741824",
		"compression.type=Zstd":         "write compression.type=zstd",
		"linger.ms=5ms":                 "write linger.ms=5",
		"acks=two":                      "set acks to one of -1, 0, 1, all",
	} {
		found := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"producer.properties": address + "acks=all\n" + line + "\n"}), ValueInvalid.Name)
		if len(found) != 1 || found[0].Fix != want {
			t.Errorf("%s: %+v, want the fix %q", line, found, want)
		}
	}
}

func TestValueInvalid(t *testing.T) {
	const starts = "and the application does not start"
	producer(t, ValueInvalid, []row{
		{name: "valid", text: "acks=all\nlinger.ms=5\ncompression.type=zstd\nenable.idempotence=TRUE\n"},
		{
			name: "a word",
			text: "acks=two\n",
			want: []string{`error producer.properties:2 acks is "two", but a producer of Kafka 4.3 takes one of -1, 0, 1, all: it throws ConfigException when it is made, ` + starts},
		},
		{name: "in capitals", text: "acks=ALL\n", want: []string{`error producer.properties:2 acks is "ALL"`}},
		{
			name: "a unit",
			text: "acks=all\nlinger.ms=5ms\n",
			want: []string{`error producer.properties:3 linger.ms is "5ms"`},
		},
		{
			name: "out of range",
			text: "acks=all\nmax.in.flight.requests.per.connection=0\n",
			want: []string{"error producer.properties:3 takes an int (32-bit whole number), ≥ 1"},
		},
		{
			name: "beyond int",
			text: "acks=all\nmax.request.size=4294967296\n",
			want: []string{"error producer.properties:3 max.request.size"},
		},
		{
			name: "empty",
			text: "acks=all\nbuffer.memory=\n",
			want: []string{"error producer.properties:3 buffer.memory is \"\""},
		},
		{
			name: "two",
			text: "acks=x\nretries=-1\n",
			want: []string{"error producer.properties:2 acks", "error producer.properties:3 retries"},
		},
		{name: "an unknown key has no value to judge", text: "acks=all\nlinger.mss=x\n"},
		{name: "unknown", text: "acks=all\nlinger.ms=${L}\n", skips: "linger.ms"},
	})
	consumer(t, ValueInvalid, []row{
		{name: "a time to go back, from 4.0 on", target: "4.0", text: group + "auto.offset.reset=by_duration:PT1H\n"},
		{
			name: "a time to go back, in 3.9", target: "3.9",
			text: group + "auto.offset.reset=by_duration:PT1H\n",
			want: []string{"error consumer.properties:3 auto.offset.reset"},
		},
		{name: "what only 3.x refuses, without a version", text: group + "auto.offset.reset=by_duration:PT1H\n"},
		{name: "a list with a duplicate, in 3.9", target: "3.9", text: group + "interceptor.classes=a.A,a.A\n"},
		{
			name: "a list with a duplicate, in 4.2", target: "4.2",
			text: group + "interceptor.classes=a.A,a.A\n",
			want: []string{"error consumer.properties:3 interceptor.classes"},
		},
		{
			name: "a list with a duplicate, without a version",
			text: group + "interceptor.classes=a.A,a.A\n",
			want: []string{"warning consumer.properties:3 this holds from 4.2 on"},
		},
	})
	run(t, ValueInvalid, "client.properties", []row{
		{
			name: "no role",
			text: "security.protocol=TLS\n",
			want: []string{`error client.properties:2 security.protocol is "TLS"`},
		},
	})
}
