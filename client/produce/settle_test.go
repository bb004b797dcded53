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

// TestM15_DoubtIsSettledTruly: kgo gives records up whose requests are anywhere: refused,
// appended, or held on the wire to arrive before the barrier or behind it. What is told in
// the end is what the log holds.
func TestM15_DoubtIsSettledTruly(t *testing.T) {
	settled := map[string]int{}
	for seed := range uint64(150) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 11))
			log := newModel()
			log.deaf = rng.IntN(4)
			s := on(t, Config{Within: time.Minute})
			s.settles(log)
			n, epoch, late := 0, int16(0), []func(){}
			for range 12 {
				for range 1 + rng.IntN(3) { // some are acknowledged
					s.sends(t.Context(), n, 1)
					s.kgo.writes("t", 0, 4, epoch)
					s.kgo.acks(n, log.append(s.kgo.held[n].record, 4, epoch), 4, epoch)
					n++
				}
				for range rng.IntN(4) { // some are given up
					s.sends(t.Context(), n, 1)
					s.kgo.writes("t", 0, 4, epoch)
					r, then := *s.kgo.held[n].record, epoch
					arrives := func() { log.append(&r, 4, then) }
					how := rng.IntN(4)
					if how == 0 {
						arrives()
					}
					s.kgo.fails(n, kerr.RequestTimedOut)
					switch how {
					case 1:
						arrives() // before the barrier
					case 2:
						late = append(late, arrives)
					}
					n++
				}
				epoch++ // kgo does so after it has given up what was sent
			}
			s.sends(t.Context(), n, 1)
			s.kgo.writes("t", 0, 4, epoch)
			s.kgo.acks(n, log.append(s.kgo.held[n].record, 4, epoch), 4, epoch)
			for _, arrives := range late {
				arrives()
			}
			if err := s.shut(time.Minute); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
			for _, line := range append(s.first.got(), s.later.got()...) {
				v, kind, _ := strings.Cut(line, " ")
				in := log.times(v)
				if kind != InDoubt.String() && (kind == Persisted.String()) != (in == 1) || in > 1 {
					t.Errorf("seed %d: record %s was told to be %s, and is in the log %d times", seed, v, kind, in)
				}
			}
			for _, line := range s.later.got() {
				_, kind, _ := strings.Cut(line, " ")
				settled[kind]++
			}
		})
	}
	t.Logf("settled: %v", settled)
	if settled[Persisted.String()] < 100 || settled[NotPersisted.String()] < 100 {
		t.Errorf("hardly anything was settled: %v", settled)
	}
}

// TestWhatIsNoBarrier settles nothing: what was on its way before, another producer, the
// same epoch, another partition, an acknowledgement without an offset.
func TestWhatIsNoBarrier(t *testing.T) {
	for _, c := range []struct {
		name string
		acks func(*scene)
	}{
		{"a record that had its partition before", func(s *scene) { s.kgo.acks(1, 9, 4, 1) }},
		{"another producer", func(s *scene) { s.sends(s.Context(), 2, 1); s.kgo.acks(2, 9, 5, 1) }},
		{"the same epoch", func(s *scene) { s.sends(s.Context(), 2, 1); s.kgo.acks(2, 9, 4, 0) }},
		{"no offset", func(s *scene) { s.sends(s.Context(), 2, 1); s.kgo.acks(2, -1, 4, 1) }},
		{"another partition", func(s *scene) {
			s.Produce(s.Context(), &kgo.Record{Topic: "t", Partition: 1, Value: []byte("2")}, s.first.add)
			s.kgo.acks(2, 9, 4, 1)
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := on(t, Config{})
			s.settles(newModel())
			s.sends(t.Context(), 0, 2)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.fails(0, kgo.ErrRecordTimeout)
			c.acks(s)
			synctest.Wait()
			if got := s.later.got(); len(got) > 0 || s.Numbers().InDoubt != 1 {
				t.Errorf("%s: %v, %+v", c.name, got, s.Numbers())
			}
			s.shut(time.Second)
		})
	}
}

// TestANewerEpochThatIsThereAlready when a record is known to be in doubt: the next record
// is a barrier all the same, and nothing waits for a failure that may never come.
func TestANewerEpochThatIsThereAlready(t *testing.T) {
	for name, leaves := range map[string]func(*fake){
		"of another partition": func(f *fake) { f.writes("t", 1, 4, 1) },
		"of the same one":      func(f *fake) { f.writes("t", 0, 4, 1) },
	} {
		synctest.Test(t, func(t *testing.T) {
			s, log := on(t, Config{}), newModel()
			s.settles(log)
			s.sends(t.Context(), 0, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.sends(t.Context(), 1, 1)
			s.kgo.acks(1, log.append(s.kgo.held[1].record, 4, 0), 4, 0)
			s.sends(t.Context(), 2, 1)
			s.kgo.writes("t", 0, 4, 0)
			leaves(s.kgo)
			s.kgo.fails(2, kerr.RequestTimedOut)
			s.sends(t.Context(), 3, 1)
			s.kgo.acks(3, log.append(s.kgo.held[3].record, 4, 1), 4, 1)
			synctest.Wait()
			s.lists(name, s.later.got(), "2 not persisted")
			s.kgo.acks(0, -1, 4, 0)
			s.shut(time.Second)
		})
	}
}

// TestWhatLeftUnseen may have been in any epoch.
func TestWhatLeftUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := on(t, Config{}), newModel()
		s.settles(log)
		s.sends(t.Context(), 0, 1)
		s.kgo.writes("t", 0, 4, 0)
		s.kit.strange.Add(1)
		s.kgo.writes("t", 1, 4, 1)
		s.kgo.fails(0, kerr.RequestTimedOut)
		for i, epoch := range []int16{1, 2} {
			s.sends(t.Context(), 1+i, 1)
			s.kgo.acks(1+i, log.append(s.kgo.held[1+i].record, 4, epoch), 4, epoch)
			synctest.Wait()
			if got := len(s.later.got()); got != i {
				t.Errorf("epoch %d: %d are settled", epoch, got)
			}
		}
		s.shut(time.Second)
	})
}

// TestSeveralProducers: what may have left under an older id cannot be settled.
func TestSeveralProducers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.settles(newModel())
		s.kgo.writes("t", 0, 4, 0)
		s.sends(t.Context(), 0, 1)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.writes("t", 0, 5, 0)
		s.kgo.fails(0, kgo.ErrRecordTimeout)
		if n := s.Numbers(); n != (Numbers{Lost: 1}) {
			t.Errorf("%+v", n)
		}
		s.shut(time.Second)
	})
}

// TestAGuardBefore whose doubts are settled by the records of the next one: it tells them.
func TestAGuardBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before, log := on(t, Config{}), newModel()
		before.settles(log)
		before.sends(t.Context(), 0, 1)
		before.kgo.writes("t", 0, 4, 0)
		before.kgo.fails(0, kerr.RequestTimedOut)
		before.shut(time.Second)

		later := &told{}
		next, err := begin(before.kgo, before.kit, Config{Settled: later.add})
		if err != nil {
			t.Fatal(err)
		}
		s := &scene{T: t, Guard: next, kgo: before.kgo, first: &told{}, later: later}
		s.settles(log)
		s.sends(t.Context(), 1, 1)
		s.kgo.acks(1, log.append(s.kgo.held[1].record, 4, 1), 4, 1)
		synctest.Wait()
		s.lists("settled by the first", before.later.got(), "0 not persisted")
		if n := before.Numbers(); n != (Numbers{}) || len(later.got()) > 0 {
			t.Errorf("%+v, and the next one tells %v", n, later.got())
		}
		if err := s.shut(time.Second); err != nil {
			t.Error(err)
		}
	})
}

func TestAlike(t *testing.T) {
	h := func(k string, v []byte) []kgo.RecordHeader { return []kgo.RecordHeader{{Key: k, Value: v}} }
	all := []*kgo.Record{
		{}, {Key: []byte{}}, {Value: []byte{}}, {Key: []byte("a")}, {Value: []byte("a")}, {Headers: h("", nil)},
		{Headers: h("", []byte{})}, {Headers: h("a", nil)}, {Headers: append(h("a", nil), h("a", nil)...)},
	}
	for i, a := range all {
		for j, b := range all {
			if alike(a, b) != (i == j) {
				t.Errorf("%v and %v: alike is %t", a, b, alike(a, b))
			}
		}
	}
}

// TestTheReasonIsKept when a record was looked for.
func TestTheReasonIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got Outcome
		s, log := on(t, Config{}), newModel()
		s.Guard.settled = func(o Outcome) { got = o }
		s.settles(log)
		s.sends(t.Context(), 0, 1)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.fails(0, kerr.RequestTimedOut)
		s.sends(t.Context(), 1, 1)
		s.kgo.acks(1, log.append(s.kgo.held[1].record, 4, 1), 4, 1)
		synctest.Wait()
		if got.Kind != NotPersisted || !got.Final || !errors.Is(got.Err, ErrNotThere) || !errors.Is(got.Err, kerr.RequestTimedOut) {
			t.Errorf("%s: %v", got.Kind, got.Err)
		}
		s.shut(time.Second)
	})
}
