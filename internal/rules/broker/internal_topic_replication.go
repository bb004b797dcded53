package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// internalTopic is one of Kafka's own topics and the settings that it is
// created by.
type internalTopic struct {
	name             string
	replicas, minISR model.Key        // minISR is zero where the topic has no setting of its own
	unset            finding.Severity // the worst that a default may give: not every cluster ever makes the topic; None: nothing
	loses            string
}

var internalTopics = []internalTopic{
	{"__consumer_offsets", key.BrokerOffsetsReplicas, model.Key{}, finding.Error, "the committed offsets of consumer groups"},
	{"__transaction_state", key.BrokerTransactionReplicas, key.BrokerTransactionMinISR, finding.Warning, "the state of transactions"},
	{"__share_group_state", key.BrokerShareStateReplicas, key.BrokerShareStateMinISR, finding.None, "the state of share groups"},
}

// InternalTopicReplication finds internal topics that cannot be created, that
// one failure takes away, or that one failure stops.
var InternalTopicReplication = &rule.Rule{
	Name: "broker/internal-topic-replication", Severity: finding.Error, On: model.KindBroker,
	Touches: []model.Kind{model.KindCluster},
	Needs:   withCount,
	Keys: []model.Key{key.BrokerOffsetsReplicas, key.BrokerTransactionReplicas, key.BrokerTransactionMinISR,
		key.BrokerShareStateReplicas, key.BrokerShareStateMinISR},
	Doc: doc("internal-topic-replication"),
	Check: func(p *rule.Pass) {
		brokers, counted := p.Brokers()
		if !hostsTopics(p.Broker()) {
			return
		}
		for _, t := range internalTopics {
			if replicas, known := p.Int(t.replicas); known && (replicas.Is() || t.unset != finding.None) {
				t.judge(p, replicas, brokers, counted)
			}
		}
	},
}

// judge reports the worst that holds.
func (t internalTopic) judge(p *rule.Pass, replicas rule.Int, brokers rule.Census, counted bool) {
	var r *rule.Report
	switch {
	case counted && brokers.Exact && brokers.N > 0 && replicas.N > brokers.N: // of none nothing is asked
		r = p.Report("%s is %s, but the cluster has %s: Kafka cannot create %s, and waits for more brokers for ever",
			t.replicas.Name, replicas, brokers, t.name).Fix("set %s to %d, or add brokers", t.replicas.Name, brokers.N)
		t.settle(p, r, replicas.Reading, brokers)
	case counted && replicas.N == 1 && brokers.N >= 2:
		r = p.Report("%s is %s on %s: when the broker that holds a partition of %s fails, "+
			"%s cannot be reached, and would be lost with its disk",
			t.replicas.Name, replicas, brokers, t.name, t.loses).Fix("set %s to %d before the first start; an existing topic needs kafka-reassign-partitions.sh",
			t.replicas.Name, min(brokers.N, 3))
		t.settle(p, r, replicas.Reading, brokers)
	case counted && replicas.N == 2 && brokers.N >= 3:
		r = p.Report("%s is %s on %s: after one failure %s has a single copy of %s", t.replicas.Name, replicas, brokers, t.name, t.loses).
			As(finding.Warning).Fix("set %s to 3 before the first start; an existing topic needs kafka-reassign-partitions.sh", t.replicas.Name)
		t.settle(p, r, replicas.Reading, brokers)
	default:
		if replicas.N == 1 || replicas.N == 2 {
			skipCount(p, replicas.Reading)
		}
		t.judgeMinISR(p, replicas)
	}
}

// settle finishes a report that rests on the number of brokers.
func (t internalTopic) settle(p *rule.Pass, r *rule.Report, replicas rule.Reading, brokers rule.Census) {
	if !replicas.Is() && t.unset < finding.Error {
		r.As(t.unset)
	}
	pin(p, r.About(t.replicas.Name).Because(brokers), replicas)
}

func (t internalTopic) judgeMinISR(p *rule.Pass, replicas rule.Int) {
	if t.minISR == (model.Key{}) {
		return
	}
	minISR, known := p.Int(t.minISR)
	if !known || replicas.N < 2 || minISR.N < replicas.N {
		return
	}
	r := p.Report("%s is %s for %s replicas: one broker down stops every write to %s", t.minISR.Name, minISR, replicas, t.name).
		As(finding.Warning).About(t.minISR.Name).Fix("set %s to %d", t.minISR.Name, replicas.N-1)
	if minISR.Is() {
		r.At(minISR)
		return
	}
	pin(p, r, replicas.Reading)
}
