package produce

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
)

// TestARecordIsInOneRequestAtMost as long as the requests follow on each other, and what was
// before was acknowledged or refused for its size.
func TestARecordIsInOneRequestAtMost(t *testing.T) {
	type step struct {
		h    head
		code int16 // its answer; -1 none yet, -2 never, -3 it did not leave
	}
	large, moved := kerr.MessageTooLarge.Code, kerr.NotLeaderForPartition.Code
	at := func(epoch int16, sequence, records int32) head { return head{7, epoch, sequence, records} }
	for _, c := range []struct {
		name  string
		steps []step
		want  uint64 // from how many requests on a record is in one at most
	}{
		{"nothing", nil, 0},
		{"they follow", []step{{at(0, 0, 3), 0}, {at(0, 3, 2), 0}, {at(0, 5, 1), -1}}, 0},
		{"they wrap", []step{{at(0, 0, math.MaxInt32), 0}, {at(0, math.MaxInt32, 2), -1}, {at(0, 1, 1), -1}}, 0},
		{"refused, and those behind", []step{{at(0, 0, 3), 0}, {at(0, 3, 2), large}, {at(0, 5, 1), kerr.OutOfOrderSequenceNumber.Code}, {at(1, 0, 1), -1}}, 0},
		{"taken behind a refusal", []step{{at(0, 0, 3), large}, {at(0, 3, 2), 0}}, 2},
		{"late replicas behind a refusal", []step{{at(0, 0, 3), large}, {at(0, 3, 2), kerr.NotEnoughReplicasAfterAppend.Code}}, 2},
		{"taken behind one that is sent again", []step{{at(0, 0, 3), kerr.RequestTimedOut.Code}, {at(0, 3, 2), 0}, {at(0, 0, 3), -1}}, 2},
		{"taken behind one that was lost", []step{{at(0, 0, 3), -2}, {at(0, 3, 2), 0}, {at(0, 0, 3), -1}}, 2},
		{"refused behind one that is sent again", []step{{at(0, 0, 3), moved}, {at(0, 3, 2), large}, {at(0, 0, 3), -1}}, 2},
		{"a new epoch behind what was acknowledged", []step{{at(0, 0, 3), 0}, {at(1, 0, 2), -1}}, 0},
		{"a new epoch, and one has no answer", []step{{at(0, 0, 3), -1}, {at(1, 0, 2), -1}}, 1},
		{"sent again", []step{{at(0, 0, 3), moved}, {at(0, 0, 3), -1}}, 1},
		{"one was lost", []step{{at(0, 0, 3), 0}, {at(0, 3, 3), -2}, {at(0, 3, 3), -1}, {at(0, 6, 3), -1}}, 2},
		{"one did not leave", []step{{at(0, 0, 3), 0}, {at(0, 3, 3), -3}, {at(0, 3, 3), -1}}, 0},
		{"one did not leave behind one that may be lost", []step{{at(0, 0, 3), -1}, {at(0, 3, 3), -3}, {at(0, 3, 3), -1}}, 2},
		{"without sequences", []step{{at(-1, -1, 3), -1}, {at(-1, -1, 3), -1}}, 1},
		{"another producer", []step{{at(0, 0, 3), -1}, {head{8, 0, 3, 1}, -1}}, 1},
	} {
		p := newPartition("t", 0)
		for i, s := range c.steps {
			n := p.leaves(s.h)
			if n != uint64(i+1) {
				t.Fatalf("%s: request %d has number %d", c.name, i+1, n)
			}
			switch {
			case s.code >= 0:
				p.hears(n, s.code)
			case s.code == -2:
				p.loses(n)
			case s.code == -3:
				p.stays(n)
			}
		}
		for requests := range uint64(5) {
			if got := p.once(requests); got != (requests >= c.want) {
				t.Errorf("%s: behind %d requests: %t, want it from %d on", c.name, requests, got, c.want)
			}
		}
	}
}

// TestAnswersOutOfTurn leave open what was sent.
func TestAnswersOutOfTurn(t *testing.T) {
	p := newPartition("t", 0)
	for i := range int32(3) {
		p.leaves(head{7, 0, i, 1})
	}
	if p.hears(2, 0); p.once(2) || !p.once(3) {
		t.Error("an answer was passed over, and it is said to be known")
	}
}

// buffer is what kgo has of a partition: batches, of which some are on their way.
type buffer struct {
	*testing.T
	rng      *rand.Rand
	p        *partition
	epoch    int16
	base     int32 // sequence of the first batch
	batches  [][]*buffered
	sent     int
	flying   []flying
	passed   func() int16 // the answer to what kgo passes over
	resets   bool         // a new epoch begins as soon as nothing is on its way
	unharmed bool         // nothing was lost or sent again so far
}

type buffered struct {
	mark  uint64
	times int // in requests
}

type flying struct {
	number uint64
	batch  []*buffered
	stale  bool // kgo has failed it, or will send it again
}

// checks holds what is said of each record against the requests that it was in.
func (b *buffer) checks() {
	for _, batch := range b.batches {
		for _, r := range batch {
			once := b.p.once(r.mark)
			if r.times > 1 && once {
				b.Fatalf("a record that was in %d requests is said to be in one", r.times)
			}
			if b.unharmed && !once {
				b.Fatalf("nothing was lost, and a record that was in %d requests is in doubt", r.times)
			}
		}
	}
}

func (b *buffer) sends() {
	if b.sent == len(b.batches) || b.resets && len(b.flying) > 0 || len(b.flying) == 5 || len(b.flying) > 0 && b.flying[0].stale {
		return
	}
	if b.resets {
		b.resets, b.base = false, 0
		b.epoch++
	}
	sequence := b.base
	for _, before := range b.batches[:b.sent] {
		sequence += int32(len(before))
	}
	batch := b.batches[b.sent]
	b.sent++
	for _, r := range batch {
		r.times++
	}
	b.flying = append(b.flying, flying{number: b.p.leaves(head{7, b.epoch, sequence, int32(len(batch))}), batch: batch})
}

// answers has the first request on its way answered.
func (b *buffer) answers(code int16) {
	if len(b.flying) == 0 {
		return
	}
	f := b.flying[0]
	b.flying = b.flying[1:]
	if f.stale {
		b.p.hears(f.number, b.passed())
		return
	}
	b.p.hears(f.number, code)
	switch code {
	case 0:
		b.base += int32(len(f.batch))
		b.batches, b.sent = b.batches[1:], b.sent-1
	case kerr.MessageTooLarge.Code:
		b.passed = func() int16 { return kerr.OutOfOrderSequenceNumber.Code }
		b.checks()
		b.batches, b.sent, b.resets = nil, 0, true
		b.stale()
	default: // what is behind it is taken, or not
		b.passed = func() int16 {
			return []int16{0, code, kerr.OutOfOrderSequenceNumber.Code, kerr.RequestTimedOut.Code}[b.rng.IntN(4)]
		}
		b.unharmed, b.sent = false, 0
		b.stale()
	}
}

func (b *buffer) stale() {
	for i := range b.flying {
		b.flying[i].stale = true
	}
}

// TestWhatIsSaidOfRequestsIsTrue of a kgo that does anything that it may, at random.
func TestWhatIsSaidOfRequestsIsTrue(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 11))
		b := &buffer{T: t, rng: rng, p: newPartition("t", 0), unharmed: true}
		faults := rng.IntN(2) == 0
		for range 400 {
			switch n := rng.IntN(20); {
			case n < 8:
				batch := make([]*buffered, 1+rng.IntN(3))
				for i := range batch {
					batch[i] = &buffered{mark: b.p.requests.Load()}
				}
				b.batches = append(b.batches, batch)
			case n < 13:
				b.sends()
			case n < 17:
				b.answers(0)
			case n == 17:
				b.answers(kerr.MessageTooLarge.Code)
			case n == 18:
				b.resets = true // another partition was refused
			case faults && rng.IntN(2) == 0:
				b.answers(kerr.NotLeaderForPartition.Code)
			case faults:
				for _, f := range b.flying { // the connection is cut
					b.p.loses(f.number)
					b.unharmed = false
				}
				b.flying, b.sent = nil, 0
			}
			b.checks()
		}
	}
}

// TestTheLastRequestWasRefused, and no other one can hold what was given to kgo before.
func TestTheLastRequestWasRefused(t *testing.T) {
	p := newPartition("t", 0)
	p.leaves(head{7, 0, 0, 1})
	p.hears(1, 0)
	p.leaves(head{7, 0, 1, 2})
	if p.refusedLast(1) {
		t.Error("nothing was refused")
	}
	p.hears(2, kerr.RecordListTooLarge.Code)
	if !p.refusedLast(1) || p.refusedLast(2) {
		t.Error("the second request was refused")
	}
	if p.leaves(head{7, 0, 3, 1}); p.refusedLast(1) {
		t.Error("another one has left behind it")
	}
}
