package sourcetest

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

var everything = model.FactsOf(model.FactDocuments, model.FactTopicConfig, model.FactTopicLayout,
	model.FactBrokerConfig, model.FactBrokerCount, model.FactQuorum, model.FactClientConfig)

func TestFaults(t *testing.T) {
	at := model.AtFile("f", 1, 1)
	here := model.Place{File: "f"}
	known, homeless := model.KnownValue("1", at), model.KnownValue("1", model.Origin{})
	config := func(v model.Value, at model.Origin) (c model.Config) {
		c.Set("k", v, at)
		return c
	}
	tests := map[string]struct {
		can  model.Facts
		from model.Snapshot
		want []string
	}{
		"a good world": {everything, model.Snapshot{
			Topics:   []*model.Topic{{Name: "t", Place: here, At: at, Partitions: known, Config: config(known, at)}},
			Brokers:  []*model.Broker{{Name: "b", Place: model.Place{Names: []string{"cluster:a"}}, At: at, Version: known}},
			NodeSets: []*model.NodeSet{{Name: "n", Place: here, At: at, Count: known}},
			Clients:  []*model.Client{{Name: "c", Place: here, At: at, Config: config(known, at)}},
			Docs:     []*model.Document{{Path: "f"}, {Path: "g"}},
			Gaps:     []model.Gap{{Why: model.Unreadable, Detail: "does not exist"}},
		}, nil},
		"an empty world": {model.Facts{}, model.Snapshot{}, nil},
		"more than it can": {model.Facts{}, model.Snapshot{Clients: []*model.Client{{Name: "c", Place: here, At: at}}},
			[]string{"brings client config, which Can does not have"}},
		"a layout it cannot": {everything.Without(model.FactsOf(model.FactTopicLayout)), model.Snapshot{Topics: []*model.Topic{{Name: "t", Place: here, At: at, Replicas: known}}},
			[]string{"brings topic layout, which Can does not have"}},
		"a gap it cannot have": {model.Facts{}, model.Snapshot{Gaps: []model.Gap{{Fact: model.FactQuorum, Why: model.Denied, Detail: "no right"}}},
			[]string{"has a gap in quorum, which Can does not have"}},
		"a gap without a reason": {everything, model.Snapshot{Gaps: []model.Gap{{Scope: model.Subject{Kind: model.KindFile, Name: "f"}}}},
			[]string{"has a gap for file/f without a reason"}},
		"a document twice": {everything, model.Snapshot{Docs: []*model.Document{{Path: "f"}, {Path: "f"}}},
			[]string{`has a document "f" twice, or without a path`}},
		"a thing from nowhere": {everything, model.Snapshot{Brokers: []*model.Broker{{Name: "b"}}},
			[]string{"broker b has no origin", "broker b has no place"}},
		"a setting from nowhere": {everything, model.Snapshot{Clients: []*model.Client{{Name: "c", Place: here, At: at, Config: config(homeless, at)}}},
			[]string{"client c: k has no origin"}},
		"a key from nowhere": {everything, model.Snapshot{Topics: []*model.Topic{{Name: "t", Place: here, At: at, Config: config(known, model.Origin{})}}},
			[]string{"topic t: k has no origin"}},
		"a value from nowhere": {everything, model.Snapshot{NodeSets: []*model.NodeSet{{Name: "n", Place: here, At: at, Count: homeless}}},
			[]string{"node set n: count has no origin"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := faults(tt.can, &tt.from); !slices.Equal(got, tt.want) {
				t.Errorf("faults %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSettleCountsWhatRunsOn(t *testing.T) {
	if left := settle(1 << 20); left < 1 {
		t.Errorf("%d goroutines", left)
	}
}
