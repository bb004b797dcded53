package detect

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzWhatIsNoLoss: whatever happens to a log but that it is cut, nothing is ever confirmed.
// When all is quiet again all of it is fine or expected, but for what nobody can tell.
func FuzzWhatIsNoLoss(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, ops []byte) {
		ops = ops[:min(len(ops), 100)]
		s := begins(t)
		s.writes(1)
		s.looks(1)
		for i, op := range ops {
			s.does(op)
			if got := s.w.Verdicts(); anyIs(Confirmed)(got) {
				t.Fatalf("after %v: %v", ops[:i+1], got)
			}
		}
		s.settles()
		for _, v := range s.w.Verdicts() {
			nobody := v.Cause == DeletedEarly || slices.Contains(v.By, D7) // it fell twice
			if v.State != Fine && v.State != Expected && !nobody {
				t.Fatalf("after %v: %v", ops, s.w.Verdicts())
			}
		}
	})
}

// FuzzACut after anything is confirmed: all that was claimed from there on is lost, and
// nothing below it.
func FuzzACut(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, ops []byte) {
		ops = ops[:min(len(ops), 100)]
		s := begins(t)
		s.writes(1)
		s.looks(1)
		for _, op := range ops {
			s.does(op)
		}
		s.settles()
		at := len(s.records)
		s.writes(5)
		s.looks(1)
		s.cut(at + 2)
		s.leads(s.leader%3 + 1)
		s.looks(3)
		var lost []Verdict
		for _, v := range s.w.Verdicts() {
			if v.State == Confirmed {
				lost = append(lost, v)
			}
		}
		if len(lost) != 1 || lost[0].From != int64(at+2) || lost[0].To != int64(at+4) || !lost[0].Replayable {
			t.Fatalf("after %v and a cut at %d: %v", ops, at+2, s.w.Verdicts())
		}
	})
}

func seeds(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		ops := make([]byte, rng.IntN(60))
		for i := range ops {
			ops[i] = byte(rng.Uint32())
		}
		f.Add(ops)
	}
}

// does is one thing that may happen to a log.
func (s *scene) does(op byte) {
	n := int(op >> 4)
	switch op & 15 {
	case 0, 1, 2:
		s.writes(n)
	case 3:
		s.others(n)
	case 4:
		s.leads(int32(n%3 + 1))
	case 5:
		s.anew()
	case 6:
		s.err = map[bool]error{true: errAway}[n%2 == 0]
	case 7:
		s.blind = n%2 == 0
	case 8:
		s.start = min(s.start+int64(n), int64(len(s.records)))
	case 9:
		s.pid = int64(7 + n%2)
	case 10: // a look that is judged when something was written meanwhile
		look := s.look(s.w.Asks()[0])
		s.writes(n)
		s.w.Judge(look)
	case 11: // a look at the topic before, of a broker that is behind
		s.behind(n)
	case 12: // the client knows the leader's epoch later
		s.said = map[bool]int32{true: s.epoch}[n%2 == 0]
	case 13:
		s.seldom = n
	default:
		s.looks(n%4 + 1)
	}
}

// behind has a look asked now and answered by the topic as it is, and judged when it was
// made anew and written to.
func (s *scene) behind(n int) {
	look := s.look(s.w.Asks()[0])
	s.anew()
	s.writes(n)
	s.w.Judge(look)
}

// settles has all of it be looked at, and the log grow beyond what may be of a topic before.
func (s *scene) settles() {
	s.err, s.blind, s.seldom, s.said = nil, false, 0, 0
	s.looks(4)
	s.others(1000)
	s.writes(1)
	s.looks(4)
}
