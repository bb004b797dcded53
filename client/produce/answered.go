package produce

import (
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// late tells that a record's time is over while kgo has it. Nothing can take it back from
// kgo but what takes others with it, so that it may be written yet: that is doubt, also
// where it was never sent.
func (e *entry) late(why error) {
	if !e.state.CompareAndSwap(waiting, telling) {
		return
	}
	e.first(Outcome{Kind: InDoubt, Record: e.record, Err: why})
	if !e.state.CompareAndSwap(telling, doubtful) {
		e.guard.settles(*e.last) // it came while the first was told
	}
	e.guard.desk.count(change{told: 1, unclear: 1})
}

// answered takes in what kgo promised.
func (g *Guard) answered(e *entry, r *kgo.Record, err error) {
	e.found(r)
	if e.at != nil {
		e.at.went.Add(e.cost)
	}
	if err != nil {
		g.failed(e, err)
		return
	}
	if e.at != nil {
		g.passed(e, r)
	}
	g.acknowledges(e, r)
	g.ends(e, Outcome{Kind: Persisted, Record: r})
}

// passed takes an acknowledgement in, which may be the barrier of records in doubt.
func (g *Guard) passed(e *entry, r *kgo.Record) {
	if r.Offset < 0 {
		e.at.drifts()
		return
	}
	g.times(e)
	if before, fell := e.at.acknowledged(r); fell && !g.again {
		g.counters.falls.Add(1)
		g.fell(Fall{r.Topic, r.Partition, before, r.Offset})
	}
	if e.at.doubts.Load() > 0 && g.settler != nil {
		ready := e.at.barrier(e, r)
		g.settler.add(ready...)
		for _, d := range ready {
			d.e.guard.desk.count(change{barred: -1})
		}
	}
}

// failed takes in that kgo gave a record up. What may be settled stays in doubt.
func (g *Guard) failed(e *entry, err error) {
	if g.kit != nil {
		g.kit.metadata.failed()
		if tooLarge(err) {
			g.kit.limits.soon() // they have changed
		}
	}
	o := e.meaning(err)
	if o.Kind == InDoubt && (g.settler == nil || e.at == nil) {
		o.Err = unsettled(errBlind, err)
	}
	if o.Kind != InDoubt || g.settler == nil || e.at == nil {
		g.ends(e, o)
		return
	}
	first := e.state.CompareAndSwap(waiting, doubtful)
	if first {
		e.first(o)
	}
	g.desk.leave(e, false, change{told: count(first), unclear: count(first)})
	if why := e.doubt(err); why != nil {
		o.Err = unsettled(why, err)
		g.over(e, o)
		return
	}
	g.desk.count(change{barred: 1})
}

// ends takes in kgo's answer if it is the last that can come.
func (g *Guard) ends(e *entry, o Outcome) {
	first := g.tells(e, o)
	c := change{unclear: -1, lost: count(o.Kind == InDoubt)}
	if first {
		c = change{told: 1, persisted: count(o.Kind == Persisted), lost: c.lost}
	}
	g.desk.leave(e, first && !e.lent, c)
}

// over takes in what became of a record in doubt that kgo no longer has.
func (g *Guard) over(e *entry, o Outcome) {
	if o.Kind == Persisted && g.ledger != nil {
		g.enters(o.Record, o.Record.LeaderEpoch, time.Now())
	}
	g.tells(e, o)
	g.desk.count(change{unclear: -1, lost: count(o.Kind == InDoubt)})
}

// tells the last outcome to whom it concerns: the sender, if it is the first, else whom
// Config.Settled names, behind the first.
func (g *Guard) tells(e *entry, o Outcome) (first bool) {
	o.Final = true
	e.record.Context = e.theirs // it may be sent again
	if e.state.CompareAndSwap(waiting, ended) {
		e.first(o)
		return true
	}
	last := o // what is kept is no longer on the stack, and most is not kept
	e.last = &last
	if e.state.Swap(ended) == doubtful {
		g.settles(o)
	}
	return false
}

// settles tells what a record in doubt became.
func (g *Guard) settles(o Outcome) {
	g.counters.last(o.Kind)
	g.settled(o)
}

// first tells the sender.
func (e *entry) first(o Outcome) {
	e.guard.counters.first(o)
	e.told(o)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// meaning is what the failure of a record says of it.
func (e *entry) meaning(err error) Outcome {
	if e.certain(err) {
		return Outcome{Kind: NotPersisted, Record: e.record, Err: err}
	}
	return Outcome{Kind: InDoubt, Record: e.record, Err: fmt.Errorf("kgo gave it up after it may have been sent: %w", err)}
}

// certain tells whether a record that failed is surely not in the log: it never had a
// partition, no request with its partition has begun to leave since, or one alone has, and
// the broker's answer was that it takes no such batch. Where that was the answer to the
// batch before, the broker takes this one neither, if its sequence must follow on.
func (e *entry) certain(err error) bool {
	if e.guard.kit == nil || e.hidden {
		return errors.Is(err, kgo.ErrMaxBuffered)
	}
	if e.at == nil {
		return true
	}
	left := e.left()
	if left > 1 || left == 1 && !(refused(err) && e.follows()) {
		return false
	}
	e.at.raise(e.guard.kit, e) // it may be encoded, and not have left
	return e.left() == left
}

// follows tells whether a broker takes no batch behind one that it has refused: it knows the
// sequence of a producer that it has heard of lately (producer.id.expiration.ms, a day). Of
// one that it does not know, and without idempotence, it takes any.
func (e *entry) follows() bool {
	const lately = 10 * time.Minute
	return !e.guard.again && (e.mark.requests == 0 || time.Now().UnixMilli()-e.at.fresh.Load() < lately.Milliseconds())
}

// left is how many requests have begun to leave since the record got its partition that
// may hold it.
func (e *entry) left() uint64 {
	return e.at.requests.Load() - e.mark.requests + 2*(e.guard.kit.strange.Load()-e.mark.strange)
}

// refused tells an answer with which a broker appends nothing of a batch (Kafka's
// UnifiedLog.analyzeAndValidateRecords, LogValidator and ReplicaManager.appendToLocalLog).
// Not UNKNOWN_TOPIC_ID: kgo has it from the metadata, too, when a topic was made again, with
// requests on their way that a broker before version 13 of Produce takes by the name.
func refused(err error) bool {
	var k *kerr.Error
	if !errors.As(err, &k) {
		return false
	}
	switch k {
	case kerr.MessageTooLarge, kerr.RecordListTooLarge, kerr.InvalidRecord, kerr.InvalidTimestamp, kerr.CorruptMessage,
		kerr.TopicAuthorizationFailed, kerr.ClusterAuthorizationFailed, kerr.InvalidTopicException, kerr.UnsupportedCompressionType,
		kerr.InvalidRequiredAcks, kerr.PolicyViolation:
		return true
	}
	return false
}

// tooLarge tells a refusal by size.
func tooLarge(err error) bool {
	return errors.Is(err, kerr.MessageTooLarge) || errors.Is(err, kerr.RecordListTooLarge)
}
