package produce

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// story is a partition whose log a test tells the story of: one record is in doubt.
type story struct {
	*scene
	log *model
}

// inDoubt sends records 0 to 4, of which the last one is given up: it was written if that
// is said. What happens then comes before the barrier, record 5.
func inDoubt(t *testing.T, written bool, then func(*story)) *story {
	s := &story{on(t, Config{}), newModel()}
	s.settles(s.log)
	for i := range 4 {
		s.acks(i, 0)
	}
	s.sends(t.Context(), 4, 1)
	s.kgo.writes("t", 0, 4, 0)
	if written {
		s.log.append(s.kgo.held[4].record, 4, 0)
	}
	s.kgo.fails(4, kerr.RequestTimedOut)
	then(s)
	s.acks(5, 1)
	return s
}

// acks sends a record, and has it acknowledged where the log takes it.
func (s *story) acks(n int, epoch int16) {
	s.sends(s.Context(), n, 1)
	s.kgo.writes("t", 0, 4, epoch)
	last := len(s.kgo.held) - 1
	s.kgo.acks(last, s.log.append(s.kgo.held[last].record, 4, epoch), 4, epoch)
}

// ends waits until all was told, and tells the last outcome of record 4.
func (s *story) ends() string {
	s.Helper()
	synctest.Wait()
	got := s.later.got()
	if err := s.shut(time.Hour); len(got) != 1 || (err == nil) != !strings.Contains(got[0], "doubt") {
		s.Errorf("%v was told, and Close says %v", got, err)
	}
	return strings.TrimPrefix(strings.Join(got, ""), "4 ")
}

// TestWhatALogMayHaveHeld: what is not found was not written only if nothing is missing of
// the log to which it was sent.
func TestWhatALogMayHaveHeld(t *testing.T) {
	const forGood = "in doubt for good"
	for name, c := range map[string]struct {
		written bool
		then    func(*story)
		want    string
		why     error
	}{
		"nothing happens":                 {false, func(*story) {}, "not persisted", ErrNotThere},
		"it is there":                     {true, func(*story) {}, "persisted", nil},
		"others have grown":               {false, func(s *story) { s.log.grow(20) }, "not persisted", ErrNotThere},
		"cut, and others have grown":      {true, func(s *story) { s.log.cut(0); s.log.grow(20) }, forGood, errAnew},
		"the last one cut, and grown":     {true, func(s *story) { s.log.cut(3); s.log.grow(20) }, forGood, errAnew},
		"itself cut, and nobody grows":    {true, func(s *story) { s.log.cut(2) }, forGood, errAnew},
		"it came to a log that was cut":   {false, func(s *story) { s.log.cut(0); s.log.append(s.kgo.held[4].record, 4, 0); s.log.grow(20) }, forGood, errAnew},
		"it came to one that shows that":  {false, func(s *story) { s.log.cut(0); s.log.append(s.kgo.held[4].record, 4, 0) }, "persisted", nil},
		"another topic of that name":      {true, func(s *story) { s.log.cut(0); s.log.id = [16]byte{2}; s.log.grow(20) }, forGood, errAnew},
		"deleted before":                  {false, func(s *story) { s.log.start = 4 }, forGood, errGone},
		"deleted":                         {true, func(s *story) { s.log.grow(3); s.log.start = 6 }, forGood, errDeleted},
		"deleted, up to the barrier":      {true, func(s *story) { s.log.grow(3); s.log.start = 8 }, forGood, errDeleted},
		"compacted":                       {true, func(s *story) { s.log.grow(3); s.log.log[4] = nil }, forGood, errHole},
		"others are compacted, it is not": {true, func(s *story) { s.log.grow(3); s.log.log[5] = nil }, "persisted", nil},
		"what was before is compacted":    {false, func(s *story) { s.log.log[3] = nil }, forGood, errGone},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := inDoubt(t, c.written, func(s *story) {
				s.kit.parts.of("t", 0).belongs([16]byte{1})
				s.log.id = [16]byte{1}
				c.then(s)
			})
			if got := s.ends(); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
			if err := s.later.errs[0]; !errors.Is(err, c.why) || c.want == forGood && (!errors.Is(err, ErrUnsettled) || !errors.Is(err, kerr.RequestTimedOut)) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// TestABarrierThatIsLost: the log was cut behind what was acknowledged before, and grew
// again, once the barrier was acknowledged.
func TestABarrierThatIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &story{on(t, Config{}), newModel()}
		s.log.deaf = 1 // it is looked for later
		s.settles(s.log)
		s.acks(0, 0)
		s.sends(t.Context(), 4, 1)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.fails(1, kerr.RequestTimedOut)
		s.acks(5, 1)
		synctest.Wait()
		s.log.cut(1)
		s.log.grow(3)
		time.Sleep(time.Second)
		if got := s.ends(); got != "in doubt for good" || !errors.Is(s.later.errs[0], errLost) {
			t.Errorf("%s: %v", got, s.later.errs[0])
		}
	})
}

// TestNothingWasAcknowledgedBefore: then it is to be known where the log ended.
func TestNothingWasAcknowledgedBefore(t *testing.T) {
	for name, c := range map[string]struct {
		base func(*partition)
		then func(*model)
		want string
		why  error
	}{
		"known":                 {func(p *partition) { p.founded([16]byte{}, 5, 0) }, func(*model) {}, "not persisted", ErrNotThere},
		"known, and written":    {func(p *partition) { p.founded([16]byte{}, 3, 0) }, func(m *model) { m.append(&kgo.Record{Value: []byte("4")}, 4, 0) }, "persisted", nil},
		"unknown":               {func(*partition) {}, func(*model) {}, "in doubt for good", errUnknown},
		"known too late":        {func(p *partition) { p.requests.Add(1); p.founded([16]byte{}, 5, 0); p.requests.Add(^uint64(0)) }, func(*model) {}, "in doubt for good", errUnknown},
		"cut since":             {func(p *partition) { p.founded([16]byte{}, 5, 0) }, func(m *model) { m.cut(4); m.grow(3) }, "in doubt for good", errAnew},
		"deleted since":         {func(p *partition) { p.founded([16]byte{}, 5, 0) }, func(m *model) { m.grow(3); m.start = 6 }, "in doubt for good", errDeleted},
		"another topic by then": {func(p *partition) { p.founded([16]byte{7}, 5, 0) }, func(m *model) { m.id = [16]byte{8}; m.grow(3) }, "in doubt for good", errAnew},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &story{on(t, Config{}), newModel()}
			s.log.grow(5)
			c.base(s.kit.parts.of("t", 0))
			s.settler = newSettler(s.log)
			s.work.Go(func() { s.settler.run(s.ctx) })
			s.sends(t.Context(), 4, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.fails(0, kerr.RequestTimedOut)
			c.then(s.log)
			s.acks(5, 1)
			if got := s.ends(); got != c.want || !errors.Is(s.later.errs[0], c.why) {
				t.Errorf("%s: %s, %v", name, got, s.later.errs[0])
			}
		})
	}
}

// TestM15_NothingIsToldThatIsNotProven, whatever becomes of the log: cut, grown by others,
// deleted, compacted. What is told to be persisted is in the log where it is said to be. What
// is told not to be was never there, or was lost alone: brokers drop what no replica but the
// leader has, and nobody was told of.
func TestM15_NothingIsToldThatIsNotProven(t *testing.T) {
	settled := map[string]int{}
	for seed := range uint64(400) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 12))
			s := &story{on(t, Config{Within: time.Hour}), newModel()}
			s.settled = func(o Outcome) {
				s.later.add(o)
				if o.Kind == Persisted && !s.log.lies(o.Record) {
					t.Errorf("seed %d: record %s is told to be at offset %d, and is not", seed, o.Record.Value, o.Record.Offset)
				}
			}
			s.settles(s.log)
			n, epoch := 0, int16(0)
			for range 6 {
				for range rng.IntN(4) {
					s.acks(n, epoch)
					n++
				}
				for range rng.IntN(3) {
					s.sends(t.Context(), n, 1)
					s.kgo.writes("t", 0, 4, epoch)
					s.happens(rng)
					if rng.IntN(2) == 0 {
						s.log.append(s.kgo.held[n].record, 4, epoch)
					}
					s.happens(rng)
					s.kgo.fails(n, kerr.RequestTimedOut)
					n++
				}
				epoch++
				s.happens(rng)
			}
			s.acks(n, epoch)
			s.happens(rng)
			s.shut(time.Hour)
			for i, line := range s.later.got() {
				v, kind, _ := strings.Cut(line, " ")
				if settled[kind]++; kind == NotPersisted.String() && s.log.ever[v] {
					t.Errorf("seed %d: record %s is told not to be persisted, and was written: %v", seed, v, s.later.errs[i])
				}
			}
		})
	}
	t.Logf("settled: %v", settled)
	for kind, least := range map[string]int{Persisted.String(): 100, NotPersisted.String(): 100, InDoubt.String() + " for good": 100} {
		if settled[kind] < least {
			t.Errorf("%s: only %d of %v", kind, settled[kind], settled)
		}
	}
}

// happens has something happen to the log, or nothing.
func (s *story) happens(rng *rand.Rand) {
	synctest.Wait() // what can be told is told
	end := int64(len(s.log.log))
	switch rng.IntN(16) {
	case 0:
		s.cuts(rng.Int64N(end + 1))
	case 1:
		s.cuts(max(0, end-rng.Int64N(3)))
	case 2:
		s.log.changes(func(m *model) { m.start = max(m.start, rng.Int64N(end+1)) })
	case 3: // what is above may be lost, and then never was
		if known := min(end, s.kit.parts.of("t", 0).acked.Load()+1); known > 0 {
			s.log.changes(func(m *model) { m.log[rng.Int64N(known)] = nil })
		}
	case 4:
		s.log.changes(func(m *model) { m.deaf = 1 })
	case 5:
		time.Sleep(time.Second)
	case 6, 7, 8:
		s.log.grow(rng.IntN(12))
	}
}

// cuts has the log be cut. What lay behind all that was acknowledged was never of use.
func (s *story) cuts(from int64) {
	if from > s.kit.parts.of("t", 0).acked.Load() {
		for _, r := range s.log.log[from:] {
			if r != nil {
				delete(s.log.ever, string(r.Value))
			}
		}
	}
	s.log.cut(from)
}

// lies tells whether a record is in the log where it is said to be.
func (m *model) lies(r *kgo.Record) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return r.Offset >= m.start && r.Offset < int64(len(m.log)) && m.log[r.Offset] != nil && alike(m.log[r.Offset], r)
}
