package produce

import (
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// meaning is what the failure of a record says of it.
func (g *Guard) meaning(e *entry, err error) Outcome {
	if g.certain(e, err) {
		return Outcome{Kind: NotPersisted, Record: e.record, Err: err}
	}
	return Outcome{Kind: InDoubt, Record: e.record, Err: fmt.Errorf("kgo gave it up after it may have been sent: %w", err)}
}

// certain tells whether a record that failed is surely not in the log: it never had a
// partition, no request that may hold it has begun to leave since, or one alone has, and
// the broker's answer was that it takes no such batch. Where that was the answer to the
// batch before, the broker takes this one neither, if its sequence must follow on.
func (g *Guard) certain(e *entry, err error) bool {
	if g.kit == nil || e.more != nil && e.more.hidden {
		return errors.Is(err, kgo.ErrMaxBuffered)
	}
	at := e.at()
	if at == nil {
		return !g.hooked || !g.strange(e.record) || errors.Is(err, kgo.ErrMaxBuffered) // another hook may have put the context away, and back
	}
	left := g.left(e)
	if left > 1 || left == 1 && !(refused(err) && (g.follows(e) || at.refusedLast(e.mark.requests))) {
		return false
	}
	if tooLarge(err) && g.follows(e) {
		return true // a request with it that is encoded comes behind the one that was refused
	}
	at.raise(g.kit, e) // it may be encoded, and not have left
	return g.left(e) == left
}

// follows tells whether a broker takes no batch behind one that it has refused: it knows the
// sequence of a producer that it has heard of lately (producer.id.expiration.ms, a day). Of
// one that it does not know, and without idempotence, it takes any; and behind one that was
// sent before, which it may have.
func (g *Guard) follows(e *entry) bool {
	const lately = 10 * time.Minute
	fresh := e.mark.at.fresh.Load()
	knows := e.mark.requests == 0 && fresh == 0 || time.Now().UnixMilli()-fresh < lately.Milliseconds()
	return !g.again && knows && !e.mark.at.takesBehind(e.mark.requests)
}

// left is how many requests have begun to leave since the record got its partition that
// may hold it. It is in one of those that follow on each other.
func (g *Guard) left(e *entry) uint64 {
	n := e.mark.at.requests.Load() - e.mark.requests
	if n > 1 && e.mark.at.once(e.mark.requests) {
		n = 1
	}
	return n + 2*(g.kit.strange.Load()-e.mark.strange)
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
