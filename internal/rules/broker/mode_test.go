package broker

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func one(text string) rulestest.Files { return rulestest.Files{"server.properties": text} }

func TestProcessRolesMissing(t *testing.T) {
	const noRoles = "node.id=1\nlisteners=PLAINTEXT://b1:9092\nlog.dirs=/var/lib/kafka\n"
	tell(t, ProcessRolesMissing, []told{
		{"not declared", one(noRoles), finding.Error, []string{"does not start", "process.roles=broker"}, 0},
		{"declared 4.1", with(one(noRoles), "policy.yaml", target("4.1")), finding.Error, nil, 0},
		{"empty", one(noRoles + "process.roles=\n"), finding.Error, nil, 0},
		{"on ZooKeeper", one(zoo), finding.None, nil, 0},
		{"on ZooKeeper, declared 4.1", with(one(zoo), "policy.yaml", target("4.1")), finding.None, nil, 0},
		{"set", one(whole), finding.None, nil, 0},
		{"filled in later", one(noRoles + "process.roles=${env:ROLES}\n"), finding.None, nil, 0},
		{"a part of a configuration", one("log.dirs=/d\nlog.retention.hours=24\nnum.io.threads=8\n"), finding.None, nil, 0},
		{"managed", strimzi("3"), finding.None, nil, 0},
	})
}

func TestZooKeeperMode(t *testing.T) {
	tell(t, ZooKeeperMode, []told{
		{"on ZooKeeper", one(zoo), finding.Info, []string{"Kafka 4.0 and later do not support", "z1.example.org:2181"}, 4},
		{"declared 3.9", with(one(zoo), "policy.yaml", target("3.9")), finding.Info, nil, 4},
		{"declared 4.1 is removed-key", with(one(zoo), "policy.yaml", target("4.1")), finding.None, nil, 0},
		{"migrating is another rule", one(zoo + "zookeeper.metadata.migration.enable=true\n"), finding.None, nil, 0},
		{"KRaft", one(whole), finding.None, nil, 0},
		{"an operator's cluster with node pools", strimzi("3", "zookeeper.connect: z1:2181"), finding.None, nil, 0},
		{
			"an operator's cluster without a version",
			rulestest.Files{"kafka.yaml": strings.Replace(plant("3", "zookeeper.connect: z1:2181"), "    version: 4.1.0\n", "", 1)},
			finding.None, nil, 0,
		},
	})
}

func TestMigrationUnfinished(t *testing.T) {
	tell(t, MigrationUnfinished, []told{
		{
			"a broker",
			one(zoo + "zookeeper.metadata.migration.enable=true\n"),
			finding.Error, []string{"half way", "no way back"}, 5,
		},
		{
			"a controller on 3.9",
			with(one("process.roles=controller\nnode.id=3000\nzookeeper.connect=z:2181\nzookeeper.metadata.migration.enable=true\n"), "policy.yaml", target("3.9")),
			finding.Error, nil, 4,
		},
		{"off", one(zoo + "zookeeper.metadata.migration.enable=false\n"), finding.None, nil, 0},
		{
			"declared 4.1 is removed-key",
			with(one(zoo+"zookeeper.metadata.migration.enable=true\n"), "policy.yaml", target("4.1")),
			finding.None, nil, 0,
		},
	})
}

// node is a KRaft node with a list of voters.
func node(roles, id, voters string) string {
	return "process.roles=" + roles + "\nnode.id=" + id + "\nlisteners=PLAINTEXT://n" + id + ".example.org:9092\ncontroller.quorum.voters=" + voters + "\n"
}

const voters = "1@n1.example.org:9093,2@n2.example.org:9093,3@n3.example.org:9093"

func TestQuorumConfig(t *testing.T) {
	tell(t, QuorumConfig, []told{
		{
			"neither",
			one("process.roles=broker\nnode.id=1\nlog.dirs=/d\nlisteners=PLAINTEXT://:9092\n"),
			finding.Error, []string{"does not know its controllers"}, 0,
		},
		{
			"both are accepted",
			one(node("controller", "1", voters) + "controller.quorum.bootstrap.servers=n1:9093\n"),
			finding.None, nil, 0,
		},
		{"servers alone", one(whole), finding.None, nil, 0},
		{
			"a controller that is no voter",
			one(node("controller", "4", voters)),
			finding.Error, []string{"node.id is 4", "does not start"}, 4,
		},
		{"both roles, no voter", one(node("broker,controller", "4", voters)), finding.Error, nil, 4},
		{
			"a broker that is a voter",
			one(node("broker", "2", voters)),
			finding.Error, []string{"that no controller has"}, 2,
		},
		{"a broker", one(node("broker", "4", voters)), finding.None, nil, 0},
		{"a voter", one(node("controller", "3", voters)), finding.None, nil, 0},
		{"an id with spaces around", one(node("controller", "3", "1@a:9093, 3@c:9093")), finding.None, nil, 0},
		{"on ZooKeeper", one(zoo), finding.None, nil, 0},
		{"managed", strimzi("3"), finding.None, nil, 0},
		{"another node's list", rulestest.Files{
			"breakwater.yaml":      "scopes: {plant: {files: [\"n*/**\"]}}\n",
			"n1/server.properties": node("controller", "1", voters),
			"n2/server.properties": node("controller", "2", voters),
			"n3/server.properties": node("controller", "3", "1@n1.example.org:9093,3@n3.example.org:9093"),
		}, finding.Error, []string{"nodes with different lists"}, 4},
		{"another order", rulestest.Files{
			"n1/server.properties": node("controller", "1", voters),
			"n2/server.properties": node("controller", "2", "3@n3.example.org:9093,2@n2.example.org:9093,1@n1.example.org:9093"),
		}, finding.None, nil, 0},
		{"two clusters in one directory", rulestest.Files{
			"dev.properties":  node("controller", "1", "1@dev:9093"),
			"prod.properties": node("controller", "2", "2@prod:9093"),
		}, finding.None, nil, 0},
	})
}

// TestQuorumConfigBlamesTheOddOne reports the node that differs from most.
func TestQuorumConfigBlamesTheOddOne(t *testing.T) {
	odd := "1@n1.example.org:9093,2@n2.example.org:9093"
	got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{QuorumConfig}, rulestest.Files{
		"breakwater.yaml":      "scopes: {plant: {files: [\"n*/**\"]}}\n",
		"n1/server.properties": node("controller", "1", odd),
		"n2/server.properties": node("controller", "2", voters),
		"n3/server.properties": node("controller", "3", voters),
	}), QuorumConfig.Name)
	if len(got) != 1 || got[0].Origin.File != "n1/server.properties" || len(got[0].Evidence) != 2 {
		t.Errorf("findings %+v, want one in n1/server.properties with both lists", got)
	}
}

func TestQuorumConfigSkipsUnknown(t *testing.T) {
	for name, text := range map[string]string{
		"voters": node("controller", "1", "${env:VOTERS}"),
		"id":     node("controller", "${env:ID}", voters),
	} {
		result := rulestest.Lint(t, []*rule.Rule{QuorumConfig}, one(text))
		if len(rulestest.Of(result, QuorumConfig.Name)) > 0 || len(rulestest.Skips(result, QuorumConfig.Name)) == 0 {
			t.Errorf("%s: findings %v, skips %v; want a skip alone", name, result.Findings, result.Skipped)
		}
	}
}
