package history

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestWhatALookAllowsToConclude: that something is gone is believed only where
// nothing says that it may have been overlooked.
func TestWhatALookAllowsToConclude(t *testing.T) {
	type concluded struct{ topics, groups, counted, moves bool }
	groups := []model.Gap{{Fact: model.FactGroups}}
	cases := []struct {
		name   string
		change func(*model.Scope)
		gaps   []model.Gap
		want   concluded
	}{
		{"all was told", func(*model.Scope) {}, nil, concluded{true, true, true, true}},
		{"another fact is missing", func(*model.Scope) {}, []model.Gap{{Fact: model.FactLogDirs}, {Fact: model.FactOffsets}}, concluded{true, true, true, true}},
		{"metadata are missing", func(*model.Scope) {}, metadataGap(model.Unreachable), concluded{groups: true}},
		{"topics are hidden", func(*model.Scope) {}, metadataGap(model.Denied), concluded{groups: true, counted: true, moves: true}},
		{"topics are hidden, and metadata missing", func(*model.Scope) {}, append(metadataGap(model.Denied), metadataGap(model.TimedOut)...), concluded{groups: true}},
		{"groups are missing", func(*model.Scope) {}, groups, concluded{topics: true, counted: true, moves: true}},
		{"no group", func(s *model.Scope) { s.Cluster.Groups = nil }, nil, concluded{topics: true, counted: true, moves: true}},
		{"no broker answers", func(s *model.Scope) { s.Cluster.Dark = true }, nil, concluded{}},
		{"no topic, and a broker answers", func(s *model.Scope) { s.Topics = nil }, nil, concluded{true, true, true, true}},
		{"no topic, and no broker that answers", func(s *model.Scope) { s.Topics, s.Brokers[0].Seen.Answer = nil, model.Refused }, nil, concluded{groups: true}},
		{"topics of files alone", func(s *model.Scope) { s.Topics[0].Layout, s.Brokers = nil, nil }, nil, concluded{groups: true}},
		{"a controller that is silent", func(s *model.Scope) { s.Cluster.Quorum = &model.Quorum{Silent: &model.Silence{}} }, nil, concluded{true, true, true, false}},
		{"a controller that answers", func(s *model.Scope) { s.Cluster.Quorum = &model.Quorum{Leader: 1} }, nil, concluded{true, true, true, true}},
		{"nobody could ask for moves", func(s *model.Scope) { s.Cluster.MovesKnown = false }, nil, concluded{true, true, true, false}},
		{"metadata are missing, and moves are told", func(s *model.Scope) { s.Cluster.Moving = []model.TopicPartition{{Topic: "t"}} },
			metadataGap(model.TimedOut), concluded{groups: true, moves: true}},
	}
	for _, c := range cases {
		scope := live(topicOf("t", "a", 1))
		scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answered}}}
		scope.Cluster.Groups = []*model.Group{groupOf("g", nil)}
		c.change(scope)
		l := newLook(0, scope, c.gaps)
		if got := (concluded{l.allTopics, l.allGroups, l.counted, l.movesKnown}); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
