package finding

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestGapsHaveOneOrder: brokers answer in any order, and two scans of one
// cluster are compared by their text.
func TestGapsHaveOneOrder(t *testing.T) {
	gap := func(fact model.Fact, kind model.Kind, name, detail string) model.Gap {
		return model.Gap{Fact: fact, Scope: model.Subject{Kind: kind, Name: name}, Detail: detail}
	}
	want := []model.Gap{
		gap(model.FactDocuments, model.KindFile, "z", ""), gap(model.FactDocuments, model.KindFile, "a", ""),
		gap(model.FactBrokerConfig, model.KindBroker, "1", ""), gap(model.FactBrokerConfig, model.KindBroker, "2", "a"),
		gap(model.FactBrokerConfig, model.KindBroker, "2", "b"), gap(model.FactGroups, model.KindCluster, "", ""),
	}
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5}, {5, 4, 0, 3, 2, 1}, {2, 0, 5, 1, 4, 3}} {
		r := Result{}
		for _, i := range order {
			r.Gaps = append(r.Gaps, want[i])
		}
		r.Sort()
		if !slices.Equal(r.Gaps, want) {
			t.Errorf("%v: %v", order, r.Gaps)
		}
	}
}
