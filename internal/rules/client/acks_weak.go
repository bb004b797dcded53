package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// AcksWeak finds producers that take a record for stored before it is stored
// twice. Java's default is acks=all, so only a written value can be weak.
var AcksWeak = &rule.Rule{
	Name: "client/acks-weak", Severity: finding.Warning, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ProducerAcks},
	Doc:   doc("acks-weak"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		acks, ok := p.Text(key.ProducerAcks)
		if !ok {
			return
		}
		var consequence string
		switch acks.S {
		case "0":
			consequence = "the producer waits for no answer, so a record that a broker refuses or loses is gone without any error"
		case "1":
			consequence = "the leader answers alone, so acknowledged records are gone if its broker fails before a follower has copied them"
		default:
			return
		}
		p.Report("acks is %s: %s; min.insync.replicas has no effect", acks, consequence).
			Fix("set acks=all, and min.insync.replicas=2 on the topics")
	},
}
