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
		"many":             {map[model.Kind]int{model.KindTopic: 1200000}, "1200000 topics"},
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

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 topics", 1: "1 topic", 2: "2 topics", 11: "11 topics", 101: "101 topics"} {
		if got := Plural(n, "topic"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
