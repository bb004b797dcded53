package broker_test

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/broker"
	filerules "github.com/breakwaterhq/breakwater/internal/rules/file"
	"github.com/breakwaterhq/breakwater/internal/rules/quorum"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// common is what all of Apache Kafka's example configurations have.
const common = `num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
num.partitions=1
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
`

const protocols = "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL\n"

// kraft is a config directory of Apache Kafka: three files of which each is
// tried alone, so that two of them have one id, and all one address. quorum
// is the setting that names the controllers.
func kraft(dir, quorum, more string) rulestest.Files {
	return rulestest.Files{
		dir + "server.properties": "process.roles=broker,controller\nnode.id=1\n" + quorum + "listeners=PLAINTEXT://:9092,CONTROLLER://:9093\n" +
			"inter.broker.listener.name=PLAINTEXT\nadvertised.listeners=PLAINTEXT://localhost:9092\ncontroller.listener.names=CONTROLLER\n" + protocols + "log.dirs=/tmp/kraft-combined-logs\n" + common + more,
		dir + "broker.properties": "process.roles=broker\nnode.id=2\n" + quorum + "listeners=PLAINTEXT://localhost:9092\n" +
			"inter.broker.listener.name=PLAINTEXT\nadvertised.listeners=PLAINTEXT://localhost:9092\ncontroller.listener.names=CONTROLLER\n" + protocols + "log.dirs=/tmp/kraft-broker-logs\n" + common + more,
		dir + "controller.properties": "process.roles=controller\nnode.id=1\n" + quorum + "listeners=CONTROLLER://:9093\n" +
			"controller.listener.names=CONTROLLER\nlog.dirs=/tmp/kraft-controller-logs\n" + common + more,
	}
}

const zookeeper = "broker.id=0\nlog.dirs=/tmp/kafka-logs\n" + common +
	"zookeeper.connect=localhost:2181\nzookeeper.connection.timeout.ms=18000\ngroup.initial.rebalance.delay.ms=0\n"

func pool(name, roles, replicas string) string {
	return "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata:\n  name: " + name + "\n  labels:\n    strimzi.io/cluster: my-cluster\n" +
		"spec:\n  replicas: " + replicas + "\n  roles: [" + roles + "]\n  storage:\n    type: jbod\n    volumes:\n" +
		"      - id: 0\n        type: persistent-claim\n        size: 100Gi\n        kraftMetadata: shared\n        deleteClaim: false\n---\n"
}

func cluster(copies, minISR, txMinISR string) string {
	return "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata:\n  name: my-cluster\nspec:\n  kafka:\n    version: 4.1.1\n    metadataVersion: 4.1-IV1\n" +
		"    listeners:\n      - name: plain\n        port: 9092\n        type: internal\n        tls: false\n    config:\n" +
		"      offsets.topic.replication.factor: " + copies + "\n      transaction.state.log.replication.factor: " + copies +
		"\n      transaction.state.log.min.isr: " + txMinISR + "\n      default.replication.factor: " + copies + "\n      min.insync.replicas: " + minISR +
		"\n  entityOperator:\n    topicOperator: {}\n    userOperator: {}\n"
}

// TestStockConfigurations runs over what Apache Kafka and Strimzi ship as
// examples. Whatever it reports there is advice that is listed here.
func TestStockConfigurations(t *testing.T) {
	const share = "share.coordinator.state.topic.replication.factor=1\nshare.coordinator.state.topic.min.isr=1\n"
	all := rulestest.Files{"config/server.properties": zookeeper}
	for name, text := range kraft("config/kraft/", "controller.quorum.voters=1@localhost:9093\n", "") {
		all[name] = text
	}
	for _, c := range []struct {
		name   string
		files  rulestest.Files
		advice []string
	}{
		{"Apache Kafka 3.9 on ZooKeeper", rulestest.Files{"server.properties": zookeeper}, []string{"broker/zookeeper-mode"}},
		{"Apache Kafka 3.9 on KRaft", kraft("config/kraft/", "controller.quorum.voters=1@localhost:9093\n", ""), nil},
		{"Apache Kafka 3.9, the whole directory", all, []string{"broker/zookeeper-mode"}},
		{"Apache Kafka 4", kraft("config/", "controller.quorum.bootstrap.servers=localhost:9093\n", share), nil},
		{"Strimzi kafka-persistent", rulestest.Files{"kafka-persistent.yaml": pool("controller", "controller", "3") + pool("broker", "broker", "3") + cluster("3", "2", "2")},
			[]string{"broker/auto-create-topics"}},
		{"Strimzi kafka-single-node", rulestest.Files{"kafka-single-node.yaml": pool("dual-role", "controller, broker", "1") + cluster("1", "1", "1")}, nil},
		{"Strimzi kafka-with-dual-role-nodes", rulestest.Files{"dual.yaml": pool("dual-role", "controller, broker", "3") + cluster("3", "2", "2")},
			[]string{"broker/auto-create-topics"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var advice []string
			for _, f := range rulestest.Lint(t, slices.Concat(broker.Rules, quorum.Rules, filerules.Rules), c.files).Findings {
				if f.Severity > finding.Info {
					t.Errorf("%s: %s: %s", f.Origin, f.Rule, f.Message)
				}
				advice = append(advice, f.Rule)
			}
			if !slices.Equal(slices.Compact(advice), c.advice) {
				t.Errorf("advice %v, want %v", advice, c.advice)
			}
		})
	}
}

// TestOneFindingForOneLine keeps the rules apart that say the same of one line.
func TestOneFindingForOneLine(t *testing.T) {
	lines := map[string]int{}
	result := rulestest.Lint(t, slices.Concat(broker.Rules, filerules.Rules), rulestest.Files{
		"policy.yaml":       "target: \"4.1\"\n",
		"server.properties": zookeeper + "log.retention.hour=1\nbackground.threads=x\nlog.message.format.version=3.0\n",
	})
	for _, f := range result.Findings {
		lines[f.Origin.String()]++
	}
	for at, n := range lines {
		if n > 1 {
			t.Errorf("%d findings for %s", n, at)
		}
	}
	if len(lines) != 5 {
		t.Errorf("findings in %d lines, want 5: %v", len(lines), lines)
	}
}
