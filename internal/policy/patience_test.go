package policy_test

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// What the policy says reaches the rule, the later of two entries first, and
// what it does not say is left to the rule.
func TestPatienceOfRules(t *testing.T) {
	minISR := *policytest.Rules()[1]
	minISR.Settle, minISR.Clear = 5*time.Second, 0
	for text, want := range map[string][2]time.Duration{
		"{}": {5 * time.Second, rule.ClearDefault},
		"{topic/min-isr-one: {settle: 1m, clear: 30s}}":            {time.Minute, 30 * time.Second},
		"{topic/min-isr-one: {settle: 0}}":                         {0, rule.ClearDefault},
		"{topic/min-isr-one: {clear: 0}}":                          {5 * time.Second, 0},
		"{topic/min-isr-one: {settle: 1500}}":                      {1500 * time.Millisecond, rule.ClearDefault},
		"{topic/*: {settle: 1h30min, clear: 24h}}":                 {90 * time.Minute, 24 * time.Hour},
		"{topic/*: {settle: 2m}, topic/min-isr-one: {settle: 3m}}": {3 * time.Minute, rule.ClearDefault},
		"{tuning/*: {settle: 2m}}":                                 {5 * time.Second, rule.ClearDefault},
		"{topic/min-isr-one: {severity: info}}":                    {5 * time.Second, rule.ClearDefault},
	} {
		settings := parse(t, "rules: "+text).Settings
		settle, clearing := settings.Patience(&minISR)
		if settle != want[0] || clearing != want[1] {
			t.Errorf("%s: got %s and %s, want %s and %s", text, settle, clearing, want[0], want[1])
		}
	}
}

func TestWhatAWatchRuns(t *testing.T) {
	for name, c := range map[string]struct {
		rule rule.Rule
		want bool
	}{
		"topics":               {rule.Rule{On: model.KindTopic}, true},
		"partitions":           {rule.Rule{On: model.KindPartition}, true},
		"clients":              {rule.Rule{On: model.KindClient}, false},
		"files":                {rule.Rule{On: model.KindFile}, false},
		"objects":              {rule.Rule{On: model.KindObject}, false},
		"clients, and brokers": {rule.Rule{On: model.KindClient, AlsoOn: []model.Kind{model.KindBroker}}, true},
		"changes":              {rule.Rule{On: model.KindTopic, Reads: rule.ReadsBefore}, false},
		"the past":             {rule.Rule{On: model.KindTopic, Reads: rule.ReadsHistory}, true},
	} {
		if got := policy.Watched(&c.rule); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
