package cluster

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{rule.NamedBrokers(3), "broker 3"},
		{rule.NamedBrokers(2, 3), "brokers 2 and 3"},
		{rule.NamedBrokers(1, 2, 3), "brokers 1, 2 and 3"},
		{finding.Plural(0, "topic"), "0 topics"},
		{finding.Plural(1, "topic"), "1 topic"},
		{finding.Plural(2, "topic"), "2 topics"},
		{verb(1, "is", "are"), "is"},
		{verb(0, "is", "are"), "are"},
		{verb(2, "is", "are"), "are"},
		{some(nil), ""},
		{some([]string{"a"}), "a"},
		{some([]string{"a", "b", "c", "d", "e"}), "a, b, c, d, e"},
		{some([]string{"a", "b", "c", "d", "e", "f"}), "a, b, c, d, e and 1 more"},
		{listOrNone(nil), "none"},
		{listOrNone([]int32{3, 1}), "3,1"},
		{noOtherCopy(1), "1 partition has no other complete copy that is up"},
		{noOtherCopy(2), "2 partitions have no other complete copy that is up"},
		{wouldLead(1), "an empty broker would lead and lose all of its records"},
		{wouldLead(2), "an empty broker would lead and lose all of their records"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestCommandsGoToABrokerThatAnswers, and to a place to fill in where none
// does.
func TestCommandsGoToABrokerThatAnswers(t *testing.T) {
	for _, c := range []struct {
		name    string
		brokers []string
		want    string
	}{
		{"the first", []string{broker(1), broker(2)}, "b1:9092"},
		{"the first is dead", []string{broker(1, killed), broker(2)}, "b2:9092"},
		{"the first has no address", []string{`{"id": 1}`, broker(2)}, "b2:9092"},
		{"all are dead", []string{broker(1, killed)}, "HOST:PORT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			probe := &rule.Rule{Name: "cluster/probe", Severity: finding.Info, On: model.KindCluster, Needs: connections,
				Check: func(p *rule.Pass) { p.Report("%s", address(p)).Fix("none") }}
			got := rulestest.LintWith(t, []*rule.Rule{probe}, &rule.Settings{Profile: rule.Strict}, plant{brokers: c.brokers}.files()).Findings
			if len(got) != 1 || got[0].Message != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}
