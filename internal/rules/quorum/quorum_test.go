package quorum

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

// pools is a Strimzi cluster of so many controllers and brokers.
func pools(controllers, brokers string) rulestest.Files {
	pool := func(name, replicas string) string {
		return "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: " + name + ", labels: {strimzi.io/cluster: plant}}\n" +
			"spec:\n  replicas: " + replicas + "\n  roles: [" + name + "]\n---\n"
	}
	return rulestest.Files{"kafka.yaml": pool("controller", controllers) + pool("broker", brokers) +
		"apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant}\nspec: {kafka: {version: 4.1.0, config: {num.partitions: 3}}}\n"}
}

// node is a KRaft node with n voters.
func node(roles, id string, n int) string {
	all := []string{"1@c1:9093", "2@c2:9093", "3@c3:9093", "4@c4:9093", "5@c5:9093", "6@c6:9093"}
	return "process.roles=" + roles + "\nnode.id=" + id + "\nlisteners=PLAINTEXT://n" + id + ":9092\ncontroller.quorum.voters=" + strings.Join(all[:n], ",") + "\n"
}

// local is a node whose addresses name a different machine on each machine.
func local(roles, id string) string {
	return "process.roles=" + roles + "\nnode.id=" + id + "\nlisteners=PLAINTEXT://:9092\ncontroller.quorum.voters=1@localhost:9093\n"
}

// named puts all files into one declared scope.
func named(files rulestest.Files) rulestest.Files {
	files["breakwater.yaml"] = "scopes: {plant: {files: [\"**\"]}}\n"
	return files
}

func TestVoters(t *testing.T) {
	for _, c := range []struct {
		name     string
		rule     *rule.Rule
		files    rulestest.Files
		severity finding.Severity // None: nothing
		says     string
	}{
		{"4 in pools", EvenVoters, pools("4", "3"), finding.Warning, "survives the failure of 1, as 3 voters would"},
		{"6 in a list", EvenVoters, named(rulestest.Files{"c.properties": node("controller", "1", 6)}), finding.Warning, "survives the failure of 2"},
		{"3", EvenVoters, pools("3", "3"), finding.None, ""},
		{"2 are few", EvenVoters, pools("2", "3"), finding.None, ""},
		{"5", EvenVoters, named(rulestest.Files{"c.properties": node("controller", "1", 5)}), finding.None, ""},
		{"not known", EvenVoters, pools("${N}", "3"), finding.None, ""},
		{"2 in pools", FewVoters, pools("2", "3"), finding.Warning, "the failure of either stops it"},
		{"2 in a list", FewVoters, named(rulestest.Files{"c.properties": node("controller", "1", 2)}), finding.Warning, "2 voters"},
		{"1 for 3 brokers", FewVoters, pools("1", "3"), finding.Error, "1 voter for 3 brokers"},
		{"1 for 1 broker", FewVoters, pools("1", "1"), finding.None, ""},
		{"1 for a number not known", FewVoters, pools("1", "${N}"), finding.None, ""},
		{"1 in lists of two brokers", FewVoters, named(rulestest.Files{"a.properties": node("broker,controller", "1", 1), "b.properties": node("broker", "7", 1)}), finding.Error, "1 voter for 2 brokers"},
		{"the same, put together by the directory", FewVoters, rulestest.Files{"a.properties": local("broker,controller", "1"), "b.properties": local("broker", "7")}, finding.Warning, "declare a scope"},
		{"lists of different length", FewVoters, named(rulestest.Files{"a.properties": node("broker,controller", "1", 1), "b.properties": node("broker", "7", 2)}), finding.None, ""},
		{"3", FewVoters, pools("3", "3"), finding.None, ""},
		{"nothing said", FewVoters, named(rulestest.Files{"a.properties": "broker.id=1\nlog.dirs=/d\nzookeeper.connect=z:2181\n"}), finding.None, ""},
	} {
		t.Run(c.rule.Name+" "+c.name, func(t *testing.T) {
			got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{c.rule}, c.files), c.rule.Name)
			switch {
			case c.severity == finding.None && len(got) > 0:
				t.Errorf("it finds: %s", got[0].Message)
			case c.severity == finding.None:
			case len(got) != 1:
				t.Errorf("%d findings, want 1", len(got))
			case got[0].Severity != c.severity || !strings.Contains(got[0].Message, c.says):
				t.Errorf("%s: %s; want %s with %q", got[0].Severity, got[0].Message, c.severity, c.says)
			case !got[0].Origin.Written() || len(got[0].Evidence) == 0:
				t.Errorf("origin %v, evidence %v: want the line to change and its value", got[0].Origin, got[0].Evidence)
			}
		})
	}
}

// TestVotersThatNobodyKnowsAreSkipped: silence would say that the quorum is
// sound.
func TestVotersThatNobodyKnowsAreSkipped(t *testing.T) {
	twoPools := pools("3", "3")
	twoPools["more.yaml"] = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: more, labels: {strimzi.io/cluster: plant}}\n" +
		"spec:\n  replicas: ${N}\n  roles: [controller]\n"
	differ := named(rulestest.Files{"a.properties": node("broker,controller", "1", 1), "b.properties": node("broker", "7", 2)})
	unknown := named(rulestest.Files{"a.properties": strings.Replace(node("broker,controller", "1", 1), "voters=1@c1:9093", "voters=${VOTERS}", 1)})
	for _, c := range []struct {
		name  string
		rule  *rule.Rule
		files rulestest.Files
		needs string // "" for no skip
	}{
		{"a pool", EvenVoters, pools("${N}", "3"), "voter count"},
		{"a pool", FewVoters, pools("${N}", "3"), "voter count"},
		{"one pool of two", EvenVoters, twoPools, "voter count"},
		{"one pool of two, the other is enough", FewVoters, twoPools, ""},
		{"lists that differ", EvenVoters, differ, "voter count"},
		{"lists that differ", FewVoters, differ, "voter count"},
		{"a list", EvenVoters, unknown, "voter count"},
		{"a list", FewVoters, unknown, "voter count"},
		{"the brokers of one voter", FewVoters, pools("1", "${N}"), "broker count"},
		{"the brokers of three voters", FewVoters, pools("3", "${N}"), ""},
		{"the brokers of four voters", EvenVoters, pools("4", "${N}"), ""},
	} {
		t.Run(c.rule.Name+" "+c.name, func(t *testing.T) {
			got := rulestest.Skips(rulestest.Lint(t, []*rule.Rule{c.rule}, c.files), c.rule.Name)
			switch {
			case c.needs == "" && len(got) > 0:
				t.Errorf("it skips %q: %s", got[0].Needs, got[0].Reason)
			case c.needs == "":
			case len(got) != 1 || got[0].Needs != c.needs || got[0].Reason == "":
				t.Errorf("skips %+v, want one of %q", got, c.needs)
			}
		})
	}
}

func TestFewVotersIsOffInMinimal(t *testing.T) {
	files := pools("1", "3")
	files["policy.yaml"] = "profile: minimal\n"
	if got := rulestest.Lint(t, Rules, files).Findings; len(got) > 0 {
		t.Errorf("it finds: %s", got[0].Message)
	}
}

func TestFewVotersMatrix(t *testing.T) {
	rulestest.Matrix(t, FewVoters, rulestest.Ways{
		Declared: rulestest.Row{Files: pools("1", "3"), Severity: finding.Error},
		Default:  rulestest.Row{Cannot: "neither a number of voters nor one of brokers has a default"},
		Broker: rulestest.Row{Severity: finding.Error,
			Files: named(rulestest.Files{"a.properties": node("broker,controller", "1", 1), "b.properties": node("broker", "7", 1)})},
		Unknown: pools("1", "${N}"),
	})
}

func TestEvenVotersMatrix(t *testing.T) {
	rulestest.Matrix(t, EvenVoters, rulestest.Ways{
		Declared: rulestest.Row{Cannot: "it reads one number"},
		Default:  rulestest.Row{Cannot: "a number of voters has no default"},
		Broker:   rulestest.Row{Cannot: "it reads one number"},
		Unknown:  pools("${N}", "3"),
	})
}
