package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// ReadsUncommitted finds consumers that take records of aborted transactions
// for real ones.
var ReadsUncommitted = &rule.Rule{
	Name: "client/reads-uncommitted", Severity: finding.Warning, On: model.KindClient,
	Touches: []model.Kind{model.KindClient},
	Needs:   clientConfig,
	Keys:    []model.Key{key.ConsumerIsolationLevel, key.ProducerTransactionalID},
	Doc:     doc("reads-uncommitted"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) {
			return
		}
		isolation, ok := p.Text(key.ConsumerIsolationLevel)
		if !ok || isolation.S != "read_uncommitted" {
			return
		}
		writer, what := transactionalWriter(p)
		if writer == nil {
			return
		}
		id, _ := written(writer, key.ProducerTransactionalID)
		p.Report("isolation.level is %s, but %s writes %s in transactions: the consumer also gets the records of "+
			"transactions that are aborted", isolation, writer.Name, what).
			Because(id).AtOrigin(toChange(p, isolation.Reading)).
			Fix("set isolation.level=read_committed in %s", p.Client().Name)
	},
}

// transactionalWriter is a transactional producer of what the consumer reads:
// of a topic, by workloads; else of whatever the cluster holds, if all of its
// producers that are known are transactional.
func transactionalWriter(p *rule.Pass) (writer *model.Client, what string) {
	topics := usedTopics(p, p.Client())
	for _, t := range topics {
		for _, c := range p.ClientsOf(t) {
			if c != p.Client() && isTransactional(c) {
				return c, "topic " + t.Name
			}
		}
	}
	if len(topics) > 0 {
		return nil, ""
	}
	for _, c := range p.Scope().Clients {
		switch {
		case !isJava(c, model.RoleProducer):
		case c == p.Client(), !isTransactional(c), !certainNeighbours(p.Client(), c):
			return nil, ""
		default:
			writer = c
		}
	}
	return writer, "to this cluster"
}

func isTransactional(c *model.Client) bool {
	_, ok := written(c, key.ProducerTransactionalID)
	return ok && isJava(c, model.RoleProducer)
}

// certainNeighbours tells whether two clients are known to use one cluster.
func certainNeighbours(a, b *model.Client) bool {
	return a.Home.Certainty == model.Known && b.Home.Certainty == model.Known
}
