package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// onBrokers is a topic of a cluster with an exact number of brokers; "" for no
// number.
func onBrokers(brokers, replicas, minISR string) files {
	fs := files{"topic.yaml": strings.Replace(strimziTopic("kafka", replicas), "min.insync.replicas: 2", "min.insync.replicas: "+minISR, 1)}
	if brokers != "" {
		fs["pool.yaml"] = pool(brokers)
	}
	return fs
}

func TestFixOfLayout(t *testing.T) {
	const safe, more = "set replicas: 3 and min.insync.replicas: 2", "add brokers until there are 3, then set replicas: 3 and min.insync.replicas: 2"
	for _, c := range []struct {
		rule                      *rule.Rule
		brokers, replicas, minISR string
		want                      string
	}{
		{MinISROne, "", "2", "1", safe},
		{MinISROne, "", "3", "1", "set min.insync.replicas: 2"},
		{MinISROne, "2", "2", "1", more},
		{MinISROne, "3", "2", "1", safe},
		{MinISROne, "3", "5", "1", "set replicas: 3 and min.insync.replicas: 2"},
		{MinISREqualsReplicas, "", "2", "2", safe},
		{MinISREqualsReplicas, "", "3", "3", "set min.insync.replicas: 2, or replicas: 4"},
		{MinISREqualsReplicas, "3", "3", "3", "set min.insync.replicas: 2"},
		{MinISREqualsReplicas, "4", "3", "3", "set min.insync.replicas: 2, or replicas: 4"},
		{MinISREqualsReplicas, "3", "5", "5", "set replicas: 3 and min.insync.replicas: 2"},
		{MinISREqualsReplicas, "1", "2", "2", more},
		{MinISRAboveReplicas, "", "1", "2", "set replicas: 3, so that 2 copies exist and one more may be down"},
		{MinISRAboveReplicas, "3", "1", "3", safe},
		{MinISRAboveReplicas, "1", "1", "2", more},
		{MinISRAboveReplicas, "", "2", "3", safe},
		{MinISRAboveReplicas, "", "3", "4", "set min.insync.replicas: 2, or replicas: 5"},
		{MinISRAboveReplicas, "3", "3", "4", "set min.insync.replicas: 2"},
		{TooFewReplicas, "", "2", "2", safe},
		{TooFewReplicas, "2", "2", "2", more},
		{ReplicasExceedBrokers, "3", "5", "2", "set replicas: 3, or add brokers first"},
		{ReplicasExceedBrokers, "3", "5", "5", "set replicas: 3 and min.insync.replicas: 2, or add brokers first"},
		{ReplicasExceedBrokers, "1", "3", "2", "set replicas: 1 and min.insync.replicas: 1, or add brokers first"},
	} {
		t.Run(c.rule.Name+" "+c.replicas+" and "+c.minISR+" on "+c.brokers, func(t *testing.T) {
			if f := one(t, c.rule, onBrokers(c.brokers, c.replicas, c.minISR)); f.Fix != c.want {
				t.Errorf("%q, want %q", f.Fix, c.want)
			}
		})
	}
}

// TestLayoutsThatAreAdvisedAreQuiet does what the fixes say, on as many
// brokers as they ask for: none of the rules may send the author back.
func TestLayoutsThatAreAdvisedAreQuiet(t *testing.T) {
	layout := []*rule.Rule{MinISROne, MinISREqualsReplicas, MinISRAboveReplicas, TooFewReplicas, ReplicasExceedBrokers}
	for _, fs := range []files{
		onBrokers("", "3", "2"), onBrokers("3", "3", "2"), onBrokers("", "4", "3"), onBrokers("5", "5", "4"),
	} {
		if got := rulestest.Lint(t, layout, fs).Findings; len(got) > 0 {
			t.Errorf("%+v gives %+v", fs, got)
		}
	}
}
