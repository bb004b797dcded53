package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// UncleanElection finds topics on which a replica that lacks acknowledged
// records may become leader, and nodes that make it so for every topic without
// a value of its own. A topic that only inherits the value is told where a
// producer relies on the opposite.
var UncleanElection = &rule.Rule{
	Name: "topic/unclean-election", Severity: finding.Error, From: rule.Standard, On: model.KindTopic,
	AlsoOn:  []model.Kind{model.KindBroker},
	Touches: []model.Kind{model.KindBroker, model.KindClient},
	Needs:   topicConfig,
	Keys: []model.Key{key.UncleanLeaderElectionEnable, key.BrokerUncleanLeaderElection,
		key.ProducerAcks, key.ProducerEnableIdempotence, key.ProducerTransactionalID},
	Doc: doc("unclean-election"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{rule.Word("unclean", rule.Setting("unclean.leader.election.enable", ""))},
		When: `unclean.lowerAscii() == 'true'`,
		Says: `'unclean.leader.election.enable is ' + unclean + ': when all in-sync replicas are down, a replica that lacks acknowledged records becomes leader, and the others throw those records away; fix: set unclean.leader.election.enable: false'`,
	}},
	Check: func(p *rule.Pass) {
		if p.Broker() != nil {
			uncleanNode(p)
			return
		}
		uncleanTopic(p)
	},
}

// behind is what an unclean election does.
const behind = "when all in-sync replicas are down, a replica that lacks acknowledged records becomes leader, and the others throw those records away"

func uncleanTopic(p *rule.Pass) {
	unclean, ok := p.Bool(key.UncleanLeaderElectionEnable)
	if !ok || !unclean.On {
		return
	}
	fix := "set unclean.leader.election.enable: false on the topic"
	if isInherited(p, unclean) {
		fix = "set " + unclean.Name + " to false " + where(unclean, "on every other node") + ", or on the topic"
	}
	if writer, promise, found := exactWriter(p); found {
		p.Report("%s is %s: %s; %s writes it as an idempotent or transactional producer, whose sequence breaks", unclean.Name, unclean, behind, writer.Name).
			Because(promise).At(unclean).Fix("%s", fix)
		return
	}
	if !isInherited(p, unclean) {
		p.Report("%s is %s: %s", unclean.Name, unclean, behind).As(finding.Warning).At(unclean).Fix("%s", fix)
	}
}

// isInherited tells whether the value is a broker's, and so is told there. A
// running cluster says of every topic what it inherits; there it is told by the
// brokers that have shown their own settings.
func isInherited(p *rule.Pass, r rule.Bool) bool {
	t := p.Topic()
	switch {
	case t.Config.Get(r.Name).IsSet():
		return false
	case t.Layout == nil:
		return !t.Observed.Get(r.Name).IsSet()
	}
	return slices.ContainsFunc(p.RunningBrokers(), func(b *model.Broker) bool {
		if !b.Seen.ConfigKnown {
			return false
		}
		v, known := p.OfBroker(b).Bool(key.BrokerUncleanLeaderElection)
		return known && v.On && v.Is()
	})
}

// where is the place of a broker's value, and the others that must agree.
func where(r rule.Bool, elsewhere string) string {
	if at := r.Value.Origin(); at.Written() {
		return "in " + at.File + " and " + elsewhere
	}
	return "where it stands (" + r.Value.Origin().String() + ") and " + elsewhere
}

// uncleanNode judges the value that topics without one of their own have. With
// KRaft it is the controllers' that counts: of a node that is a broker alone
// the value is told only where no controller's is known.
func uncleanNode(p *rule.Pass) {
	unclean, ok := p.Bool(key.BrokerUncleanLeaderElection)
	if !ok || !unclean.On || !unclean.Is() {
		return
	}
	counts, elsewhere := "", "on every other node"
	if !elects(p.Broker()) {
		if knowsElector(p) {
			return
		}
		counts, elsewhere = ", and counts if the controllers' files say the same", "in the controllers' files"
	}
	p.Report("%s is %s for every topic that does not set its own%s: %s", unclean.Name, unclean, counts, behind).
		As(finding.Warning).At(unclean).
		Fix("set %s to false %s", unclean.Name, where(unclean, elsewhere))
}

// elects tells whether a node's value may decide an election: it is no broker
// of KRaft alone. What several nodes share, or a cluster keeps, the controllers
// have, too.
func elects(b *model.Broker) bool {
	return b.Roles != model.RoleBroker || b.Shared || b.Dynamic.Get(key.BrokerUncleanLeaderElection.Name).IsSet()
}

// knowsElector tells whether the value of a controller is known, which is
// judged for itself.
func knowsElector(p *rule.Pass) bool {
	for _, other := range p.Scope().Brokers {
		if !elects(other) {
			continue
		}
		if v, known := p.OfBroker(other).Bool(key.BrokerUncleanLeaderElection); known && v.Value.Certainty() == model.Known {
			return true
		}
	}
	return false
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
