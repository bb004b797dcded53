package produce

import (
	"encoding/binary"
	"math"

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
	unsure  uint64 // the last request whose records kgo may have kept, to send them again
}

// leaves notes a request.
func (r *run) leaves(number uint64, h head, follows bool) {
	if !follows || h.records < 1 || h.sequence != r.next {
		if r.heard != number-1 {
			r.unsure = number - 1
		}
		r.first, r.refusal = number, 0
	}
	r.next = int32((int64(h.sequence) + int64(h.records)) & math.MaxInt32) // as kgo and brokers count on
}

// hears notes an answer. One that does not come in the order of the requests leaves all open
// that were sent up to now.
func (r *run) hears(number uint64, code int16, sent uint64) {
	inTurn := number == r.heard+1
	r.heard = max(r.heard, number)
	switch {
	case number < r.first: // what it leaves open was noted when the run began
	case !inTurn:
		r.unsure = sent
	case tooLarge(kerr.ErrorForCode(code)):
		if r.refusal == 0 {
			r.refusal = number
		}
	case (r.refusal > 0) != (code != 0): // an acknowledgement has no place behind a refusal
		r.unsure = number
	}
}

// loses notes that a request has no answer.
func (r *run) loses(number uint64) {
	r.heard, r.unsure = max(r.heard, number), max(r.unsure, number)
}

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
}

// once tells whether a record is in one request at most, that kgo has still had and that was
// given to the partition when so many requests had left.
func (p *partition) once(requests uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return requests >= p.run.unsure
}
