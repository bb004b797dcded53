package broker

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

// whole is the start of a broker's configuration that no rule objects to.
const whole = `process.roles=broker
node.id=4
controller.quorum.bootstrap.servers=c1.example.org:9093
listeners=PLAINTEXT://b4.example.org:9092
controller.listener.names=CONTROLLER
log.dirs=/var/lib/kafka
`

// zoo is the start of a configuration that runs on ZooKeeper.
const zoo = `broker.id=1
listeners=PLAINTEXT://b1.example.org:9092
log.dirs=/var/lib/kafka
zookeeper.connect=z1.example.org:2181
`

// target is a policy that declares the version of Kafka.
func target(version string) string { return "target: \"" + version + "\"\n" }

// three are three brokers of one cluster, each with some more lines.
func three(lines string) rulestest.Files {
	files := rulestest.Files{}
	for _, id := range []string{"1", "2", "3"} {
		files["b"+id+"/server.properties"] = "process.roles=broker\nnode.id=" + id + "\n" +
			"controller.quorum.bootstrap.servers=c1.example.org:9093\nlisteners=PLAINTEXT://b" + id + ".example.org:9092\n" + lines
	}
	return files
}

// plant is a Strimzi cluster of three controllers and some brokers, with some
// lines below spec.kafka.config.
func plant(brokers string, config ...string) string {
	return `apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: controllers, labels: {strimzi.io/cluster: plant}}
spec: {replicas: 3, roles: [controller]}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: brokers, labels: {strimzi.io/cluster: plant}}
spec:
  replicas: ` + brokers + `
  roles: [broker]
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: plant}
spec:
  kafka:
    version: 4.1.0
    config:
      num.partitions: 3
      ` + strings.Join(config, "\n      ") + "\n"
}

// told is what one rule is expected to say.
type told struct {
	name     string
	files    rulestest.Files
	severity finding.Severity // None: nothing
	says     []string         // parts of the message, or of the fix
	line     int              // of the finding; 0: any
}

// tell runs a rule alone over a table.
func tell(t *testing.T, r *rule.Rule, table []told) {
	t.Helper()
	for _, c := range table {
		t.Run(c.name, func(t *testing.T) {
			got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{r}, c.files), r.Name)
			if c.severity == finding.None {
				if len(got) > 0 {
					t.Fatalf("it finds: %s", got[0].Message)
				}
				return
			}
			if len(got) == 0 {
				t.Fatal("it finds nothing")
			}
			f := got[0]
			if f.Severity != c.severity {
				t.Errorf("severity %s, want %s: %s", f.Severity, c.severity, f.Message)
			}
			for _, part := range c.says {
				if !strings.Contains(f.Message+" "+f.Fix, part) {
					t.Errorf("neither message nor fix has %q:\n%s\n%s", part, f.Message, f.Fix)
				}
			}
			if c.line != 0 && f.Origin.Line != c.line {
				t.Errorf("it points to line %d, want %d", f.Origin.Line, c.line)
			}
		})
	}
}

// server is one file of a broker: the whole start and some lines.
func server(lines string) rulestest.Files {
	return rulestest.Files{"server.properties": whole + lines}
}

// with is the files and one more.
func with(files rulestest.Files, name, text string) rulestest.Files {
	out := rulestest.Files{name: text}
	for n, x := range files {
		out[n] = x
	}
	return out
}
