package client

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// address is the first line of every client's file here.
const address = "bootstrap.servers=kafka-1.example.com:9092\n"

// row is one client's file and what one rule says of it.
type row struct {
	name   string
	target string          // the declared version; "" for none
	text   string          // the client's file, below its address: it starts at line 2
	files  rulestest.Files // the files beside it
	want   []string        // "SEVERITY FILE:LINE PART-OF-THE-MESSAGE"; none: nothing is found
	skips  string          // what the rule could not judge without; "" for nothing
}

// producer runs a rule over producers.
func producer(t *testing.T, r *rule.Rule, rows []row) { run(t, r, "producer.properties", rows) }

// consumer runs a rule over consumers.
func consumer(t *testing.T, r *rule.Rule, rows []row) { run(t, r, "consumer.properties", rows) }

func run(t *testing.T, r *rule.Rule, file string, rows []row) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			files := rulestest.Files{file: address + row.text}
			maps.Copy(files, row.files)
			files["policy.yaml"] = policyOf(r, row)
			result := rulestest.Lint(t, []*rule.Rule{r}, files)
			compare(t, rulestest.Of(result, r.Name), row.want)
			var needs []string
			for _, s := range rulestest.Skips(result, r.Name) {
				needs = append(needs, s.Needs)
			}
			if got := strings.Join(needs, " "); got != row.skips {
				t.Errorf("skips for want of %q, want %q", got, row.skips)
			}
		})
	}
}

// policyOf is the row's policy with its target, in a profile that has the
// rule.
func policyOf(r *rule.Rule, row row) string {
	text := row.files["policy.yaml"]
	if r.Profile() == rule.Strict {
		text = "profile: strict\n" + text
	}
	if row.target != "" {
		text = "target: \"" + row.target + "\"\n" + text
	}
	if text == "" {
		text = "profile: standard\n"
	}
	return text
}

func compare(t *testing.T, got []finding.Finding, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d findings, want %d", len(got), len(want))
	}
	for i, f := range got {
		place := f.Origin.File + ":" + strconv.Itoa(f.Origin.Line)
		if i >= len(want) {
			t.Errorf("unexpected: %s %s %s", f.Severity, place, f.Message)
			continue
		}
		head, part, _ := strings.Cut(want[i], " ")
		where, part, _ := strings.Cut(part, " ")
		if f.Severity.String() != head || place != where || !strings.Contains(f.Message, part) {
			t.Errorf("got  %s %s %s\nwant %s", f.Severity, place, f.Message, want[i])
		}
		if f.Fix == "" {
			t.Errorf("%s says no fix", f.Message)
		}
	}
}

// server is a broker that the client's address leads to, with more settings.
func server(settings string) string {
	return "process.roles=broker,controller\nnode.id=1\nlisteners=PLAINTEXT://kafka-1.example.com:9092,CONTROLLER://kafka-1.example.com:9093\n" +
		"advertised.listeners=PLAINTEXT://kafka-1.example.com:9092\ncontroller.listener.names=CONTROLLER\n" +
		"controller.quorum.voters=1@kafka-1.example.com:9093\nlog.dirs=/var/lib/kafka\n" + settings
}

// serverLine is the line at which the settings of server start.
const serverLine = "8"

// topics is a topic file of a cluster without any other name; config is the
// settings of its one topic.
func topics(cluster, config string) string {
	return "apiVersion: breakwater/v1\nkind: Topics\ncluster: " + cluster + "\ntopics:\n  - name: iot-telemetry\n    config: {" + config + "}\n"
}

// workload joins the topic with a client, and says more of it.
func workload(client, more string) string {
	text := "workloads:\n  - topics: [iot-telemetry]\n    clients: [" + client + "]\n"
	if more != "" {
		text += "    " + more + "\n"
	}
	return text
}
