package history

import "github.com/breakwaterhq/breakwater/internal/model"

// gauge is one number of its own.
type gauge struct {
	number slot
	heard  int // how many coarse frames there were when it was last told
}

// Quorum is how the leader of the metadata quorum has changed, the oldest first.
func (s *Store) Quorum() []model.QuorumMoment { return handed(s.quorum) }

// Voters are those of the metadata quorum, when it last told; nil: it never did.
func (s *Store) Voters() []int32 { return handed(s.voting) }

// Voter is the past of how many records of the metadata log a voter or observer
// is behind the leader.
func (s *Store) Voter(id int32) model.Track {
	if v := s.voters[id]; v != nil {
		return s.series.track(v.number)
	}
	return nil
}

func (s *Store) recordQuorum(l *look) {
	q := l.cluster.Quorum
	if q == nil || q.Silent != nil {
		return
	}
	n := len(s.quorum)
	if n == 0 || s.quorum[n-1].Leader != q.Leader || s.quorum[n-1].Epoch != q.Epoch {
		s.quorum = remember(s.quorum, model.QuorumMoment{At: l.at, Leader: q.Leader, Epoch: q.Epoch})
	}
	if len(q.Voters) > 0 {
		s.voting = idsOf(q.Voters)
	}
	end, known := leaderEnd(q)
	if !known {
		return
	}
	for _, replicas := range [][]model.QuorumReplica{q.Voters, q.Observers} {
		for i := range replicas {
			s.tellBehind(l, end, &replicas[i])
		}
	}
}

func idsOf(replicas []model.QuorumReplica) []int32 {
	out := make([]int32, len(replicas))
	for i := range replicas {
		out[i] = replicas[i].ID
	}
	return out
}

// leaderEnd is where the leader's metadata log ends.
func leaderEnd(q *model.Quorum) (int64, bool) {
	for i := range q.Voters {
		if q.Voters[i].ID == q.Leader && kept(q.Voters[i].LogEnd) {
			return q.Voters[i].LogEnd, true
		}
	}
	return 0, false
}

func (s *Store) tellBehind(l *look, end int64, r *model.QuorumReplica) {
	if !kept(r.LogEnd) {
		return
	}
	v := s.voters[r.ID]
	if v == nil {
		v = &gauge{number: nowhere}
		s.voters[r.ID] = v
	}
	v.heard = s.series.coarse.pushed
	s.series.tell(&v.number, others, l.at, max(end-r.LogEnd, 0))
}
