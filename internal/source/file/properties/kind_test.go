package properties

import (
	"os"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

const (
	kraft = "# The ID of this node\nprocess.roles=broker,controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=localhost:9093\nlisteners=PLAINTEXT://:9092,CONTROLLER://:9093\nlog.dirs=/tmp/kraft-combined-logs\nnum.partitions=1\n"
	zk    = "broker.id=0\nnum.network.threads=3\nlog.dirs=/tmp/kafka-logs\nzookeeper.connect=localhost:2181\ngroup.initial.rebalance.delay.ms=0\n"
	msk   = "auto.create.topics.enable=true\ndefault.replication.factor=3\nmin.insync.replicas=2\nnum.io.threads=8\nunclean.leader.election.enable=false\n"
)

func TestKindOf(t *testing.T) {
	tests := []struct {
		name, path, text string
		want             kind
	}{
		{"stock KRaft", "server.properties", kraft, broker},
		{"on standard input", "<stdin>", kraft, broker},
		{"stock ZooKeeper", "config/server.properties", zk, broker},
		{"separated by colons", "server.properties", "broker.id: 1\nlog.dirs: /a\n", broker},
		{"a platform's fragment", "msk.txt", msk, broker},
		{"one broker key and a name that says so", "kafka/server.properties", "auto.create.topics.enable=true\n", broker},
		{"controller", "controller.properties", "process.roles=controller\nnode.id=3000\nlisteners=CONTROLLER://:9093\n", broker},
		{"slips of the pen", "server.properties", "broker.id=1\nlog.retention.hour=1\nnum.partition=3\nmin.in.sync.replicas=2\n", broker},
		{"keys under prefixes", "server.properties", "broker.id=1\nlistener.name.internal.ssl.keystore.location=/a\nconfig.providers.env.class=x\n", broker},
		{"Windows line ends", "server.properties", "broker.id=1\r\nlog.dirs=C:\\\\kafka\r\n", broker},
		{"old Macintosh line ends", "server.properties", "# x\rbroker.id=1\rlog.dirs=/a\r", broker},
		{"malformed escape", "server.properties", "broker.id=1\nlog.dirs=C:\\users\\x\n", broker},
		{"conflict marks", "server.properties", "<<<<<<< HEAD\nbroker.id=1\n=======\nbroker.id=2\n>>>>>>> x\nlog.dirs=/a\nnum.partitions=1\n", broker},
		{"template", "server.properties.j2", "broker.id={{ id }}\n{% if tls %}\nssl.client.auth=required\n{% endif %}\nlog.dirs=/a\n", broker},

		{"stock producer", "producer.properties", "bootstrap.servers=localhost:9092\ncompression.type=none\n", client},
		{"stock consumer", "consumer.properties", "bootstrap.servers=localhost:9092\ngroup.id=test-consumer-group\n", client},
		{"a .conf without quotes", "client.conf", "bootstrap.servers=b1:9092\nsecurity.protocol=SASL_SSL\n", client},
		{"quotes by mistake", "client.properties", "bootstrap.servers=\"b1:9092\"\nsecurity.protocol=SASL_SSL\n", client},
		{"bootstrap servers alone", "<stdin>", "bootstrap.servers=b1:9092\n", client},
		{"without bootstrap servers", "orders.properties", "acks=all\nlinger.ms=5\n", client},
		{"security of an admin tool", "ssl.properties", "security.protocol=SSL\nssl.truststore.location=/a\n", client},
		{"a broker's key in a client", "producer.properties", "bootstrap.servers=b1:9092\nmessage.max.bytes=2000000\n", client},
		{"an invented key", "consumer.properties", "bootstrap.servers=b1:9092\nstatic.group.instance.id=a\n", client},
		{"a slip of the pen", "p.properties", "bootstrap.servers=b1:9092\nackss=all\nlinger.mss=3\n", client},
		{"librdkafka's key beside Java's", "p.properties", "bootstrap.servers=b1:9092\nkey.serializer=x\nsasl.username=a\n", client},

		{"one decisive key of a producer", "producer.properties", "acks=0\n", client},
		{"one decisive key of a client, of any name", "orders.properties", "enable.idempotence=false\n", client},
		{"one decisive key of a consumer", "<stdin>", "# x\nisolation.level = read_committed\n", client},
		{"decisive, beside keys that both sides have", "a.conf", "auto.offset.reset=earliest\nrequest.timeout.ms=1\nclient.id=a\n", client},
		{"one decisive key of a broker", "overrides.properties", "unclean.leader.election.enable=true\n", broker},
		{"decisive, with all else a broker's", "a", "min.insync.replicas=1\nunclean.leader.election.enable=true\ncompression.type=lz4\n", broker},
		{"both could read all but one", "a.properties", "compression.type=lz4\nacks=1\n", client},

		{"Connect, distributed", "connect-distributed.properties", "bootstrap.servers=b1:9092\ngroup.id=connect\nkey.converter=x\nvalue.converter=x\noffset.storage.topic=o\nconfig.storage.topic=c\n", worker},
		{"Connect, standalone", "connect-standalone.properties", "bootstrap.servers=b1:9092\nkey.converter=x\nvalue.converter=x\noffset.storage.file.filename=/tmp/o\n", worker},
		{"connector", "connect-file-sink.properties", "name=a\nconnector.class=FileStreamSink\ntasks.max=1\ntopics=a\n", connector},
		{"MirrorMaker by its flow", "mm2.properties", "clusters = A, B\nA.bootstrap.servers = a:9092\nA->B.enabled = true\nreplication.factor=1\n", mirrorMaker},
		{"MirrorMaker by its clusters", "mm2.properties", "clusters=A,B\nA.bootstrap.servers=a:9092\nsync.topic.acls.enabled=false\n", mirrorMaker},
		{"Streams", "streams.properties", "application.id=a\nbootstrap.servers=b1:9092\nnum.stream.threads=2\nacks=all\n", streams},
		{"cluster link", "link.properties", "link.mode=SOURCE\nconnection.mode=OUTBOUND\nbootstrap.servers=b1:9092\nlocal.listener.name=TOKEN\nlocal.sasl.mechanism=PLAIN\n", clusterLink},
		{"librdkafka", "librdkafka.config", "bootstrap.servers=b1:9092\nsecurity.protocol=SASL_SSL\nsasl.mechanisms=PLAIN\nsasl.username=a\n", librdkafka},

		{"empty", "server.properties", "", foreign},
		{"comments alone", "server.properties", "# broker.id=1\n#log.dirs=/a\n", foreign},
		{"identity of a log directory", "meta.properties", "#\n#Mon\nversion=1\ncluster.id=x\nnode.id=1\ndirectory.id=y\n", foreign},
		{"identity of an old one", "meta.properties", "version=0\nbroker.id=1\ncluster.id=x\n", foreign},
		{"Gradle", "gradle.properties", "org.gradle.jvmargs=-Xmx2g\nkafka.version=4.1.2\nkafkaVersion=1\n", foreign},
		{"log4j", "log4j.properties", "log4j.rootLogger=INFO, stdout\nlog4j.logger.kafka=INFO\nlog4j.appender.kafkaAppender.File=${kafka.logs.dir}/server.log\n", foreign},
		{"log4j 2", "log4j2.properties", "status=error\nname=x\nappender.console.type=Console\nlogger.kafka.name=org.apache.kafka\n", foreign},
		{"Spring", "application.properties", "spring.kafka.bootstrap-servers=b1:9092\nspring.kafka.producer.acks=all\nserver.port=8080\n", foreign},
		{"prefixed keys", "app.properties", "producer.acks=all\nconsumer.group.id=a\nproducer.bootstrap.servers=x\n", foreign},
		{"ZooKeeper", "zookeeper.properties", "dataDir=/tmp/zookeeper\nclientPort=2181\nmaxClientCnxns=0\nadmin.enableServer=false\n", foreign},
		{"Trino", "node.properties", "node.environment=production\nnode.id=ffff\nnode.data-dir=/var/trino\n", foreign},
		{"Schema Registry", "schema-registry.properties", "listeners=http://0.0.0.0:8081\nkafkastore.bootstrap.servers=PLAINTEXT://b1:9092\nkafkastore.topic=_schemas\ndebug=false\n", foreign},
		{"ksqlDB", "ksql-server.properties", "listeners=http://0.0.0.0:8088\nksql.logging.processing.topic.auto.create=true\nksql.logging.processing.stream.auto.create=true\nbootstrap.servers=b1:9092\n", foreign},
		{"a decisive key among others", "app.properties", "acks=0\nweb.port=1\n", foreign},
		{"a slip beside a decisive key", "app.properties", "acks=0\nlinger.mss=1\n", foreign},
		{"a broker's and a client's", "app.properties", "acks=0\nunclean.leader.election.enable=true\n", foreign},
		{"keys that both sides have", "app.properties", "request.timeout.ms=1\nconnections.max.idle.ms=2\n", foreign},
		{"a topic's overrides", "orders-topic.properties", "unclean.leader.election.enable=true\n", foreign},
		{"a topic's overrides, by another key", "a.properties", "unclean.leader.election.enable=true\nretention.ms=1\n", foreign},
		{"a page of one line", "notes.md", "acks=0\n", foreign},
		{"YAML of one line", "a.yaml", "acks: 0\n", foreign},
		{"Spring, one key", "application.properties", "spring.kafka.producer.acks=0\n", foreign},
		{"Streams' own key", "streams.properties", "num.stream.threads=2\nauto.offset.reset=earliest\n", foreign},
		{"Connect's prefix", "w.properties", "producer.acks=all\n", foreign},
		{"log4j", "log4j.properties", "log4j.rootLogger=INFO\n", foreign},
		{"a batch job", "job.properties", "batch.size=100\nretries=3\nclient.id=a\n", foreign},
		{"an application with one line of Kafka", "app.properties", "db.url=x\ndb.user=y\nweb.port=1\nbootstrap.servers=b1:9092\n", foreign},
		{"topic settings", "topic.properties", "retention.ms=1\nsegment.bytes=1\nmin.insync.replicas=2\nunclean.leader.election.enable=false\n", foreign},
		{"YAML by its name", "values.yaml", "broker.id: 1\nlog.dirs: /a\n", foreign},
		{"YAML with a mapping", "<stdin>", "config:\n  offsets.topic.replication.factor: 3\n  default.replication.factor: 3\n  broker.id: 1\n", foreign},
		{"YAML with a list", "<stdin>", "broker.id: 1\nlog.dirs: x\n- a\n", foreign},
		{"YAML with a document mark", "<stdin>", "---\nbroker.id: 1\nlog.dirs: x\n", foreign},
		{"JSON", "a.json", "{\n  \"broker.id\": 1,\n  \"log.dirs\": \"/a\"\n}\n", foreign},
		{"HCL", "<stdin>", "resource \"x\" \"y\" {\n  config = {\n    \"broker.id\" = 1\n  }\n}\n", foreign},
		{"HOCON", "<stdin>", "kafka {\n  bootstrap.servers = [b1]\n  acks = all\n}\n", foreign},
		{"HOCON without braces", "app.conf", "bootstrap.servers = \"b1:9092\"\nsecurity.protocol = \"SASL_SSL\"\n", foreign},
		{"INI", "client.ini", "[default]\nbootstrap.servers=b1:9092\nacks=all\n", foreign},
		{"shell", "start.sh", "#!/bin/sh\nset -e\nexport KAFKA_HEAP_OPTS=-Xmx1g\ncat > server.properties <<EOF\nbroker.id=1\nEOF\nexec kafka-server-start server.properties\n", foreign},
		{"prose", "README.txt", "Kafka is told where its data is\nby the setting\nlog.dirs=/var/kafka\nand by nothing else.\n", foreign},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := format.Input{Path: tt.path, Text: []byte(tt.text)}
			if got := kindOf(in); got != tt.want {
				t.Errorf("kind %d, want %d", got, tt.want)
			}
			if got := (Format{}).Claims(in); got != (tt.want != foreign) {
				t.Errorf("Claims %v", got)
			}
		})
	}
}

func TestClaimsNoSentence(t *testing.T) {
	if (Format{}).Claims(format.Input{Path: "notes", Text: []byte("acks are what a producer awaits\n")}) {
		t.Error("claims a sentence")
	}
}

func TestClaimsRefusesItsOwnSources(t *testing.T) {
	for _, name := range []string{"kind.go", "kind_test.go", "testdata/Load.java", "testdata/golden.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if (Format{}).Claims(format.Input{Path: name, Text: text}) {
			t.Errorf("claims %s", name)
		}
	}
}

func BenchmarkClaimsOfASource(b *testing.B) {
	text, err := os.ReadFile("kind.go")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Format{}.Claims(format.Input{Path: "kind.go", Text: text})
	}
}

func BenchmarkClaimsOfABroker(b *testing.B) {
	in := format.Input{Path: "server.properties", Text: []byte(kraft)}
	for b.Loop() {
		Format{}.Claims(in)
	}
}
