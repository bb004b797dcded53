package change

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

func TestComplete(t *testing.T) { rulestest.Complete(t, "change", Rules) }

// state is a topic at one side of a change; nil if it is not there.
type state struct {
	partitions int
	settings   string // "a=1 b=2"
	recreated  bool
}

const line = 7 // of every value in a state

func (s *state) topic(name string) *model.Topic {
	at := model.AtFile("plan.json", line, 1)
	t := &model.Topic{Name: name, Recreated: s.recreated, Place: model.Place{File: "plan.json", Names: []string{"terraform:lkc-1"}},
		At: model.AtFile("plan.json", 1, 1), Partitions: model.KnownValue(strconv.Itoa(s.partitions), at)}
	if s.partitions == 0 {
		t.Partitions = model.UnknownValue("", "it is known after apply", at)
	}
	for setting := range strings.FieldsSeq(s.settings) {
		key, value, _ := strings.Cut(setting, "=")
		v := model.KnownValue(value, at)
		if value == "?" {
			v = model.UnknownValue("", "it is known after apply", at)
		}
		t.Config.Set(key, v, at)
	}
	return t
}

// changed runs one rule on a change of one topic.
func changed(t *testing.T, r *rule.Rule, name string, before, after *state) rule.Outcome {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	if before != nil {
		b.TopicBefore(before.topic(name))
	}
	if after != nil {
		b.Topic(after.topic(name))
	}
	now, was := b.Snapshots()
	scope.Resolve(nil, now, was)
	return rule.Run([]*rule.Rule{r}, rule.NewWorld(now, was), &rule.Settings{Target: model.Version{Major: 4, Minor: 3}}, rule.Options{Strict: true})
}

func TestChanges(t *testing.T) {
	for _, test := range []struct {
		name, topic   string
		rule          *rule.Rule
		before, after *state
		want          finding.Severity
		says          string
	}{
		{"deleted", "orders", TopicDestroyed, &state{partitions: 12}, nil, finding.Error, "all its records are lost"},
		{"replaced", "orders", TopicDestroyed, &state{partitions: 12}, &state{partitions: 6, recreated: true}, finding.Error, "creates it anew"},
		{"created", "orders", TopicDestroyed, nil, &state{partitions: 12}, finding.None, ""},
		{"kept", "orders", TopicDestroyed, &state{partitions: 12}, &state{partitions: 12}, finding.None, ""},

		{"fewer", "orders", PartitionsDecrease, &state{partitions: 12}, &state{partitions: 6}, finding.Error, "from 12 to 6"},
		{"fewer, by replacement", "orders", PartitionsDecrease, &state{partitions: 12}, &state{partitions: 6, recreated: true}, finding.Error, "from 12 to 6"},
		{"as many", "orders", PartitionsDecrease, &state{partitions: 12}, &state{partitions: 12}, finding.None, ""},
		{"more", "orders", PartitionsDecrease, &state{partitions: 12}, &state{partitions: 24}, finding.None, ""},
		{"not known", "orders", PartitionsDecrease, &state{partitions: 12}, &state{}, finding.None, ""},
		{"new", "orders", PartitionsDecrease, nil, &state{partitions: 6}, finding.None, ""},
		{"gone", "orders", PartitionsDecrease, &state{partitions: 6}, nil, finding.None, ""},

		{"more of a compacted topic", "customers", PartitionsIncreaseKeyed, &state{12, "cleanup.policy=compact", false}, &state{24, "cleanup.policy=compact", false}, finding.Warning, "keys move to other partitions"},
		{"more of both policies", "customers", PartitionsIncreaseKeyed, &state{12, "", false}, &state{24, "cleanup.policy=compact,delete", false}, finding.Warning, "keys move"},
		{"more of a stream", "orders", PartitionsIncreaseKeyed, &state{partitions: 12}, &state{partitions: 24}, finding.None, ""},
		{"more of Streams' state", "app-store-changelog", PartitionsIncreaseKeyed, &state{partitions: 12}, &state{partitions: 24}, finding.Error, "refuses to start"},
		{"more of Streams' repartition", "app-by-id-repartition", PartitionsIncreaseKeyed, &state{partitions: 12}, &state{partitions: 24}, finding.Error, "refuses to start"},
		{"fewer of Streams' state", "app-store-changelog", PartitionsIncreaseKeyed, &state{partitions: 12}, &state{partitions: 6}, finding.None, ""},
		{"more, by replacement", "app-store-changelog", PartitionsIncreaseKeyed, &state{partitions: 12}, &state{partitions: 24, recreated: true}, finding.None, ""},

		{"to compact", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=delete", false}, &state{12, "cleanup.policy=compact", false}, finding.Warning, "from delete to compact"},
		{"from the default to compact", "orders", CleanupPolicyFlip, &state{partitions: 12}, &state{12, "cleanup.policy=compact", false}, finding.Warning, "records without a key are refused"},
		{"to delete", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=compact", false}, &state{12, "cleanup.policy=delete", false}, finding.Warning, "older than the retention"},
		{"back to the default", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=compact", false}, &state{partitions: 12}, finding.Warning, "from compact to delete"},
		{"delete beside compact", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=compact", false}, &state{12, "cleanup.policy=compact,delete", false}, finding.Warning, "older than the retention"},
		{"delete taken away", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=compact,delete", false}, &state{12, "cleanup.policy=compact", false}, finding.None, ""},
		{"in another order", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=compact,delete", false}, &state{12, "cleanup.policy=delete,compact", false}, finding.None, ""},
		{"to the default that it was", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=delete", false}, &state{partitions: 12}, finding.None, ""},
		{"to what is not known", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=delete", false}, &state{12, "cleanup.policy=?", false}, finding.None, ""},
		{"of a topic that goes", "orders", CleanupPolicyFlip, &state{12, "cleanup.policy=delete", false}, nil, finding.None, ""},

		{"shorter", "orders", RetentionCut, &state{12, "retention.ms=604800000", false}, &state{12, "retention.ms=3600000", false}, finding.Warning, "retention.ms goes from 7 d to 1 h"},
		{"shorter than the default", "orders", RetentionCut, &state{partitions: 12}, &state{12, "retention.ms=3600000", false}, finding.Warning, "retention.ms goes from 7 d to 1 h"},
		{"limited at last", "orders", RetentionCut, &state{12, "retention.ms=-1", false}, &state{12, "retention.ms=3600000", false}, finding.Warning, "to 1 h: what is older is deleted"},
		{"smaller", "orders", RetentionCut, &state{12, "retention.bytes=2147483648", false}, &state{12, "retention.bytes=1073741824", false}, finding.Warning, "retention.bytes goes from 2 GiB to 1 GiB for each partition"},
		{"longer", "orders", RetentionCut, &state{12, "retention.ms=3600000 retention.bytes=1", false}, &state{12, "retention.ms=-1 retention.bytes=2", false}, finding.None, ""},
		{"shorter, of what is only compacted", "orders", RetentionCut, &state{12, "retention.ms=604800000", false}, &state{12, "retention.ms=3600000 cleanup.policy=compact", false}, finding.None, ""},
		{"shorter, by replacement", "orders", RetentionCut, &state{12, "retention.ms=604800000", false}, &state{12, "retention.ms=3600000", true}, finding.None, ""},
		{"of an unknown length", "orders", RetentionCut, &state{12, "retention.ms=604800000", false}, &state{12, "retention.ms=?", false}, finding.None, ""},
		{"of a topic that is new", "orders", RetentionCut, nil, &state{12, "retention.ms=1", false}, finding.None, ""},

		{"removed", "orders", OverrideRemoved, &state{12, "retention.ms=2592000000", false}, &state{partitions: 12}, finding.Info, "from then on 604800000 counts (default of Kafka 4.3.1)"},
		{"removed, and the default is the same", "orders", OverrideRemoved, &state{12, "retention.ms=604800000", false}, &state{partitions: 12}, finding.None, ""},
		{"altered", "orders", OverrideRemoved, &state{12, "retention.ms=1000", false}, &state{12, "retention.ms=2000", false}, finding.None, ""},
		{"added", "orders", OverrideRemoved, &state{partitions: 12}, &state{12, "retention.ms=2000", false}, finding.None, ""},
		{"replaced by what is not known", "orders", OverrideRemoved, &state{12, "retention.ms=1000", false}, &state{12, "retention.ms=?", false}, finding.None, ""},
		{"a key that no topic has", "orders", OverrideRemoved, &state{12, "retention.hours=1", false}, &state{partitions: 12}, finding.None, ""},
	} {
		t.Run(test.rule.Name+" "+test.name, func(t *testing.T) {
			out := changed(t, test.rule, test.topic, test.before, test.after)
			if test.want == finding.None {
				for _, f := range out.Findings {
					t.Errorf("finds %s: %s", f.Severity, f.Message)
				}
				return
			}
			if len(out.Findings) != 1 {
				t.Fatalf("%d findings, want 1: %+v", len(out.Findings), out.Findings)
			}
			f := out.Findings[0]
			if f.Severity != test.want || !strings.Contains(f.Message, test.says) || f.Fix == "" || f.Origin.File != "plan.json" {
				t.Errorf("%s at %s: %s; fix %q", f.Severity, f.Origin, f.Message, f.Fix)
			}
			if f.Subject.String() != "topic/"+test.topic {
				t.Errorf("is about %s", f.Subject)
			}
		})
	}
}

func TestWhatIsNotKnownIsSkipped(t *testing.T) {
	out := changed(t, PartitionsDecrease, "orders", &state{partitions: 12}, &state{})
	if len(out.Skipped) != 1 || out.Skipped[0].Needs != "partitions" {
		t.Errorf("skips %+v", out.Skipped)
	}
	out = changed(t, CleanupPolicyFlip, "orders", &state{12, "cleanup.policy=delete", false}, &state{12, "cleanup.policy=?", false})
	if len(out.Skipped) != 1 || out.Skipped[0].Needs != "cleanup.policy" {
		t.Errorf("skips %+v", out.Skipped)
	}
}

func TestEveryRemovedOverrideIsTold(t *testing.T) {
	out := changed(t, OverrideRemoved, "orders", &state{12, "retention.ms=1000 segment.ms=2000 cleanup.policy=delete", false}, &state{partitions: 12})
	var about []string
	for _, f := range out.Findings {
		about = append(about, f.Discriminator)
	}
	if strings.Join(about, " ") != "retention.ms segment.ms" {
		t.Errorf("about %q", about)
	}
}

func TestAChangeNeedsTheStateBefore(t *testing.T) {
	for _, r := range Rules {
		if r.Reads&rule.ReadsBefore == 0 {
			t.Errorf("%s does not say that it reads the state before", r.Name)
		}
		if out := changed(t, r, "orders", nil, &state{12, "cleanup.policy=compact", false}); len(out.Findings) > 0 {
			t.Errorf("%s judges a new topic: %s", r.Name, out.Findings[0].Message)
		}
	}
}
