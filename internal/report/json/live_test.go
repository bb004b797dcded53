package json

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

func TestClustersThatWereSeen(t *testing.T) {
	r := &finding.Result{Command: "scan", Clusters: []finding.Seen{
		{Name: "plant", ID: "MkU3OEVBNTcwNTJENDM2Qg", Kafka: []string{"4.1", "4.3"}, Brokers: 3, Answered: 2}, {Name: "depot", Brokers: 1},
	}}
	want := []clusterJSON{{"plant", "MkU3OEVBNTcwNTJENDM2Qg", []string{"4.1", "4.3"}, 3, 2}, {"depot", "", []string{}, 1, 0}}
	if got := decoded(t, r).Clusters; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	text := string(written(t, r))
	if !strings.Contains(text, `"kafka": []`) || strings.Contains(text, `"id": ""`) || strings.Contains(text, "null") {
		t.Errorf("got\n%s", text)
	}
}

// TestALintSaysNothingOfClusters: it saw none.
func TestALintSaysNothingOfClusters(t *testing.T) {
	if got := written(t, reporttest.Result()); bytes.Contains(got, []byte(`"clusters": [`)) || bytes.Contains(got, []byte(`"notAsked"`)) {
		t.Errorf("got\n%s", got)
	}
}

func TestFactsThatNobodyWasAskedFor(t *testing.T) {
	r := &finding.Result{Command: "scan", NotAsked: []model.Fact{model.FactDocuments, model.FactClientConfig}}
	if got := decoded(t, r).NotAsked; !reflect.DeepEqual(got, []string{"documents", "client config"}) {
		t.Errorf("got %q", got)
	}
}

// TestTheTargetOfAScan is the oldest line that runs, and nothing where it is
// not certain which that is.
func TestTheTargetOfAScan(t *testing.T) {
	seen := func(brokers, answered int, lines ...string) finding.Seen {
		return finding.Seen{Name: "plant", Kafka: lines, Brokers: brokers, Answered: answered}
	}
	for name, c := range map[string]struct {
		target model.Version
		seen   []finding.Seen
		want   string
	}{
		"files alone":            {model.Version{}, nil, ""},
		"one line":               {model.Version{}, []finding.Seen{seen(3, 3, "4.3")}, "4.3"},
		"the oldest, by numbers": {model.Version{}, []finding.Seen{seen(3, 3, "4.10", "4.9")}, "4.9"},
		"of two clusters":        {model.Version{}, []finding.Seen{seen(1, 1, "4.3"), seen(1, 1, "3.9")}, "3.9"},
		"a broker is silent":     {model.Version{}, []finding.Seen{seen(3, 2, "4.3")}, ""},
		"a version not known":    {model.Version{}, []finding.Seen{seen(1, 1, "4.3"), seen(1, 1)}, ""},
		"no version":             {model.Version{}, []finding.Seen{seen(2, 2, "4.3", "unknown")}, ""},
		"declared":               {model.Version{Major: 4, Minor: 1}, []finding.Seen{seen(3, 2, "4.3")}, "4.1"},
		"with a patch":           {model.Version{}, []finding.Seen{seen(1, 1, "4.3.1")}, "4.3"},
	} {
		if got := decoded(t, &finding.Result{Command: "scan", Target: c.target, Clusters: c.seen}).Target.Kafka; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestEveryConsequenceStands beside its cause: folding is for people.
func TestEveryConsequenceStands(t *testing.T) {
	for _, w := range reporttest.Worlds() {
		got := decoded(t, w.Result).Findings
		if len(got) != len(w.Result.Findings) {
			t.Errorf("%s: %d findings of %d", w.Name, len(got), len(w.Result.Findings))
		}
		for i := range got {
			if got[i].CausedBy != w.Result.Findings[i].CausedBy {
				t.Errorf("%s: finding %d is caused by %q", w.Name, i, got[i].CausedBy)
			}
		}
	}
}
