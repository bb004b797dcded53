package quorum

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// FewVoters finds quorums that no failure may touch. One controller for one
// broker is a cluster for trying things out, and no finding.
var FewVoters = &rule.Rule{
	Name: "quorum/few-voters", Severity: finding.Error, From: rule.Standard, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker},
	Needs:   quorum.With(model.FactBrokerCount),
	Doc:     doc("few-voters"),
	Check: func(p *rule.Pass) {
		if voters, known := p.Voters(); known && voters.N > 2 {
			return // more of them, not counted yet, make it no fewer
		}
		voters, known := p.ExactVoters()
		if !known {
			return
		}
		switch brokers, counted := p.Brokers(); {
		case voters.N == 2:
			p.Report("the metadata quorum has 2 voters: both are needed for a majority, so the failure of either stops it. " +
				"No topic is created, no leader elected, no setting changed").
				As(finding.Warning).Because(voters).Fix("run 3 controllers")
		case voters.N == 1 && counted && brokers.N > 1:
			p.Report("the metadata quorum has 1 voter for %d brokers: when it fails, no leader is elected and nothing can be changed, "+
				"and with its disk the cluster's metadata is lost", brokers.N).
				Because(voters, brokers).
				Fix("run 3 controllers")
		case voters.N == 1:
			p.ExactBrokers() // a number that is not known is a skip
		}
	},
}
