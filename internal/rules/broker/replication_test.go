package broker

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func strimzi(brokers string, config ...string) rulestest.Files {
	return rulestest.Files{"kafka.yaml": plant(brokers, config...)}
}

func TestAutoCreateTopics(t *testing.T) {
	tell(t, AutoCreateTopics, []told{
		{"written", server("auto.create.topics.enable=true\n"), finding.Warning, []string{"a client's typo"}, 7},
		{"default of one broker", server(""), finding.None, nil, 0},
		{"default of three", strimzi("3"), finding.Info, []string{"auto.create.topics.enable is true"}, 15},
		{"default of three files", three(""), finding.Info, nil, 0},
		{"off", strimzi("3", "auto.create.topics.enable: false"), finding.None, nil, 0},
		{
			"a controller",
			rulestest.Files{"c.properties": "process.roles=controller\nnode.id=1\nauto.create.topics.enable=true\ncontroller.quorum.bootstrap.servers=c:9093\n"},
			finding.None, nil, 0,
		},
	})
}

func TestDefaultReplicationOne(t *testing.T) {
	tell(t, DefaultReplicationOne, []told{
		{"default of three", strimzi("3"), finding.Warning, []string{"default.replication.factor is 1 on 3 brokers"}, 15},
		{"written for three", strimzi("3", "default.replication.factor: 1"), finding.Warning, nil, 21},
		{"a lower bound is enough", three(""), finding.Warning, []string{"at least 3 brokers"}, 0},
		{"two brokers", strimzi("2"), finding.None, nil, 0},
		{"three copies", strimzi("3", "default.replication.factor: 3"), finding.None, nil, 0},
		{"one broker", server("default.replication.factor=1\n"), finding.None, nil, 0},
	})
}

func TestDefaultMinISROne(t *testing.T) {
	tell(t, DefaultMinISROne, []told{
		{
			"default of three",
			strimzi("3"),
			finding.Warning, []string{"min.insync.replicas is 1 on 3 brokers", "--entity-default"}, 15,
		},
		{"written for three", strimzi("3", "min.insync.replicas: 1"), finding.Warning, nil, 21},
		{"two", strimzi("3", "min.insync.replicas: 2"), finding.None, nil, 0},
		{"two brokers", strimzi("2"), finding.None, nil, 0},
		{"unknown number of brokers", strimzi("${BROKERS}"), finding.None, nil, 0},
	})
}

// TestOneCopyInASentence: what is lost is one thing or several.
func TestOneCopyInASentence(t *testing.T) {
	files := strimzi("3", "offsets.topic.replication.factor: 1", "transaction.state.log.replication.factor: 1", "share.coordinator.state.topic.replication.factor: 1")
	for i, f := range rulestest.Of(rulestest.Lint(t, []*rule.Rule{InternalTopicReplication}, files), InternalTopicReplication.Name) {
		lost := []string{"the committed offsets of consumer groups", "the state of transactions", "the state of share groups"}[i]
		if want := lost + " cannot be reached, and would be lost with its disk"; !strings.HasSuffix(f.Message, want) {
			t.Errorf("%q does not end with %q", f.Message, want)
		}
	}
}

func TestInternalTopicReplication(t *testing.T) {
	const safe = "offsets.topic.replication.factor: 3"
	tell(t, InternalTopicReplication, []told{
		{
			"one copy on three brokers",
			strimzi("3", "offsets.topic.replication.factor: 1"),
			finding.Error, []string{"is 1 on 3 brokers", "lost with its disk"}, 21,
		},
		{
			"one copy on two brokers",
			strimzi("2", "offsets.topic.replication.factor: 1", "transaction.state.log.replication.factor: 2", "transaction.state.log.min.isr: 1"),
			finding.Error, []string{"is 1 on 2 brokers"}, 21,
		},
		{
			"one copy on one broker",
			strimzi("1", "offsets.topic.replication.factor: 1", "transaction.state.log.replication.factor: 1", "transaction.state.log.min.isr: 1"),
			finding.None, nil, 0,
		},
		{
			"two copies on three",
			strimzi("3", "offsets.topic.replication.factor: 2"),
			finding.Warning, []string{"is 2 on 3 brokers"}, 21,
		},
		{
			"more copies than brokers",
			strimzi("2", safe, "transaction.state.log.replication.factor: 2", "transaction.state.log.min.isr: 1"),
			finding.Error, []string{"is 3, but the cluster has 2 brokers", "set offsets.topic.replication.factor to 2"}, 21,
		},
		{
			"default copies on one broker",
			strimzi("1"),
			finding.Error, []string{"offsets.topic.replication.factor is 3, but the cluster has 1 broker:"}, 15,
		},
		{"more copies than a lower bound", three("offsets.topic.replication.factor=5\n"), finding.None, nil, 0},
		{
			"one copy on three files",
			three("offsets.topic.replication.factor=1\n"),
			finding.Error, []string{"at least 3 brokers"}, 0,
		},
		{
			"min ISR equals copies",
			strimzi("3", safe, "transaction.state.log.min.isr: 3"),
			finding.Warning, []string{"transaction.state.log.min.isr is 3 for 3 replicas"}, 22,
		},
		{
			"share groups by default on one",
			strimzi("1", "offsets.topic.replication.factor: 1", "transaction.state.log.replication.factor: 1"),
			finding.None, nil, 0,
		},
		{
			"share groups, written",
			strimzi("3", "share.coordinator.state.topic.replication.factor: 1"),
			finding.Error, []string{"__share_group_state"}, 21,
		},
		{"all by default on three", strimzi("3"), finding.None, nil, 0},
		{"a number that is not known", strimzi("${BROKERS}", safe), finding.None, nil, 0},
	})
}

// TestInternalTopicDefaults lowers what only a cluster that uses transactions
// will ever see, and leaves out what only one with share groups will.
func TestInternalTopicDefaults(t *testing.T) {
	got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{InternalTopicReplication}, strimzi("1")), InternalTopicReplication.Name)
	want := map[string]finding.Severity{
		"offsets.topic.replication.factor":         finding.Error,
		"transaction.state.log.replication.factor": finding.Warning,
	}
	for _, f := range got {
		if f.Severity != want[f.Discriminator] {
			t.Errorf("%s: severity %s, want %s", f.Discriminator, f.Severity, want[f.Discriminator])
		}
		delete(want, f.Discriminator)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

// TestGuessedClusterIsNoError joins files that only their directory puts
// together.
func TestGuessedClusterIsNoError(t *testing.T) {
	files := rulestest.Files{}
	for _, id := range []string{"1", "2"} {
		files["server-"+id+".properties"] = "process.roles=broker\nnode.id=" + id + "\nlisteners=PLAINTEXT://:909" + id + "\noffsets.topic.replication.factor=1\n"
	}
	tell(t, InternalTopicReplication, []told{{"two files in one directory", files, finding.Warning, []string{"declare a scope"}, 4}})
}

func TestMatrixOfInternalTopics(t *testing.T) {
	rulestest.Matrix(t, InternalTopicReplication, rulestest.Ways{
		Declared: rulestest.Row{Files: strimzi("3", "transaction.state.log.replication.factor: 3", "transaction.state.log.min.isr: 3"), Severity: finding.Warning},
		Default:  rulestest.Row{Files: strimzi("3", "transaction.state.log.min.isr: 3"), Severity: finding.Warning},
		Broker: rulestest.Row{Files: rulestest.Files{
			"pool.yaml":  "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, namespace: kafka, labels: {strimzi.io/cluster: plant}}\nspec: {replicas: 3, roles: [broker]}\n",
			"kafka.yaml": "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant, namespace: kafka}\nspec: {kafka: {version: 4.1.0, config: {offsets.topic.replication.factor: 1}}}\n",
		}, Severity: finding.Error},
		Unknown: strimzi("3", "transaction.state.log.min.isr: ${MIN_ISR}"),
	})
}
