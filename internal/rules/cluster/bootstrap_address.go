package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// reportAddress is for an address that the user gave, behind which nobody
// tells which broker is. It is no broker that is missing where all of them
// answer.
func reportAddress(p *rule.Pass, s *model.Sighting) {
	if !allAnswer(p) {
		r := p.Report("the bootstrap address %s %s. No broker that answers lists it, so which broker it was is not known", s.Address, fact(s))
		evidence(p, r, s).Fix("start the broker, or take %s out of the bootstrap servers of this command and of your clients", s.Address)
		return
	}
	perhaps := ""
	if s.Answer == model.Unusable {
		perhaps = ", or it is another listener of one of them"
	}
	r := p.Report("the bootstrap address %s %s. It is of no broker of this cluster, and all of them answer elsewhere: it was left behind, or it is a typo%s. "+
		"A client that has only this address cannot start", s.Address, fact(s), perhaps)
	evidence(p, r, s).As(finding.Warning).
		Fix("correct %s, or take it out of the bootstrap servers of this command and of your clients; if it is of a load balancer, look there", s.Address)
}

// allAnswer tells whether every broker that the cluster counts on answers.
func allAnswer(p *rule.Pass) bool {
	some := false
	for _, b := range p.RunningBrokers() {
		switch s := b.Seen; {
		case s.ID < 0 || s.Answer != model.Answered && leftBehind(p, s):
		case s.Answer != model.Answered:
			return false
		default:
			some = true
		}
	}
	return some
}
