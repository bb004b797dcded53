package quorum

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ObserverAbsent finds brokers that have stopped to fetch the cluster's
// metadata. The quorum's leader drops an observer from its list that has been
// silent for 300 s (LeaderState.OBSERVER_SESSION_TIMEOUT_MS), so the absence
// is the only sign.
var ObserverAbsent = &rule.Rule{
	Name: "quorum/observer-absent", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindCluster},
	Needs:   quorum.With(model.FactConnections),
	Doc:     doc("observer-absent"),
	Check: func(p *rule.Pass) {
		q, seen := told(p), p.Seen()
		if q == nil || q.Leader < 0 || seen == nil || !seen.Listed && seen.Answer != model.Answered {
			return
		}
		if justElected(q) || fetches(q, seen) {
			return
		}
		p.Report("broker %d %s, but it is neither a voter nor an observer of the metadata quorum that controller %d leads: "+
			"it does not fetch the cluster's metadata. It learns of no new topic, no new leader and no changed setting, "+
			"and sends clients to leaders that may be gone", seen.ID, presence(seen), q.Leader).
			Because(toldBy(q, "voters", rule.ListOfIDs(idsOf(q.Voters))), toldBy(q, "observers", rule.ListOfIDs(idsOf(q.Observers)))).
			Fix("read in the log of broker %d why it cannot fetch from the controllers (network, TLS or rights on the controller listener); "+
				"restart it when they can be reached", seen.ID)
	},
}

// justElected tells a leader that no majority has fetched from yet: its list of
// observers starts empty.
func justElected(q *model.Quorum) bool { return q.HighWatermark < 0 }

// fetching is how many records of the metadata log a broker may lack that
// fetches it: the active controller appends one every 500 ms, and forgets an
// observer that has been silent for 300 s.
const fetching = 200

// fetches tells whether the leader knows the broker, or what the broker serves
// shows that it fetches: the list of a new leader fills within seconds.
func fetches(q *model.Quorum, seen *model.Sighting) bool {
	of := func(r model.QuorumReplica) bool { return r.ID == seen.ID }
	return slices.ContainsFunc(q.Voters, of) || slices.ContainsFunc(q.Observers, of) ||
		seen.Applied > 0 && q.HighWatermark-seen.Applied <= fetching
}

func presence(seen *model.Sighting) string {
	if seen.Listed {
		return "is registered"
	}
	return "answers"
}
