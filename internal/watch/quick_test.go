package watch

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// TestWhatAQuickLookJudges: whoever needs groups, offsets or the quorum waits, and
// a look that wants all of these leaves nobody out.
func TestWhatAQuickLookJudges(t *testing.T) {
	judged := 0
	for _, r := range rules.All() {
		waits := r.Needs.Has(model.FactGroups) || r.Needs.Has(model.FactOffsets) || r.Needs.Has(model.FactQuorum)
		if beyond(r, quickly()) != waits {
			t.Errorf("%s waits: %v", r.Name, !waits)
		}
		if beyond(r, often()) {
			t.Errorf("%s is never judged", r.Name)
		}
		if !waits {
			judged++
		}
	}
	for _, must := range []string{"cluster/broker-missing", "cluster/under-min-isr", "cluster/partition-leaderless", "watch/blind"} {
		if unasked(rules.All(), quickly())[must] {
			t.Errorf("%s is not judged by a quick look", must)
		}
	}
	if judged < 10 {
		t.Errorf("%d rules are judged", judged)
	}
}

// boardOf is a cluster with a topic of one partition, whose log ends somewhere.
func boardOf(id string, end int64) *board.Cluster {
	topic := &model.Topic{Name: "orders", Layout: &model.Layout{TopicID: id, Partitions: []model.Partition{{Offsets: model.Offsets{End: end, EndKnown: end > 0}}}}}
	return &board.Cluster{Scope: &model.Scope{Cluster: &model.Cluster{}, Topics: []*model.Topic{topic},
		Brokers: []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answered}}, {Seen: &model.Sighting{ID: 2, Answer: model.Refused}}}}}
}

func endOf(c *board.Cluster) int64 { return c.Scope.Topics[0].Layout.Partitions[0].Offsets.End }

// TestMerged keeps of a whole look what a quick one has not asked for, and nothing
// of what has become another thing since.
func TestMerged(t *testing.T) {
	whole := boardOf("a", 70)
	whole.Scope.Cluster.Groups, whole.Scope.Cluster.Quorum = []*model.Group{{ID: "billing"}}, &model.Quorum{Leader: 1}
	whole.Lag, whole.Behind = []lag.Group{{ID: "billing"}}, []lag.Broker{{ID: 1}, {ID: 2}}
	c := merged(boardOf("a", 0), whole)
	if len(c.Scope.Cluster.Groups) != 1 || c.Scope.Cluster.Quorum == nil || len(c.Lag) != 1 || endOf(c) != 70 {
		t.Errorf("%+v", c.Scope.Cluster)
	}
	if len(c.Behind) != 1 || c.Behind[0].ID != 1 {
		t.Errorf("behind are %+v, and broker 2 does not answer", c.Behind)
	}
	if end := endOf(merged(boardOf("b", 0), whole)); end != 0 {
		t.Errorf("a topic that was made anew ends at %d", end)
	}
	dark := boardOf("a", 0)
	dark.Scope.Cluster.Dark = true
	if c = merged(dark, whole); len(c.Scope.Cluster.Groups) > 0 {
		t.Error("groups are shown of a cluster of which nobody answers")
	}
	if c = merged(&board.Cluster{}, whole); c.Scope != nil || len(c.Lag) != 1 {
		t.Errorf("of a look that saw nothing: %+v", c)
	}
}
