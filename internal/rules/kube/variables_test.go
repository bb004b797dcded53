package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// configured is the set of brokers by an image with variables, and a command or none.
func configured(t *testing.T, image, command string, variables ...string) string {
	t.Helper()
	env := "          env:\n"
	for i := 0; i+1 < len(variables); i += 2 {
		env += "            - {name: " + variables[i] + ", value: \"" + variables[i+1] + "\"}\n"
	}
	return with(t, brokers, "          image: example.org/kafka:4.1\n", "          image: "+image+"\n"+command, "          env:\n", env)
}

const starts = "          command: [/opt/kafka/bin/kafka-server-start.sh, /config/server.properties]\n"

// TestTheVariablesOfAnImageAreItsOwn: a name that the image makes no setting of says
// nothing, and what the command sets is not known.
func TestTheVariablesOfAnImageAreItsOwn(t *testing.T) {
	const run, by = "          command: [sh, -c, 'export ", "=9; exec /etc/kafka/docker/run']\n"
	for name, c := range map[string]struct {
		image, command, prefix string
		found                  bool
	}{
		"Apache's":                          {"apache/kafka:4.1.1", "", "KAFKA_", true},
		"Bitnami's":                         {"bitnami/kafka:4.0", "", "KAFKA_CFG_", true},
		"nobody's, as Apache's":             {"example.org/kafka", "", "KAFKA_", true},
		"nobody's, as Bitnami's":            {"example.org/kafka", "", "KAFKA_CFG_", true},
		"Bitnami's under Apache's names":    {"bitnami/kafka:4.0", "", "KAFKA_", false},
		"Apache's under Bitnami's names":    {"apache/kafka:4.1.1", "", "KAFKA_CFG_", false},
		"beside a command that starts":      {"example.org/kafka", starts, "KAFKA_", true},
		"beside one, as Bitnami's":          {"example.org/kafka", starts, "KAFKA_CFG_", true},
		"overruled by the command":          {"apache/kafka:4.1.1", run + "KAFKA_ADVERTISED_LISTENERS=x KAFKA_DEFAULT_REPLICATION_FACTOR" + by, "KAFKA_", false},
		"overruled by a command that knows": {"example.org/kafka", run + "KAFKA_ADVERTISED_LISTENERS=x KAFKA_DEFAULT_REPLICATION_FACTOR" + "=9; exec kafka-server-start.sh f']\n", "KAFKA_", false},
	} {
		t.Run(name, func(t *testing.T) {
			text := configured(t, c.image, c.command, c.prefix+"LISTENERS", "IN://:9092", c.prefix+"ADVERTISED_LISTENERS", "IN://$(POD_IP):9093",
				c.prefix+"DEFAULT_REPLICATION_FACTOR", "7")
			r := rulestest.Lint(t, Rules, rulestest.Files{"kafka.yaml": text})
			for _, rule := range []string{"kube/advertised-port-mismatch", "kube/scale-below-replication"} {
				found := rulestest.Of(r, rule)
				if (len(found) == 1) != c.found || len(found) > 1 {
					t.Errorf("%s found %v", rule, found)
				}
				for _, f := range found {
					if e := f.Evidence[0]; strings.Contains(e.Name, "KAFKA") || e.Origin.Line == 0 {
						t.Errorf("%s rests on %+v, want the setting where its variable stands", rule, e)
					}
				}
			}
		})
	}
}

// TestAFactorOfAnotherFileIsOnlyLikely: that it is of the same cluster is a guess.
func TestAFactorOfAnotherFileIsOnlyLikely(t *testing.T) {
	files := rulestest.Files{"a/kafka.yaml": brokers, "a/server.properties": "process.roles=broker\nnode.id=1\ndefault.replication.factor=7\n"}
	found := rulestest.Of(rulestest.Lint(t, Rules, files), "kube/scale-below-replication")
	if len(found) != 1 || found[0].Severity.String() != "warning" || !strings.Contains(found[0].Message, "default.replication.factor is 7 and the cluster has 6 brokers") {
		t.Errorf("found %v", found)
	}
	files["a/server.properties"] = "process.roles=broker\nnode.id=1\ndefault.replication.factor=${N}\n"
	if r := rulestest.Lint(t, Rules, files); len(rulestest.Skips(r, "kube/scale-below-replication")) != 1 {
		t.Errorf("nobody learns that the factor is not known: %v", r.Skipped)
	}
}

// TestAnOperatorReadsNoVariables: it writes the broker's file itself.
func TestAnOperatorReadsNoVariables(t *testing.T) {
	says(t, with(t, strimziCluster, "      default.replication.factor: 3\n", "", "    template:\n",
		"    template:\n      kafkaContainer: {env: [{name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: '9'}]}\n"))
}

// TestOneCopyCountsByTheRuleOfTheImage: as it does for every other setting.
func TestOneCopyCountsByTheRuleOfTheImage(t *testing.T) {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: kafka-broker}}\nspec: {containers: [{name: kafka, image: IMAGE, env: [{name: NAME, value: ' 1 '}], resources: {limits: {memory: 8Gi}}, volumeMounts: [{name: d, mountPath: /bitnami/kafka/data}]}], volumes: [{name: d, emptyDir: {}}]}\n"
	at := func(image, name string) string { return strings.NewReplacer("IMAGE", image, "NAME", name).Replace(pod) }
	says(t, at("bitnami/kafka", "KAFKA_CFG_OFFSETS_TOPIC_REPLICATION_FACTOR"), "warning log-dir-ephemeral")
	says(t, at("bitnami/kafka", "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"), "error log-dir-ephemeral", "error no-node-spread")
}
