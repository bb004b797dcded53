package quorum

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// NoLeader finds a metadata quorum that says itself that it has no leader. One
// that says nothing at all is unresponsive.
var NoLeader = &rule.Rule{
	Name: "quorum/no-leader", Severity: finding.Error, On: model.KindCluster,
	Needs:   quorum,
	Refuses: true,
	Doc:     doc("no-leader"),
	Check: func(p *rule.Pass) {
		q := told(p)
		if q == nil || q.Leader >= 0 {
			return
		}
		p.Report("the metadata quorum has no leader in epoch %d: no topic can be created, no partition leader elected and no setting changed, "+
			"and a broker that restarts stays out of the cluster", q.Epoch).
			Because(toldBy(q, "leader", strconv.Itoa(int(q.Leader)))).
			Fix("%s", majority(q))
	},
}

// majority says which of the voters must run for a leader to be elected.
func majority(q *model.Quorum) string {
	if len(q.Voters) == 0 {
		return "start controllers until more than half of the voters run and reach one another"
	}
	return "make " + strconv.Itoa(len(q.Voters)/2+1) + " of the voters " + rule.IDs(idsOf(q.Voters)) +
		" run and reach one another on the controller listener; their logs say what keeps them from voting"
}
