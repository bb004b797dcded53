package rules_test

import (
	"maps"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

const (
	topicsOfPlant = "apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics:\n"
	tenMiB        = "  - name: orders\n    partitions: 3\n    replicas: 3\n    config: {max.message.bytes: 10485760, min.insync.replicas: 2}\n"
	nodeOfPlant   = "process.roles=broker\nnode.id=1\ncontroller.quorum.bootstrap.servers=c1:9093\nlisteners=PLAINTEXT://b1:9092\n" +
		"controller.listener.names=CONTROLLER\nlog.dirs=/var/lib/kafka\n"
)

// TestAGuessTakesNoErrorAway: a file that only lies beside the others may add
// findings, and it may give a value that nobody has declared, but an error
// that stands without it must stand.
func TestAGuessTakesNoErrorAway(t *testing.T) {
	for _, world := range []struct {
		name   string
		files  rulestest.Files
		guess  rulestest.Files
		errors []string // what must be found without the guess, so that the test shows something
	}{
		{
			"a payload above the topic's limit, beside a broker with smaller segments",
			rulestest.Files{"topics.yaml": topicsOfPlant + tenMiB, "policy.yaml": "workloads:\n  - topics: [orders]\n    max_payload: 12MiB\n"},
			rulestest.Files{"server.properties": nodeOfPlant + "log.segment.bytes=1048576\n"},
			[]string{"topic/payload-exceeds-limit"},
		},
		{
			"a broker's own batch above its requests, beside a topic with larger ones",
			rulestest.Files{"server.properties": nodeOfPlant + "socket.request.max.bytes=10485760\nmessage.max.bytes=20971520\n"},
			rulestest.Files{"topics.yaml": "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - name: big\n    partitions: 1\n    replicas: 3\n" +
				"    config: {max.message.bytes: 41943040}\n"},
			[]string{"broker/request-smaller-than-batch"},
		},
		{
			"a dead-letter topic that is too small, beside another source with larger records",
			rulestest.Files{
				"topics.yaml": topicsOfPlant + tenMiB + "  - name: failed\n    partitions: 3\n    replicas: 3\n    config: {max.message.bytes: 1048576}\n",
				"policy.yaml": "workloads:\n  - topics: [orders, invoices]\n    dead_letter: failed\n",
			},
			rulestest.Files{"more.yaml": "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - name: invoices\n    partitions: 1\n    replicas: 3\n" +
				"    config: {max.message.bytes: 41943040}\n"},
			[]string{"topic/dead-letter-too-small"},
		},
		{
			"a producer above one topic's limit, beside a broker that gives another a smaller one",
			rulestest.Files{
				"producer.properties": "bootstrap.servers=b1:9092\nmax.request.size=12582912\ncompression.type=none\n",
				"topics.yaml":         topicsOfPlant + tenMiB + "  - name: invoices\n    partitions: 3\n    replicas: 3\n",
				"policy.yaml":         "workloads:\n  - topics: [orders, invoices]\n    clients: [producer.properties]\n",
			},
			rulestest.Files{"server.properties": nodeOfPlant + "message.max.bytes=2097152\n"},
			[]string{"client/request-exceeds-topic"},
		},
	} {
		t.Run(world.name, func(t *testing.T) {
			before := errorsOf(rulestest.Lint(t, rules.All(), world.files))
			for _, name := range world.errors {
				if before[name] == 0 {
					t.Fatalf("without the guess there is no error of %s: %v", name, before)
				}
			}
			both := maps.Clone(world.files)
			maps.Copy(both, world.guess)
			after := errorsOf(rulestest.Lint(t, rules.All(), both))
			for name, n := range before {
				if after[name] < n {
					t.Errorf("%s has %d errors, and %d beside a file that is only guessed to belong", name, n, after[name])
				}
			}
		})
	}
}

func errorsOf(r *finding.Result) map[string]int {
	n := map[string]int{}
	for _, f := range r.Findings {
		if f.Severity == finding.Error && f.Subject.Kind != model.KindFile {
			n[f.Rule]++
		}
	}
	return n
}
