package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

func TestEveryRuleIsListed(t *testing.T) { rulestest.Complete(t, "cluster", Rules) }

// plant is a running cluster in the making: brokers, topics and further
// members of the cluster, as JSON.
type plant struct {
	brokers, topics, more []string
	gaps                  []string
}

// healthy is three brokers and no topic.
func healthy() plant { return plant{brokers: []string{broker(1), broker(2), broker(3)}} }

// with is the plant with one broker in another state.
func (p plant) with(id int, more ...string) plant {
	brokers := append([]string(nil), p.brokers...)
	brokers[id-1] = broker(id, more...)
	p.brokers = brokers
	return p
}

// of is the plant with these topics.
func (p plant) of(topics ...string) plant {
	p.topics = topics
	return p
}

// and is the plant with a further member, as "moving".
func (p plant) and(more string) plant {
	p.more = append(append([]string(nil), p.more...), more)
	return p
}

// ruled is the plant under three dedicated controllers, of which one leads.
func (p plant) ruled() plant {
	return p.and(`"id": "k3yIdXlvRrWXhG4TcZ0kAw"`).and(`"quorum": {"leader": 101, "epoch": 4, "highWatermark": 90, "toldBy": 1,
		"voters": [{"id": 101, "logEnd": 90}, {"id": 102, "logEnd": 90}, {"id": 103, "logEnd": 90}]}`)
}

// combined is the plant whose brokers are the voters, too.
func (p plant) combined() plant {
	return p.and(`"quorum": {"leader": 1, "epoch": 4, "highWatermark": 90, "toldBy": 1,
		"voters": [{"id": 1, "logEnd": 90}, {"id": 2, "logEnd": 90}, {"id": 3, "logEnd": 90}]}`)
}

// lacking is the plant of which a fact was not told.
func (p plant) lacking(fact, why string) plant {
	p.gaps = append(append([]string(nil), p.gaps...), fmt.Sprintf(`{"fact": %q, "subject": {"kind": "cluster"}, "why": %q, "detail": "there may be more"}`, fact, why))
	return p
}

func (p plant) files() rulestest.Files {
	members := append([]string{`"name": "plant"`, `"brokers": [` + strings.Join(p.brokers, ",") + `]`, `"topics": [` + strings.Join(p.topics, ",\n") + `]`}, p.more...)
	gaps := ""
	if len(p.gaps) > 0 {
		gaps = `"gaps": [` + strings.Join(p.gaps, ",") + `], `
	}
	return rulestest.Files{"snapshot.json": `{"schema": "breakwater.snapshot/v1", ` + gaps + `"clusters": [{` + strings.Join(members, ",\n") + `}]}`}
}

// broker is one that answers, unless more says otherwise.
func broker(id int, more ...string) string {
	return fmt.Sprintf(`{"id": %d, %s}`, id, strings.Join(append([]string{fmt.Sprintf(`"address": "b%d:9092"`, id)}, more...), ", "))
}

// What may become of a broker.
const (
	killed = `"answer": "refused"`                                   // and nobody has noticed
	dead   = `"answer": "refused", "unlisted": true, "fenced": true` // and fenced
	hung   = `"answer": "silent", "detail": "no answer within 2 s"`
)

// topic is one with a value of min.insync.replicas, as JSON.
func topic(name, minISR string, partitions ...string) string {
	config := ""
	if minISR != "" {
		config = `"config": {"min.insync.replicas": ` + minISR + `}, `
	}
	for i, p := range partitions {
		partitions[i] = fmt.Sprintf(`{"id": %d, %s}`, i, p)
	}
	return fmt.Sprintf(`{"name": %q, "toldBy": 1, %s"partitions": [%s]}`, name, config, strings.Join(partitions, ", "))
}

// part is a partition; lists are as "1,2,3".
func part(leader int, replicas, isr string, offline ...string) string {
	return fmt.Sprintf(`"leader": %d, "replicas": [%s], "isr": [%s], "offline": [%s]`, leader, replicas, isr, strings.Join(offline, ","))
}

const unknownMin = `{"unknown": "the right to describe the topic's configuration is missing"}`

// run judges a plant by the whole family.
func (p plant) run(t *testing.T) *finding.Result {
	t.Helper()
	return rulestest.LintWith(t, Rules, &rule.Settings{Profile: rule.Strict}, p.files())
}

// found lists what was found as "RULE SUBJECT SEVERITY".
func found(r *finding.Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, fmt.Sprintf("%s %s %s", strings.TrimPrefix(f.Rule, "cluster/"), f.Subject, f.Severity))
	}
	return out
}

// one is the only finding of a rule.
func one(t *testing.T, r *finding.Result, of *rule.Rule) finding.Finding {
	t.Helper()
	got := rulestest.Of(r, of.Name)
	if len(got) != 1 {
		t.Fatalf("%d findings of %s, want 1: %v", len(got), of.Name, found(r))
	}
	return got[0]
}

// says fails unless a text has every part.
func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q\n does not say %q", text, part)
		}
	}
}

// evidenceOf is the value of one piece of evidence; "" if there is none.
func evidenceOf(f finding.Finding, name string) string {
	for _, e := range f.Evidence {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}

// TestAHealthyCluster finds nothing, by all rules, advice included.
func TestAHealthyCluster(t *testing.T) {
	p := healthy().of(topic("orders", `"2"`, part(1, "1,2,3", "1,2,3"), part(2, "2,3,1", "3,1,2"), part(3, "3,1,2", "1,2,3")),
		topic("__consumer_offsets", `"2"`, part(1, "1,2,3", "1,2,3")), topic("one", unknownMin, part(2, "2", "2")))
	result := p.run(t)
	if len(result.Findings) > 0 || len(result.Skipped) > 0 {
		t.Errorf("it finds %v and skips %+v", found(result), result.Skipped)
	}
}

// TestFilesAlone: a cluster that nobody looked at has no state. The rules are
// not even asked.
func TestFilesAlone(t *testing.T) {
	result := rulestest.Lint(t, Rules, rulestest.Files{"topics.yaml": "apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics:\n  - {name: a, partitions: 3, replicas: 3}\n",
		"server.properties": "process.roles=broker\nnode.id=1\nlog.dirs=/d\n"})
	if len(result.Findings)+len(result.Skipped) > 0 || len(result.NotAsked) == 0 {
		t.Errorf("findings %v, skips %v, not asked %v", found(result), result.Skipped, result.NotAsked)
	}
}

// TestFilesBesideACluster: what is only declared has no state either, and is no
// broker of the running cluster.
func TestFilesBesideACluster(t *testing.T) {
	files := healthy().of(topic("orders", `"2"`, part(1, "1,2,3", "1,2,3"))).files()
	files["topics.yaml"] = "apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics:\n  - {name: planned, partitions: 3, replicas: 3}\n"
	files["server.properties"] = "process.roles=broker\nnode.id=7\nlog.dirs=/d\n"
	if result := rulestest.LintWith(t, Rules, &rule.Settings{Profile: rule.Strict}, files); len(result.Findings) > 0 {
		t.Errorf("it finds %v", found(result))
	}
}
