package cluster

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// voted is a past in which the quorum had voters.
type voted struct {
	model.History
	ids []int32
}

func (v voted) Since() int64                      { return 0 }
func (v voted) Voters() []int32                   { return v.ids }
func (v voted) Broker(int32) []model.BrokerMoment { return nil }

// TestAVoterIsMissed although it holds no replica, also by a look that the quorum
// has told nothing.
func TestAVoterIsMissed(t *testing.T) {
	for name, c := range map[string]struct {
		quorum *model.Quorum
		past   model.History
		want   finding.Severity
	}{
		"it voted when the quorum last told":             {nil, voted{ids: []int32{1, 2, 3}}, finding.Error},
		"the quorum is silent":                           {&model.Quorum{Leader: -1, Silent: &model.Silence{}}, voted{ids: []int32{1, 2, 3}}, finding.Error},
		"others voted":                                   {nil, voted{ids: []int32{4, 5, 6}}, finding.Info},
		"the quorum never told":                          {nil, voted{}, finding.Info},
		"nothing is remembered":                          {nil, nil, finding.Info},
		"it votes no more, as the quorum that tells has": {&model.Quorum{Leader: 1, Voters: []model.QuorumReplica{{ID: 1}}}, voted{ids: []int32{1, 2, 3}}, finding.Info},
	} {
		at := model.Place{Names: []string{"kafka:abc"}}
		b := model.NewBuilder(time.UnixMilli(60_000))
		b.Broker(&model.Broker{Name: "1", Place: at, Seen: &model.Sighting{ID: 1, Listed: true, Holds: 1, Answer: model.Answered}})
		b.Broker(&model.Broker{Name: "3", Place: at, Seen: &model.Sighting{ID: 3, Address: "b3:9092", Answer: model.Refused, Known: []string{"the look before"}}})
		b.Topic(&model.Topic{Name: "orders", Place: at, Layout: &model.Layout{Partitions: []model.Partition{{Leader: 1, Replicas: []int32{1}, ISR: []int32{1}}}}})
		b.Cluster(&model.Cluster{Place: at, ID: "abc", Quorum: c.quorum})
		now, before := b.Snapshots()
		scope.Resolve(nil, now, before)
		w := rule.NewWorld(now, before)
		w.Past = func(string) model.History { return c.past }
		got := rule.Run([]*rule.Rule{BrokerMissing}, w, &rule.Settings{}, rule.Options{Strict: true}).Findings
		if len(got) != 1 || got[0].Subject.Name != "3" || got[0].Severity != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
