package metrics

import "github.com/breakwaterhq/breakwater/internal/model"

const noQuorum = "where DescribeQuorum was not answered"

var (
	quorumLabels = []string{"cluster"}
	voterLabels  = []string{"cluster", "voter"}

	quorumLeader = &family{name: "breakwater_quorum_leader_id", kind: gauge, labels: quorumLabels, rests: model.FactQuorum,
		help: "The active controller; -1: there is none.", absent: noQuorum}
	quorumEpoch = &family{name: "breakwater_quorum_epoch", kind: gauge, labels: quorumLabels, rests: model.FactQuorum,
		help: "Leader epoch of the metadata quorum: it rises with each election.", absent: noQuorum}
	quorumVoters = &family{name: "breakwater_quorum_voters", kind: gauge, labels: quorumLabels, rests: model.FactQuorum,
		help: "Controllers that vote.", absent: noQuorum}
	quorumMark = &family{name: "breakwater_quorum_high_watermark", kind: gauge, labels: quorumLabels, rests: model.FactQuorum,
		help: "High watermark of the metadata log.", absent: noQuorum}
	voterLag = &family{name: "breakwater_quorum_voter_lag_records", kind: gauge, labels: voterLabels, rests: model.FactQuorum,
		help: "Records of the metadata log that a voter is behind the leader.", absent: noQuorum + ", and where the leader has not heard from the voter"}
	voterAge = &family{name: "breakwater_quorum_voter_fetch_age_seconds", kind: gauge, labels: voterLabels, rests: model.FactQuorum,
		help: "How long before the look a voter last fetched.", absent: noQuorum + ", where the leader has not heard from the voter, and of the leader itself"}
	observerLag = &family{name: "breakwater_quorum_observer_lag_records", kind: gauge, labels: []string{"cluster", "observer"}, rests: model.FactQuorum,
		help: "Records of the metadata log that a broker or another observer is behind the leader.", absent: noQuorum + ", and where the leader has not heard from it"}
)

func quorumSection() section {
	return section{"The metadata quorum", "", []*family{quorumLeader, quorumEpoch, quorumVoters, quorumMark, voterLag, voterAge, observerLag}}
}

func writeQuorum(v *view) {
	cluster := model.Subject{Kind: model.KindCluster}
	if !v.told(model.FactQuorum) || v.Scope.Cluster.Quorum == nil || v.Scope.Cluster.Quorum.Silent != nil {
		v.unknown.add(model.FactQuorum, cluster)
		return
	}
	q := v.Scope.Cluster.Quorum
	v.add(quorumLeader, float64(q.Leader))
	v.add(quorumEpoch, float64(q.Epoch))
	v.add(quorumVoters, float64(len(q.Voters)))
	v.add(quorumMark, float64(q.HighWatermark))
	end := leaderEnd(q)
	for _, r := range q.Voters {
		l := v.at.WithID("voter", r.ID)
		if !v.writeReplica(voterLag, l, r, end) {
			v.unknown.add(model.FactQuorum, model.Subject{Kind: model.KindVoter, Name: idText(r.ID)})
		}
		if r.ID != q.Leader && r.LastFetch >= 0 {
			v.rows.add(voterAge, l, v.since(r.LastFetch))
		}
	}
	for _, r := range q.Observers {
		v.writeReplica(observerLag, v.at.WithID("observer", r.ID), r, end)
	}
}

// writeReplica writes how far a replica of the metadata log is behind, and
// tells whether that is known.
func (v *view) writeReplica(f *family, l labels, r model.QuorumReplica, end int64) bool {
	if end < 0 || r.LogEnd < 0 {
		return false
	}
	v.rows.add(f, l, float64(max(0, end-r.LogEnd)))
	return true
}

// leaderEnd is the log end offset of the leader; -1 where there is none, or it
// is not told.
func leaderEnd(q *model.Quorum) int64 {
	for _, r := range q.Voters {
		if q.Leader >= 0 && r.ID == q.Leader {
			return r.LogEnd
		}
	}
	return -1
}
