package cluster

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// TransactionHanging finds partitions with a transaction that nobody ends: it
// is open for longer than any coordinator lets one be. Consumers with
// read_committed wait before it for ever.
var TransactionHanging = &rule.Rule{
	Name: "cluster/transaction-hanging", Severity: finding.Error, On: model.KindPartition,
	Touches: []model.Kind{model.KindBroker},
	Needs:   metadata.With(model.FactOffsets),
	Keys:    []model.Key{key.BrokerTransactionMaxTimeoutMs},
	Reads:   rule.ReadsHistory,
	Doc:     doc("transaction-hanging"),
	Explains: []rule.Effect{
		{Rule: "group/partition-stuck", By: rule.SameTopic},
	},
	Check: func(p *rule.Pass) {
		o := &p.Partition().Offsets
		if !o.StableKnown || !o.EndKnown || o.Stable >= o.End {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		since, ok := openSince(h, p.Topic().Name, p.Partition().Index)
		limit := longestTransaction(p)
		if !ok || p.Now()-since < limit.N {
			return
		}
		name, index := p.Topic().Name, p.Partition().Index
		p.Report("the last stable offset has stood at %d for %s while the log has grown to %d: a transaction is open for longer than any may be (%s). "+
			"Consumers with isolation.level=read_committed get nothing of the %s behind it, and compaction stops there, too",
			o.Stable, rule.Span(p.Now()-since), o.End, limit, finding.Plural(o.End-o.Stable, "record")).
			Since(since).
			Because(limit.Reading, rule.Told("last stable offset", strconv.FormatInt(o.Stable, 10), "broker "+strconv.Itoa(int(p.Partition().Leader)))).
			Fix("find it: kafka-transactions.sh --bootstrap-server %s describe-producers --topic %s --partition %d; the one whose CurrentTransactionStartOffset is %d hangs. "+
				"If its producer is gone: kafka-transactions.sh --bootstrap-server %s abort --topic %s --partition %d --start-offset %d",
				address(p), name, index, o.Stable, address(p), name, index, o.Stable)
	},
}

// openSince is since when the last stable offset has stood before the end of
// the log. Where it is as old as the memory, it may be older.
func openSince(h model.History, topic string, partition int32) (int64, bool) {
	stands, ok := h.Stable(topic, partition).Standing()
	if !ok {
		return 0, false
	}
	if _, above, crossed := h.LogEnd(topic, partition).Crossing(stands.N); crossed {
		return max(stands.At, above.At), true
	}
	return stands.At, true
}

// longestTransaction is the longest that a broker allows; where none tells,
// Kafka's default.
func longestTransaction(p *rule.Pass) rule.Millis {
	longest := rule.Millis{Reading: rule.Told(key.BrokerTransactionMaxTimeoutMs.Name, "900000", "Kafka's default"), N: 900_000}
	found := false
	for _, b := range p.RunningBrokers() {
		if !b.Seen.ConfigKnown {
			continue
		}
		if limit, ok := p.OfBroker(b).Millis(key.BrokerTransactionMaxTimeoutMs); ok && (!found || limit.N > longest.N) {
			longest, found = limit, true
		}
	}
	return longest
}
