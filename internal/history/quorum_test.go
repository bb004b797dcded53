package history

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestQuorum(t *testing.T) {
	s := New()
	replica := func(id int32, end int64) model.QuorumReplica { return model.QuorumReplica{ID: id, LogEnd: end} }
	looks := []*model.Quorum{
		{Leader: 1, Epoch: 5, Voters: []model.QuorumReplica{replica(1, 1000), replica(2, 990), replica(3, -1)}, Observers: []model.QuorumReplica{replica(4, 900)}},
		nil,
		{Leader: -1, Silent: &model.Silence{}},
		{Leader: 1, Epoch: 5, Voters: []model.QuorumReplica{replica(1, -1), replica(2, 990)}},
		{Leader: 2, Epoch: 6, Voters: []model.QuorumReplica{replica(1, 1000), replica(2, 1100), replica(3, 1101)}},
		{Leader: -1, Epoch: 7, Voters: []model.QuorumReplica{replica(1, 1000), replica(2, 1100)}},
	}
	for i, q := range looks {
		scope := live()
		scope.Cluster.Quorum = q
		s.Record(at(int64(i)), scope, nil)
	}
	same(t, "the leaders", s.Quorum(), []model.QuorumMoment{{At: ms(0), Leader: 1, Epoch: 5}, {At: ms(4), Leader: 2, Epoch: 6}, {At: ms(5), Leader: -1, Epoch: 7}})
	sameTrack(t, "voter 1", s.Voter(1), 4, 100, 0, 0)
	sameTrack(t, "voter 2", s.Voter(2), 4, 0, 0, 10)
	sameTrack(t, "voter 3, ahead of what the leader had told", s.Voter(3), 4, 0)
	sameTrack(t, "observer 4", s.Voter(4), 0, 100)
}
