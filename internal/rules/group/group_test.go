package group

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

func TestComplete(t *testing.T) { rulestest.Complete(t, "group", Rules) }

// running is a cluster of topics and groups in JSON.
func running(topics []string, groups ...string) rulestest.Files {
	return rulestest.Files{"snapshot.json": `{"schema": "breakwater.snapshot/v1", "clusters": [{"id": "abc", "brokers": [{"id": 1}], "topics": [` +
		strings.Join(topics, ",") + `], "groups": [` + strings.Join(groups, ",") + `]}]}`}
}

// topic is a topic of one partition for each pair of offsets, as "120:900", or
// a reason why they are not known.
func topic(name, config string, offsets ...string) string {
	var partitions []string
	for i, o := range offsets {
		start, end, known := strings.Cut(o, ":")
		at := fmt.Sprintf(`, "offsets": {"start": %s, "end": %s}`, start, end)
		switch {
		case o == "":
			at = ""
		case !known:
			at = fmt.Sprintf(`, "offsets": {"why": %q}`, o)
		}
		partitions = append(partitions, fmt.Sprintf(`{"id": %d, "leader": 1, "replicas": [1], "isr": [1]%s}`, i, at))
	}
	return fmt.Sprintf(`{"name": %q, "config": {%s}, "partitions": [%s]}`, name, config, strings.Join(partitions, ","))
}

// group is a group of a kind, as "classic consumer" or "share", in a state.
func group(id, kind, state, members, commits string) string {
	typ, protocol, _ := strings.Cut(kind, " ")
	return fmt.Sprintf(`{"id": %q, "type": %q, "protocol": %q, "state": %q, "coordinator": 1, "members": %s, "commits": %s}`, id, typ, protocol, state, members, commits)
}

// reader is a member that subscribes to topics; "?" does not tell.
func reader(id string, topics ...string) string {
	subscribed := "null"
	if len(topics) == 0 || topics[0] != "?" {
		subscribed = `["` + strings.Join(topics, `","`) + `"]`
	}
	return fmt.Sprintf(`{"id": "%s-uuid", "clientId": %q, "host": "/10.0.0.1", "subscribed": %s}`, id, id, subscribed)
}

func list(items ...string) string { return "[" + strings.Join(items, ",") + "]" }

func commit(topic string, partition int, offset int64) string {
	return fmt.Sprintf(`{"topic": %q, "partition": %d, "offset": %d}`, topic, partition, offset)
}

// expectation is a world and what one rule must say of it.
type expectation struct {
	name     string
	files    rulestest.Files
	severity finding.Severity // None: nothing
	says     []string
	skip     string // what the one skip needs; "" for none
}

func hold(t *testing.T, r *rule.Rule, all []expectation) {
	t.Helper()
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			if r.From == rule.Strict {
				c.files["policy.yaml"] = "profile: strict\n"
			}
			result := rulestest.Lint(t, []*rule.Rule{r}, c.files)
			skips := rulestest.Skips(result, r.Name)
			if len(skips) > 1 || len(skips) == 1 && (skips[0].Needs != c.skip || skips[0].Reason == "") || len(skips) == 0 && c.skip != "" {
				t.Errorf("skips %+v, want %q", skips, c.skip)
			}
			if c.severity == finding.None {
				for _, f := range result.Findings {
					t.Errorf("it finds: %s", f.Message)
				}
				return
			}
			if len(result.Findings) != 1 || result.Findings[0].Severity != c.severity {
				t.Fatalf("findings %+v, want one of severity %s", result.Findings, c.severity)
			}
			f := result.Findings[0]
			for _, words := range c.says {
				if !strings.Contains(f.Subject.String()+": "+f.Message+" -> "+f.Fix, words) {
					t.Errorf("it does not say %q: %s: %s -> %s", words, f.Subject, f.Message, f.Fix)
				}
			}
			if f.Fix == "" || len(f.Evidence) == 0 {
				t.Errorf("fix %q, evidence %+v", f.Fix, f.Evidence)
			}
		})
	}
}
