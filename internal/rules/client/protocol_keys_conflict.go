package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// kafka39 is the line from which on a consumer refuses a server-side assignor
// under the classic protocol.
var kafka39 = model.Version{Major: 3, Minor: 9}

// classicKeys are what group.protocol=consumer leaves to the brokers.
var classicKeys = []model.Key{key.ConsumerSessionTimeoutMs, key.ConsumerHeartbeatIntervalMs, key.ConsumerPartitionAssignmentStrategy}

// ProtocolKeysConflict finds consumers with keys of the group protocol that
// they do not use. 4.x refuses them; older clients ignore them.
var ProtocolKeysConflict = &rule.Rule{
	Name: "client/protocol-keys-conflict", Severity: finding.Error, On: model.KindClient,
	Needs: clientConfig,
	Keys: []model.Key{key.ConsumerGroupProtocol, key.ConsumerGroupRemoteAssignor,
		key.ConsumerSessionTimeoutMs, key.ConsumerHeartbeatIntervalMs, key.ConsumerPartitionAssignmentStrategy},
	Doc: doc("protocol-keys-conflict"),
	Check: func(p *rule.Pass) {
		_, has := p.Define(key.ConsumerGroupProtocol)
		if !isConsumer(p) || !has {
			return
		}
		protocol, ok := p.Text(key.ConsumerGroupProtocol)
		if !ok {
			return
		}
		foreign, refusedFrom := classicKeys, kafka4
		if isClassic(p) {
			foreign, refusedFrom = []model.Key{key.ConsumerGroupRemoteAssignor}, kafka39
		}
		for _, k := range foreign {
			if r, ok := written(p.Client(), k); ok && r.Written != "" {
				reportProtocol(p, protocol, r, refusedFrom)
			}
		}
	},
}

func reportProtocol(p *rule.Pass, protocol rule.Text, foreign rule.Reading, refusedFrom model.Version) {
	consequence := "the consumer throws ConfigException when it is made, and reads nothing"
	ignored := p.Version().Before(refusedFrom)
	if ignored {
		consequence = "this client ignores it, and one of Kafka " + refusedFrom.String() + " or later throws ConfigException"
	}
	r := p.Report("%s is set, but with group.protocol=%s it has no meaning: %s", foreign.Name, protocol, consequence).
		Because(foreign).About(foreign.Name).At(foreign, protocol)
	if isClassic(p) {
		r.Fix("remove %s, or set group.protocol=consumer", foreign.Name)
	} else {
		r.Fix("remove %s: brokers decide, by group.consumer.session.timeout.ms, group.consumer.heartbeat.interval.ms and group.consumer.assignors", foreign.Name)
	}
	if ignored {
		r.As(finding.Info)
	}
}
