package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// AutoCommit finds consumers that commit by the clock what is declared to be
// handled at least once.
var AutoCommit = &rule.Rule{
	Name: "client/auto-commit", Severity: finding.Warning, On: model.KindClient,
	Touches: []model.Kind{model.KindTopic},
	Needs:   clientConfig,
	Keys:    []model.Key{key.ConsumerEnableAutoCommit, key.ConsumerGroupID},
	Doc:     doc("auto-commit"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) {
			return
		}
		claim, ok := exactClaim(p)
		if !ok {
			return
		}
		commit, ok := p.Bool(key.ConsumerEnableAutoCommit)
		if !ok || !commit.On {
			return
		}
		if !commit.Is() && !inGroup(p.Client()) {
			p.Skip("group.id", "it is not in the file, and without it auto-commit is off by default", p.Client().At)
			return
		}
		p.Report("enable.auto.commit is %s, but the workload declares %s=%s: offsets are committed by the clock, also of records "+
			"whose handling has failed, and those are never seen again", commit, claim.Name, claim).
			AtOrigin(toChange(p, commit.Reading)).
			Fix("set enable.auto.commit=false, and commit after the record is handled or written to the dead-letter topic")
	},
}

// exactClaim is a workload's promise about the consumer's topics that
// auto-commit does not keep.
func exactClaim(p *rule.Pass) (rule.Reading, bool) {
	for _, t := range usedTopics(p, p.Client()) {
		load := p.WorkloadOf(t)
		switch {
		case isTrue(load.AtLeastOnce):
			return rule.Promise("at_least_once", load.AtLeastOnce), true
		case load.DeadLetter.Usable():
			return rule.Promise("dead_letter", load.DeadLetter), true
		}
	}
	return rule.Reading{}, false
}
