package change

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TestBothSidesOfAChangeAreEvidence holds that a reader sees what was and what
// will be, and that the one is not taken for the other.
func TestBothSidesOfAChangeAreEvidence(t *testing.T) {
	for _, test := range []struct {
		rule          *rule.Rule
		topic         string
		before, after *state
		want          []string // NAME=VALUE
		fix           string
	}{
		{PartitionsDecrease, "orders", &state{partitions: 12}, &state{partitions: 6},
			[]string{"partitions before=12", "partitions=6"}, "set partitions: 12 again"},
		{PartitionsIncreaseKeyed, "customers", &state{12, "cleanup.policy=compact", false}, &state{24, "cleanup.policy=compact", false},
			[]string{"partitions before=12", "partitions=24", "cleanup.policy=compact"}, "set partitions: 12 again"},
		{PartitionsIncreaseKeyed, "app-store-changelog", &state{partitions: 12}, &state{partitions: 24},
			[]string{"partitions before=12", "partitions=24"}, "kafka-streams-application-reset.sh"},
		{CleanupPolicyFlip, "orders", &state{12, "cleanup.policy=delete", false}, &state{12, "cleanup.policy=compact", false},
			[]string{"cleanup.policy before=delete", "cleanup.policy=compact"}, "set cleanup.policy: delete again"},
		{OverrideRemoved, "orders", &state{12, "retention.ms=1000", false}, &state{partitions: 12},
			[]string{"retention.ms before=1000", "retention.ms=604800000"}, "keep retention.ms: 1000"},
		{TopicDestroyed, "orders", &state{partitions: 12}, nil, nil, "terraform state rm"},
		{TopicDestroyed, "orders", &state{partitions: 12}, &state{12, "", true}, nil, "prevent_destroy = true"},
	} {
		t.Run(test.rule.Name+" "+test.topic, func(t *testing.T) {
			out := changed(t, test.rule, test.topic, test.before, test.after)
			if len(out.Findings) != 1 {
				t.Fatalf("%d findings, want 1", len(out.Findings))
			}
			var got []string
			for _, e := range out.Findings[0].Evidence {
				got = append(got, e.Name+"="+e.Value)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("evidence %q, want %q", got, test.want)
			}
			if fix := out.Findings[0].Fix; !strings.Contains(fix, test.fix) {
				t.Errorf("fix %q, want %q in it", fix, test.fix)
			}
		})
	}
}

// TestARecreatedTopicIsOneFinding holds that what is lost with the topic is
// not told again setting by setting.
func TestARecreatedTopicIsOneFinding(t *testing.T) {
	before := &state{12, "cleanup.policy=compact retention.ms=1000", false}
	after := &state{24, "cleanup.policy=delete", true}
	var got []string
	for _, r := range Rules {
		for _, f := range changed(t, r, "orders", before, after).Findings {
			got = append(got, f.Rule+" "+f.Severity.String())
		}
	}
	if want := []string{"change/topic-destroyed error"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAPolicyThatWasNotKnownIsNotJudged holds that an unknown policy before is
// not taken for none at all, to which every policy is a change.
func TestAPolicyThatWasNotKnownIsNotJudged(t *testing.T) {
	for _, after := range []string{"compact", "delete"} {
		out := changed(t, CleanupPolicyFlip, "orders", &state{12, "cleanup.policy=?", false}, &state{12, "cleanup.policy=" + after, false})
		if len(out.Findings) > 0 || len(out.Skipped) != 1 {
			t.Errorf("to %s: findings %+v, skips %+v", after, out.Findings, out.Skipped)
		}
	}
}

func TestAnOverrideThatStaysDoesNotHideOneThatGoes(t *testing.T) {
	out := changed(t, OverrideRemoved, "orders", &state{12, "segment.ms=1000 retention.hours=1 retention.ms=1000", false}, &state{12, "segment.ms=1000", false})
	if len(out.Findings) != 1 || out.Findings[0].Discriminator != "retention.ms" {
		t.Errorf("%+v, want one about retention.ms", out.Findings)
	}
}

// TestAPolicyThatIsNotKnownIsSkipped holds that more partitions of a topic
// which may be compacted are not taken for harmless.
func TestAPolicyThatIsNotKnownIsSkipped(t *testing.T) {
	out := changed(t, PartitionsIncreaseKeyed, "customers", &state{12, "cleanup.policy=?", false}, &state{24, "cleanup.policy=?", false})
	if len(out.Findings) > 0 || len(out.Skipped) != 1 || out.Skipped[0].Needs != "cleanup.policy" {
		t.Errorf("findings %+v, skips %+v", out.Findings, out.Skipped)
	}
	out = changed(t, PartitionsIncreaseKeyed, "app-store-changelog", &state{12, "cleanup.policy=?", false}, &state{24, "cleanup.policy=?", false})
	if len(out.Findings) != 1 || out.Findings[0].Severity != finding.Error {
		t.Errorf("a name of Kafka Streams says enough, and it gives %+v", out.Findings)
	}
}
