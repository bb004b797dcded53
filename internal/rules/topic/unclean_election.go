package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// UncleanElection finds topics on which a replica that lacks acknowledged
// records may become leader.
var UncleanElection = &rule.Rule{
	Name: "topic/unclean-election", Severity: finding.Error, From: rule.Standard, On: model.KindTopic,
	Touches: []model.Kind{model.KindBroker, model.KindClient},
	Needs:   topicConfig,
	Keys: []model.Key{key.UncleanLeaderElectionEnable,
		key.ProducerAcks, key.ProducerEnableIdempotence, key.ProducerTransactionalID},
	Doc: doc("unclean-election"),
	Check: func(p *rule.Pass) {
		unclean, ok := p.Bool(key.UncleanLeaderElectionEnable)
		if !ok || !unclean.On {
			return
		}
		const fact = "%s is %s: when all in-sync replicas are down, a replica that lacks acknowledged records becomes leader, and the others throw those records away"
		fix := "set unclean.leader.election.enable: false on the topic"
		if writer, promise, found := exactWriter(p); found {
			p.Report(fact+"; %s writes it as an idempotent or transactional producer, whose sequence breaks", unclean.Name, unclean, writer.Name).
				Because(promise).At(unclean).Fix("%s", fix)
			return
		}
		p.Report(fact, unclean.Name, unclean).As(finding.Warning).At(unclean).Fix("%s", fix)
	},
}

// exactWriter is a declared producer of the topic that relies on no record
// being lost or doubled, and the setting that says so.
func exactWriter(p *rule.Pass) (*model.Client, rule.Reading, bool) {
	for _, client := range p.ClientsOf(p.Topic()) {
		if !client.Roles.Has(model.RoleProducer) {
			continue
		}
		f := p.OfClient(client)
		if id, ok := f.Declared(key.ProducerTransactionalID); ok {
			return client, id.Reading, true
		}
		idempotent, ok := f.Bool(key.ProducerEnableIdempotence)
		if ok && idempotent.On && (idempotent.Is() || waitsForAll(f)) {
			return client, idempotent.Reading, true
		}
	}
	return nil, rule.Reading{}, false
}

// waitsForAll tells whether acks leaves idempotence on where it is only the
// default.
func waitsForAll(f rule.Facts) bool {
	acks, ok := f.Text(key.ProducerAcks)
	return ok && (acks.S == "all" || acks.S == "-1")
}
