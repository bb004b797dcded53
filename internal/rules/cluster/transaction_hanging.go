package cluster

import (
	"cmp"
	"fmt"
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
	Reads:   rule.ReadsHistory | rule.ReadsTransactions,
	Settle:  15 * rule.Second, // the looks that find out whose it is
	Doc:     doc("transaction-hanging"),
	Explains: []rule.Effect{
		{Rule: "group/partition-stuck", By: rule.Blamed},
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
		hanging{p, o.Stable}.report(since, limit)
	},
}

// hanging is a partition with a transaction that nobody ends.
type hanging struct {
	*rule.Pass
	start int64 // the first offset of the transaction
}

func (h hanging) report(since int64, limit rule.Millis) {
	o := &h.Partition().Offsets
	by := h.Cluster().OpenAt(h.Topic().Name, h.Partition().Index, h.start)
	r := h.Report("the last stable offset has stood at %d for %s while the log has grown to %d: a transaction is open for longer than any may be (%s). %s. "+
		"Consumers with isolation.level=read_committed get nothing of the %s behind it, and compaction stops there, too",
		h.start, rule.Span(h.Now()-since), o.End, limit, h.who(by), finding.Plural(o.End-h.start, "record")).
		Since(since).
		Because(limit.Reading, rule.Told("last stable offset", strconv.FormatInt(h.start, 10), leaderName(h.Partition().Leader)))
	if by != nil && by.Start >= 0 {
		rests(r, by)
		r.Fix("make sure that the producer is gone, then end the transaction: %s", h.abort())
		return
	}
	r.Fix("find it: %s describe-producers --topic %s --partition %d; the one whose CurrentTransactionStartOffset is %d hangs. If its producer is gone: %s",
		h.tool(), h.Topic().Name, h.Partition().Index, h.start, h.abort())
}

func (h hanging) tool() string { return "kafka-transactions.sh --bootstrap-server " + address(h.Pass) }

func (h hanging) abort() string {
	return fmt.Sprintf("%s abort --topic %s --partition %d --start-offset %d", h.tool(), h.Topic().Name, h.Partition().Index, h.start)
}

// who is who holds the transaction open, in a sentence without its full stop.
func (h hanging) who(by *model.Transaction) string {
	switch {
	case by == nil:
		return "Whose it is is asked for with the next look"
	case by.Start < 0:
		return "Whose it is is not told: " + cmp.Or(by.Why, "its leader does not say")
	}
	wrote := ""
	if by.Wrote >= 0 {
		wrote = ", which wrote there last " + rule.Span(max(0, h.Now()-by.Wrote)) + " ago"
	}
	return fmt.Sprintf("It is of producer id %d, epoch %d%s. %s", by.Producer, by.Epoch, wrote, owner(by))
}

// owner is what a coordinator tells of the producer. One that calls its
// transaction anything but open or about to end will not end this one.
func owner(by *model.Transaction) string {
	switch by.State {
	case "":
		return "Its transactional id is not told: no coordinator knows the producer any more, or DESCRIBE on its transactional id is lacking"
	case "Ongoing", "PrepareCommit", "PrepareAbort", "PrepareEpochFence":
		return fmt.Sprintf("Its transactional id is %s, and its coordinator calls its transaction %s", by.ID, by.State)
	}
	return fmt.Sprintf("Its transactional id is %s, and its coordinator calls its transaction %s: it knows of none that is open, and so will never end this one", by.ID, by.State)
}

// rests names what the leader and the coordinator told.
func rests(r *rule.Report, by *model.Transaction) {
	leader := "DescribeProducers of broker " + strconv.Itoa(int(by.ToldBy))
	r.Because(
		rule.Told("producer id", strconv.FormatInt(by.Producer, 10), leader),
		rule.Told("producer epoch", strconv.Itoa(int(by.Epoch)), leader),
		rule.Told("first offset of the transaction", strconv.FormatInt(by.Start, 10), leader),
		rule.Told("coordinator epoch", strconv.Itoa(int(by.Coordinator)), leader))
	if by.ID != "" {
		r.Because(rule.Told("transactional id", by.ID, "ListTransactions"))
	}
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
