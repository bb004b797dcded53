package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

const uncleanOn = "unclean.leader.election.enable=true"

// nodeText is a node of KRaft with the roles and some lines.
func nodeText(roles, id string, lines ...string) string {
	return "process.roles=" + roles + "\nnode.id=" + id + "\ncontroller.quorum.voters=9@c9.example.org:9093\n" +
		"listeners=PLAINTEXT://n" + id + ".example.org:9092\nlog.dirs=/d\n" + strings.Join(lines, "\n") + "\n"
}

// uncleanPlant is a Strimzi cluster with one line of its configuration, and a
// topic in the same file.
func uncleanPlant(line string) string {
	return strings.Replace(pool("3"), "{min.insync.replicas: 2}", "{"+line+"}", 1) + "---\n" + strimziTopic("kafka", "3")
}

// toldOfUnclean are the findings of the rule as SEVERITY SUBJECT.
func toldOfUnclean(t *testing.T, fs files) []string {
	t.Helper()
	var out []string
	for _, f := range only(t, UncleanElection, fs) {
		out = append(out, f.Severity.String()+" "+f.Subject.Kind.String()+"/"+f.Subject.Name)
	}
	return out
}

func TestUncleanElectionOnNodes(t *testing.T) {
	const zoo = "broker.id=1\nlisteners=PLAINTEXT://n1.example.org:9092\nlog.dirs=/d\nzookeeper.connect=z.example.org:2181\n"
	writer := "bootstrap.servers=plant-kafka-bootstrap.kafka.svc:9092\nkey.serializer=a.B\nvalue.serializer=a.B\ntransactional.id=tx\n"
	for _, test := range []struct {
		name  string
		files files
		want  string
	}{
		{"by default", files{"server.properties": nodeText("broker,controller", "1")}, ""},
		{"a broker that is a controller", files{"server.properties": nodeText("broker,controller", "1", uncleanOn)}, "warning broker/1"},
		{"a controller", files{"server.properties": nodeText("controller", "9", uncleanOn)}, "warning broker/9"},
		{"on ZooKeeper", files{"server.properties": zoo + uncleanOn + "\n"}, "warning broker/1"},
		{"a broker alone", files{"server.properties": nodeText("broker", "1", uncleanOn)}, "warning broker/1"},
		{"two nodes", files{"a.properties": nodeText("broker,controller", "1", uncleanOn), "b.properties": nodeText("broker,controller", "2", uncleanOn)},
			"warning broker/1, warning broker/2"},
		{"a controller that does not", files{"a.properties": nodeText("broker", "1", uncleanOn), "b.properties": nodeText("controller", "9")}, ""},
		{"a controller that does", files{"a.properties": nodeText("broker", "1", uncleanOn), "b.properties": nodeText("controller", "9", uncleanOn)}, "warning broker/9"},
		{"a controller whose value is not known", files{"a.properties": nodeText("broker", "1", uncleanOn),
			"b.properties": nodeText("controller", "9", "unclean.leader.election.enable=${X}")}, "warning broker/1"},
		{"Strimzi, and a topic that inherits it", files{"kafka.yaml": uncleanPlant("unclean.leader.election.enable: true")}, "warning broker/plant"},
		{"Strimzi, off", files{"kafka.yaml": uncleanPlant("unclean.leader.election.enable: false")}, ""},
		{"a topic that says the same", files{"kafka.yaml": strings.Replace(uncleanPlant("unclean.leader.election.enable: true"),
			"{min.insync.replicas: 2}", "{unclean.leader.election.enable: true}", 1)}, "warning broker/plant, warning topic/orders"},
		{"a topic that takes it back", files{"kafka.yaml": strings.Replace(uncleanPlant("unclean.leader.election.enable: true"),
			"{min.insync.replicas: 2}", "{unclean.leader.election.enable: false}", 1)}, "warning broker/plant"},
		{"a transactional producer writes a topic that inherits it", files{"kafka.yaml": uncleanPlant("unclean.leader.election.enable: true"),
			"producer.properties": writer, "policy.yaml": workload("clients: [producer.properties]")}, "error topic/orders, warning broker/plant"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(toldOfUnclean(t, test.files), ", "); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestUncleanElectionNamesTheFileToChange: the value is the broker's, so the
// topic's file is not where the line stands.
func TestUncleanElectionNamesTheFileToChange(t *testing.T) {
	f := one(t, UncleanElection, files{"server.properties": nodeText("broker,controller", "1", uncleanOn)})
	contains(t, f.Fix, "set unclean.leader.election.enable to false in server.properties and on every other node")
	f = one(t, UncleanElection, files{"server.properties": nodeText("broker", "1", uncleanOn)})
	contains(t, f.Message, "counts if the controllers' files say the same")
	contains(t, f.Fix, "server.properties and in the controllers' files")
	for _, f := range only(t, UncleanElection, and(and(files{"kafka.yaml": uncleanPlant("unclean.leader.election.enable: true")},
		"producer.properties", idempotentProducer), "policy.yaml", workload("clients: [producer.properties]"))) {
		contains(t, f.Fix, "kafka.yaml and on every other node")
		if f.Severity == finding.Error {
			contains(t, f.Fix, "or on the topic")
		}
	}
}

// TestUncleanElectionMatrix has a promise of the producer's on the other side
// of the comparison, so that an inherited value is told on the topic, too. The
// brokers' own findings are left out: TestUncleanElectionOnNodes has them.
func TestUncleanElectionMatrix(t *testing.T) {
	promised := func(fs files, producer string) files {
		return and(and(fs, "producer.properties", producer), "policy.yaml", workload("clients: [producer.properties]"))
	}
	byDefault := strings.Replace(idempotentProducer, "enable.idempotence=true\n", "", 1)
	inherited := and(files{"topics.yaml": strings.Replace(orders()["topics.yaml"], "cluster: plant\n", "", 1)}, "server.properties", brokerText(uncleanOn))
	onTopics := *UncleanElection
	onTopics.AlsoOn = nil
	rulestest.Matrix(t, &onTopics, rulestest.Ways{
		Declared: rulestest.Row{Files: promised(orders("unclean.leader.election.enable: true"), idempotentProducer), Severity: finding.Error},
		Default:  rulestest.Row{Files: promised(orders("unclean.leader.election.enable: true"), byDefault), Severity: finding.Error},
		Broker:   rulestest.Row{Files: promised(inherited, idempotentProducer), Severity: finding.Warning},
		Unknown:  orders(`unclean.leader.election.enable: "${UNCLEAN}"`),
	})
}

func TestUncleanElectionUnknownOnANode(t *testing.T) {
	result := rulestest.Lint(t, []*rule.Rule{UncleanElection}, files{"server.properties": nodeText("broker,controller", "1", "unclean.leader.election.enable=${X}")})
	if len(result.Findings) > 0 || len(rulestest.Skips(result, UncleanElection.Name)) != 1 {
		t.Errorf("findings %+v, skips %+v, want one skip", result.Findings, result.Skipped)
	}
}
