package cluster

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TestALookThatWasCutShort has seen brokers, and nothing of the cluster that they
// are of. No rule takes that for a mistake of its own.
func TestALookThatWasCutShort(t *testing.T) {
	for _, answer := range []model.Answer{model.Answered, model.Refused, model.Silent, model.Unheard} {
		s := &model.Scope{Name: "plant", Brokers: []*model.Broker{
			{Name: "1", Seen: &model.Sighting{ID: 1, Address: "b1:9092", Answer: model.Answered, Listed: true}},
			{Name: "2", Seen: &model.Sighting{ID: 2, Address: "b2:9092", Answer: answer}},
		}}
		found := rule.Run(Rules, rule.NewWorld(&model.Snapshot{Brokers: s.Brokers, Scopes: []*model.Scope{s}}, &model.Snapshot{}), &rule.Settings{}, rule.Options{}).Findings
		for _, f := range found {
			if f.Rule == BrokerMissing.Name && answer == model.Unheard {
				t.Errorf("a broker that was not heard is called missing: %s", f.Message)
			}
		}
	}
}
