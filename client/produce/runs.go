package produce

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
)

// A head is what the head of a batch says: whose it is, and which records.
type head struct {
	id                int64
	epoch             int16
	sequence, records int32
}

// headOf reads that of a batch of format v2.
func headOf(b []byte) head {
	return head{
		id: int64(binary.BigEndian.Uint64(b[batchProducer:])), epoch: int16(binary.BigEndian.Uint16(b[batchEpoch:])),
		sequence: int32(binary.BigEndian.Uint32(b[batchSequence:])), records: int32(binary.BigEndian.Uint32(b[batchRecords:])),
	}
}

// A run is requests with one partition in which each batch follows on the one before: of one
// producer, in one epoch, from the sequence at which the other has ended. A record is in one
// of them at most, because what kgo sends again begins at a sequence that it had before.
//
// Of the requests before a run, it is known whether kgo still had their records: not if each
// was acknowledged in its turn, or came behind a batch that was refused for its size, with
// which kgo fails all that it has of the partition. Requests have numbers, from 1.
type run struct {
	next    int32  // the sequence at which the next batch follows on
	first   uint64 // the run's first request
	heard   uint64 // the last request whose answer has come, or will not
	refusal uint64 // the first request of the run whose batch was refused for its size; 0 for none
	broken  bool   // kgo sends one of the run again, and with it all behind it, whatever their answers are
	unsure  uint64 // the last request whose records kgo may have kept, to send them again

	high  int32    // the sequence behind all that were sent in this epoch
	again []uint64 // requests with what was sent before, of which nothing was heard
	loose uint64   // of what was given before so many requests had left, a broker may take what is behind a refusal
}

// always is before any number of requests.
const always = math.MaxUint64

// leaves notes a request, which may be of the same producer and epoch as the one before.
func (r *run) leaves(number uint64, h head, same bool) {
	if !same || h.records < 1 || h.sequence != r.next {
		if r.heard != number-1 {
			r.doubts(number - 1)
		}
		r.first, r.refusal, r.broken = number, 0, false
	}
	r.next = int32((int64(h.sequence) + int64(h.records)) & math.MaxInt32) // as kgo and brokers count on
	switch {
	case !same && r.loose == always:
		r.high, r.loose = r.next, number // nothing of the old epoch is taken any more
	case same && (h.sequence-r.high)&math.MaxInt32 > math.MaxInt32/2:
		r.again = append(r.again, number)
	default:
		r.high = r.next
	}
}

// hears notes an answer. One that does not come in the order of the requests leaves all open
// that were sent up to now. Behind one with which kgo goes on, all are sent again that have
// left: it does not look at their answers.
func (r *run) hears(number uint64, code int16, sent uint64) {
	inTurn := number == r.heard+1
	r.heard = max(r.heard, number)
	err := kerr.ErrorForCode(code)
	if r.was(number) && refused(err) {
		r.loose = always
	}
	switch {
	case number < r.first: // what it leaves open was noted when the run began
	case !inTurn:
		r.doubts(sent)
		r.broken = true
	case r.broken:
		r.doubts(number)
	case tooLarge(err):
		if r.refusal == 0 {
			r.refusal = number
		}
	case r.refusal > 0:
		if !behindRefusal(err) {
			r.doubts(number)
		}
	case err != nil:
		r.doubts(number)
		r.broken = true
	}
}

// behindRefusal tells the answers to a batch that does not follow on, and that nothing is
// appended of. Others may be of one that was: a leader that has gone, replicas that were late.
func behindRefusal(err error) bool {
	return errors.Is(err, kerr.OutOfOrderSequenceNumber) || errors.Is(err, kerr.InvalidProducerEpoch) || errors.Is(err, kerr.UnknownProducerID)
}

// was tells whether a request had what was sent before, and forgets it. A broker that refuses
// such a batch may have it already, since it looks at its size and its times first: then what
// is behind it follows on, and is taken.
func (r *run) was(number uint64) bool {
	i := slices.Index(r.again, number)
	if i >= 0 {
		r.again = slices.Delete(r.again, i, i+1)
	}
	return i >= 0
}

// loses notes that a request has no answer.
func (r *run) loses(number uint64) {
	r.heard = max(r.heard, number)
	r.doubts(number)
	r.was(number)
	r.broken = r.broken || number >= r.first
}

// doubts notes that kgo may send again what it has of requests up to this one.
func (r *run) doubts(number uint64) { r.unsure = max(r.unsure, number) }

// hears notes the answer to one of the partition's requests.
func (p *partition) hears(number uint64, code int16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run.hears(number, code, p.requests.Load())
}

// loses notes that one of the partition's requests has no answer.
func (p *partition) loses(number uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run.loses(number)
}

// unread notes that kgo may not have seen the answer to a request.
func (p *partition) unread(number uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run.doubts(number)
}

// takesBehind tells whether a broker may take what was given to the partition when so many
// requests had left, although it has refused a batch before it.
func (p *partition) takesBehind(requests uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return requests < p.run.loose
}

// refusedLast tells whether the last request was refused for its size, as the first one of its
// run, and has left since as many had.
func (p *partition) refusedLast(requests uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.run.refusal > requests && p.run.refusal == p.requests.Load()
}

// stays notes that one of the partition's requests did not leave. Where others are before it
// of which nothing was heard, it counts as one of them.
func (p *partition) stays(number uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run.heard != number-1 {
		p.run.loses(number)
		return
	}
	p.run.heard = number
	p.run.was(number)
}

// once tells whether a record is in one request at most, that kgo has still had and that was
// given to the partition when so many requests had left.
func (p *partition) once(requests uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return requests >= p.run.unsure
}
