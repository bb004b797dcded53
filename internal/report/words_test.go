package report

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWhatWasCheckedInWords(t *testing.T) {
	for name, c := range map[string]struct {
		checked map[model.Kind]int
		want    string
	}{
		"no map":           {nil, "nothing"},
		"zeros":            {map[model.Kind]int{model.KindTopic: 0, model.KindFile: 0}, "nothing"},
		"one":              {map[model.Kind]int{model.KindTopic: 1}, "1 topic"},
		"two":              {map[model.Kind]int{model.KindTopic: 2}, "2 topics"},
		"a zero among":     {map[model.Kind]int{model.KindTopic: 2, model.KindBroker: 0, model.KindFile: 1}, "2 topics, 1 file"},
		"always one order": {map[model.Kind]int{model.KindFile: 5, model.KindCluster: 1, model.KindClient: 3, model.KindBroker: 2, model.KindTopic: 1}, "1 topic, 2 brokers, 3 clients, 1 cluster, 5 files"},
		"of a live cluster": {
			map[model.Kind]int{model.KindVoter: 3, model.KindGroup: 2, model.KindPartition: 6, model.KindTopic: 2, model.KindBroker: 1, model.KindObject: 1, model.KindCluster: 1},
			"2 topics, 6 partitions, 1 broker, 2 groups, 3 voters, 1 cluster, 1 object",
		},
		"many": {map[model.Kind]int{model.KindTopic: 1200000}, "1200000 topics"},
	} {
		t.Run(name, func(t *testing.T) {
			for range 20 { // a map's order is another each time
				if got := Checked(&finding.Result{Checked: c.checked}); got != c.want {
					t.Fatalf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

func TestThingsInASentence(t *testing.T) {
	for want, of := range map[string]map[model.Kind]int{
		"":                       nil,
		"1 broker":               {model.KindBroker: 1, model.KindCluster: 1},
		"3 brokers and 2 groups": {model.KindGroup: 2, model.KindBroker: 3},
		"3 brokers, 4 topics, 12 partitions, 1 group, 3 voters, 1 client, 2 objects and 1 file": {
			model.KindFile: 1, model.KindObject: 2, model.KindClient: 1, model.KindVoter: 3, model.KindGroup: 1, model.KindPartition: 12, model.KindTopic: 4, model.KindBroker: 3,
		},
	} {
		for range 20 {
			if got := Things(of); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
	}
	for k := model.KindCluster; k <= model.KindFile; k++ {
		if k != model.KindCluster && Things(map[model.Kind]int{k: 1}) == "" {
			t.Errorf("%s is not counted", k)
		}
		if Checked(&finding.Result{Checked: map[model.Kind]int{k: 1}}) == "nothing" {
			t.Errorf("%s was checked, and it is not said", k)
		}
	}
}

func TestSeverities(t *testing.T) {
	of := func(severities ...finding.Severity) *finding.Result {
		r := &finding.Result{}
		for _, s := range severities {
			r.Findings = append(r.Findings, finding.Finding{Severity: s})
		}
		return r
	}
	for want, r := range map[string]*finding.Result{
		"":                               of(),
		"1 error":                        of(finding.Error),
		"2 errors, 1 warning and 1 hint": of(finding.Info, finding.Error, finding.Warning, finding.Error),
		"3 hints":                        of(finding.Info, finding.Info, finding.Info),
	} {
		if got := And(Severities(r)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAnd(t *testing.T) {
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := And(words); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
