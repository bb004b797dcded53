package broker

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

var flushKeys = []model.Key{key.BrokerFlushMessages, key.BrokerFlushMs, key.BrokerFlushSchedulerMs}

// FlushOverride finds brokers that are told when to flush. Kafka's durability
// comes from replication, and the operating system flushes better.
var FlushOverride = &rule.Rule{
	Name: "broker/flush-override", Severity: finding.Info, On: model.KindBroker,
	Needs: brokerConfig,
	Keys:  flushKeys,
	Doc:   doc("flush-override"),
	Check: func(p *rule.Pass) {
		for _, k := range flushKeys {
			n, known := p.Int(k)
			if !known || !n.Is() || n.N == math.MaxInt64 {
				continue
			}
			p.Report("%s is %s: the broker waits for the disk that often, which costs throughput and latency "+
				"and adds little where records are replicated",
				k.Name, n).About(k.Name).
				Fix("remove the line, and rely on replication: replication factor 3, min.insync.replicas 2, acks=all")
		}
	},
}
