package quorum

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// EvenVoters finds a voter that adds risk and no safety. Two voters are
// few-voters.
var EvenVoters = &rule.Rule{
	Name: "quorum/even-voters", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker},
	Needs:   quorum,
	Settle:  15 * rule.Minute,
	Doc:     doc("even-voters"),
	Check: func(p *rule.Pass) {
		voters, known := p.ExactVoters()
		if !known || voters.N < 4 || voters.N%2 != 0 {
			return
		}
		p.Report("the metadata quorum has %d voters, an even number: "+
			"it survives the failure of %d, as %d voters would, and one more can fail",
			voters.N, (voters.N-1)/2, voters.N-1).
			Because(voters).
			Fix("run %d controllers, or %d", voters.N-1, voters.N+1)
	},
}
