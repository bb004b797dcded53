package topic

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// with is a topic "orders" of so many replicas.
func with(replicas int, settings ...string) files {
	return files{"topics.yaml": cluster(sized("orders", 12, replicas, settings...))}
}

func TestMinISRMatrix(t *testing.T) {
	t.Run("above", func(t *testing.T) {
		rulestest.Matrix(t, MinISRAboveReplicas, rulestest.Ways{
			Declared: rulestest.Row{Files: with(2, "min.insync.replicas: 3"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: with(2)},
			Broker:   rulestest.Row{Files: and(with(2), "server.properties", brokerText("min.insync.replicas=3")), Severity: finding.Warning},
			Unknown:  with(2, `min.insync.replicas: "${MIN}"`),
		})
	})
	t.Run("equals", func(t *testing.T) {
		rulestest.Matrix(t, MinISREqualsReplicas, rulestest.Ways{
			Declared: rulestest.Row{Files: with(3, "min.insync.replicas: 3"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: with(1)},
			Broker:   rulestest.Row{Files: and(with(2), "server.properties", brokerText("min.insync.replicas=2")), Severity: finding.Warning},
			Unknown:  with(2, `min.insync.replicas: "${MIN}"`),
		})
	})
	t.Run("one", func(t *testing.T) {
		rulestest.Matrix(t, MinISROne, rulestest.Ways{
			Declared: rulestest.Row{Files: with(3, "min.insync.replicas: 1"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: and(with(3), "server.properties", brokerText()), Severity: finding.Warning},
			Broker:   rulestest.Row{Files: and(with(3), "server.properties", brokerText("min.insync.replicas=1")), Severity: finding.Warning},
			Unknown:  with(3, `min.insync.replicas: "${MIN}"`),
		})
	})
}

func TestMinISR(t *testing.T) {
	for _, test := range []struct {
		name  string
		rule  *rule.Rule
		files files
		want  finding.Severity
	}{
		{"2 of 3", MinISRAboveReplicas, with(3, "min.insync.replicas: 2"), finding.None},
		{"3 of 3 is not above", MinISRAboveReplicas, with(3, "min.insync.replicas: 3"), finding.None},
		{"2 of 1", MinISRAboveReplicas, with(1, "min.insync.replicas: 2"), finding.Warning},
		{"2 of the cluster's default", MinISRAboveReplicas, with(-1, "min.insync.replicas: 2"), finding.None},
		{"1 of 1 is another rule's", MinISREqualsReplicas, with(1, "min.insync.replicas: 1"), finding.None},
		{"2 of 2", MinISREqualsReplicas, with(2, "min.insync.replicas: 2"), finding.Warning},
		{"above is not equal", MinISREqualsReplicas, with(2, "min.insync.replicas: 3"), finding.None},
		{"1 of 1 has nothing to wait for", MinISROne, with(1, "min.insync.replicas: 1"), finding.None},
		{"1 of 3 by default, and nobody knows the brokers", MinISROne, with(3), finding.None},
		{"1 of 3 by default, and a controller does not say", MinISROne, and(with(3), "controller.properties",
			"process.roles=controller\nnode.id=1\ncontroller.quorum.voters=1@localhost:9093\ncontroller.listener.names=CONTROLLER\nlisteners=CONTROLLER://:9093\nlog.dirs=/d\n"), finding.None},
		{"1 of 3 by default, with a broker's file", MinISROne, and(with(3), "server.properties", brokerText()), finding.Warning},
		{"1 of 3, declared not critical", MinISROne, and(with(3, "min.insync.replicas: 1"), "policy.yaml", workload("critical: false")), finding.Info},
		{"1 of 3, declared critical", MinISROne, and(with(3, "min.insync.replicas: 1"), "policy.yaml", workload("critical: true")), finding.Warning},
		{"one replica", TooFewReplicas, with(1), finding.Warning},
		{"two replicas", TooFewReplicas, with(2), finding.Warning},
		{"three replicas", TooFewReplicas, with(3), finding.None},
		{"the cluster's default", TooFewReplicas, with(-1), finding.None},
		{"one replica of a critical topic", TooFewReplicas, and(with(1), "policy.yaml", workload("critical: true")), finding.Error},
		{"two replicas of a critical topic", TooFewReplicas, and(with(2), "policy.yaml", workload("critical: true")), finding.Warning},
		{"off in minimal", TooFewReplicas, and(with(1), "policy.yaml", "profile: minimal\n"+workload("critical: true")), finding.None},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == finding.None {
				none(t, test.rule, test.files)
				return
			}
			if f := one(t, test.rule, test.files); f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
		})
	}
}

func TestMinISRAboveReplicasTellsWhatKafkaDoes(t *testing.T) {
	f := one(t, MinISRAboveReplicas, with(1, "min.insync.replicas: 2"))
	contains(t, f.Message, "silently", "single copy")
	contains(t, f.Fix, "replicas: 3")
	f = one(t, MinISRAboveReplicas, with(2, "min.insync.replicas: 3"))
	contains(t, f.Message, "stops every write")
	contains(t, f.Fix, "set replicas: 3 and min.insync.replicas: 2")
}

func pool(replicas string) string {
	return `apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: pool, namespace: kafka, labels: {strimzi.io/cluster: plant}}
spec:
  replicas: ` + replicas + `
  roles: [broker]
  storage: {type: persistent-claim, size: 100Gi}
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: plant, namespace: kafka}
spec: {kafka: {config: {min.insync.replicas: 2}}}
`
}

func strimziTopic(namespace string, replicas string) string {
	return `apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: orders, namespace: ` + namespace + `, labels: {strimzi.io/cluster: plant}}
spec:
  partitions: 12
  replicas: ` + replicas + `
  config: {min.insync.replicas: 2}
`
}

func TestReplicasExceedBrokers(t *testing.T) {
	for _, test := range []struct {
		name  string
		files files
		found bool
	}{
		{"as many", files{"pool.yaml": pool("3"), "topic.yaml": strimziTopic("kafka", "3")}, false},
		{"one more", files{"pool.yaml": pool("3"), "topic.yaml": strimziTopic("kafka", "4")}, true},
		{"two pools together", files{"pool.yaml": pool("2"), "other.yaml": pool("2"), "topic.yaml": strimziTopic("kafka", "4")}, false},
		{"another namespace", files{"pool.yaml": pool("3"), "topic.yaml": strimziTopic("elsewhere", "4")}, false},
		{"a single broker's file is a lower bound", and(with(3), "server.properties", brokerText()), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !test.found {
				none(t, ReplicasExceedBrokers, test.files)
				return
			}
			f := one(t, ReplicasExceedBrokers, test.files)
			contains(t, f.Message, "4 replicas", "3 brokers", "error 38")
			if f.Severity != finding.Error || f.Origin.File != "topic.yaml" || len(f.Evidence) != 2 {
				t.Errorf("%s at %s on %+v", f.Severity, f.Origin, f.Evidence)
			}
		})
	}
}

func TestReplicasExceedBrokersWithAnUnknownCount(t *testing.T) {
	fs := files{"pool.yaml": pool(`"${BROKERS}"`), "topic.yaml": strimziTopic("kafka", "4")}
	result := rulestest.Lint(t, []*rule.Rule{ReplicasExceedBrokers}, fs)
	if len(result.Findings) > 0 || len(rulestest.Skips(result, ReplicasExceedBrokers.Name)) != 1 {
		t.Errorf("findings %+v, skips %+v, want one skip", result.Findings, result.Skipped)
	}
}

const idempotentProducer = "bootstrap.servers=b1:9092\nkey.serializer=a.B\nvalue.serializer=a.B\nenable.idempotence=true\n"

func TestUncleanElection(t *testing.T) {
	clients := workload("clients: [producer.properties]")
	on := orders("unclean.leader.election.enable: true")
	for _, test := range []struct {
		name  string
		files files
		want  finding.Severity
	}{
		{"by default", orders(), finding.None},
		{"off", orders("unclean.leader.election.enable: false"), finding.None},
		{"on", on, finding.Warning},
		{"on at the broker", and(orders(), "server.properties", brokerText("unclean.leader.election.enable=true")), finding.Warning},
		{"an idempotent producer", and(and(on, "policy.yaml", clients), "producer.properties", idempotentProducer), finding.Error},
		{"a producer that is idempotent by default", and(and(on, "policy.yaml", clients), "producer.properties", "bootstrap.servers=b1:9092\nkey.serializer=a.B\nvalue.serializer=a.B\n"), finding.Error},
		{"a transactional producer", and(and(on, "policy.yaml", clients), "producer.properties", "bootstrap.servers=b1:9092\nkey.serializer=a.B\nvalue.serializer=a.B\ntransactional.id=tx\n"), finding.Error},
		{"a producer that is not", and(and(on, "policy.yaml", clients), "producer.properties", "bootstrap.servers=b1:9092\nkey.serializer=a.B\nvalue.serializer=a.B\nenable.idempotence=false\n"), finding.Warning},
		{"a producer that loses it", and(and(on, "policy.yaml", clients), "producer.properties", "bootstrap.servers=b1:9092\nkey.serializer=a.B\nvalue.serializer=a.B\nacks=1\n"), finding.Warning},
		{"a producer that nobody declares", and(on, "producer.properties", idempotentProducer), finding.Warning},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == finding.None {
				none(t, UncleanElection, test.files)
				return
			}
			if f := one(t, UncleanElection, test.files); f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
		})
	}
}
