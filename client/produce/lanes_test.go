package produce

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// laned is a scene with lanes, whose topic t takes so many bytes as soon as it is asked.
func laned(t *testing.T, bytes int, c Config) *scene {
	t.Helper()
	s := on(t, c)
	s.lanes = newLanes(s.Guard, func(context.Context, string) { s.kit.limits.set("t", bytes) })
	s.kit.lanes.Store(s.lanes)
	s.work.Go(func() { s.lanes.run(s.ctx) })
	return s
}

// refuses has a broker refuse what the fake holds from the n-th on: the guard hears of it
// before kgo fails all of it.
func (s *scene) refuses(n int) {
	s.Helper()
	at := s.kit.parts.of("t", 0)
	number := at.leaves(head{4, int16(at.requests.Load()), 0, 1})
	at.hears(number, kerr.MessageTooLarge.Code)
	s.lanes.refused(at)
	for i := range s.kgo.has()[n:] {
		s.kgo.fails(n+i, kerr.MessageTooLarge)
	}
	synctest.Wait()
}

// has is the values of what the fake was ever given, in their order.
func (f *fake) has() (out []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.held {
		out = append(out, string(s.record.Value))
	}
	return out
}

// gives sends records of 200 bytes, whose values begin with a number.
func (s *scene) gives(ctx context.Context, from, n int) {
	for i := range n {
		s.Produce(ctx, &kgo.Record{Topic: "t", Value: []byte(long(from + i))}, s.first.add)
	}
}

func long(i int) string { return strconv.Itoa(i) + strings.Repeat(" ", 200) }

// numbers are the numbers of records.
func numbers(values []string) (out []int) {
	for _, v := range values {
		n, _ := strconv.Atoi(strings.Fields(v)[0])
		out = append(out, n)
	}
	return out
}

// got holds the numbers of what kgo was given from the n-th on against what should be.
func (s *scene) got(what string, n int, want ...int) {
	s.Helper()
	synctest.Wait()
	if got := numbers(s.kgo.has()[n:]); !slices.Equal(got, want) {
		s.Errorf("%s: kgo is given %v, want %v", what, got, want)
	}
}

// TestM07_WhatWasRefusedGoesFirst in groups that fit, the next one behind the acknowledgement
// of the one before, and what is newer waits.
func TestM07_WhatWasRefusedGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 700, Config{})
		s.gives(t.Context(), 0, 5)
		s.refuses(0)
		go s.gives(t.Context(), 5, 2)
		s.got("at first", 5, 0, 1)
		s.kgo.acks(5, 0, 4, 1)
		s.got("when one of two is acknowledged", 7)
		s.kgo.acks(6, 1, 4, 1)
		s.got("then", 7, 2, 3)
		s.TryProduce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("7")}, s.first.add)
		if err := s.first.errs[2]; !errors.Is(err, ErrHeld) || s.Counts().Failed["held"] != 1 {
			t.Errorf("what does not wait: %v", err)
		}
		s.kgo.acks(7, 2, 4, 1)
		s.kgo.acks(8, 3, 4, 1)
		s.got("the last", 9, 4)
		s.kgo.acks(9, 4, 4, 1)
		s.got("behind them", 10, 5, 6)
		s.kgo.acks(10, 5, 4, 1)
		s.kgo.acks(11, 6, 4, 1)
		if n := s.Counts(); n.Again != 5 || n.Told[Persisted] != 7 {
			t.Errorf("%+v", n)
		}
		if err := s.shut(time.Second); err != nil || s.desk.free() != s.budget {
			t.Errorf("%v, %d of %d are free", err, s.desk.free(), s.budget)
		}
	})
}

// TestM07_AGroupIsRefused: it stands before the others again, and is halved; the last of it,
// which is refused alone, is given up.
func TestM07_AGroupIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 1<<20, Config{})
		s.gives(t.Context(), 0, 4)
		s.refuses(0)
		s.got("all that fits", 4, 0, 1, 2, 3)
		s.refuses(4)
		s.got("half of it", 8, 0, 1)
		s.refuses(8)
		s.got("one", 10, 0)
		for i := range singles {
			s.got("again", 10+i, 0)
			s.refuses(10 + i)
			time.Sleep(10 * time.Second)
		}
		s.got("the next one", 10+singles, 1)
		s.lists("told", s.first.got(), long(0)+" not persisted")
		if !errors.Is(s.first.errs[0], kerr.MessageTooLarge) {
			t.Errorf("the reason is %v", s.first.errs[0])
		}
		for i := 1; i < 4; i++ {
			s.kgo.acks(9+singles+i, int64(i), 4, 4)
			synctest.Wait()
		}
		if err := s.shut(time.Second); err != nil {
			t.Error(err)
		}
	})
}

// TestM07_WhatIsTooLargeNow is judged as a new record is.
func TestM07_WhatIsTooLargeNow(t *testing.T) {
	shrink := func(_ context.Context, r *kgo.Record, bytes int) error { r.Value = r.Value[:2]; return nil }
	for name, c := range map[string]struct {
		sizes *Sizes
		want  string
	}{
		"nothing can be done":   {nil, "0 not persisted"},
		"it is only observed":   {&Sizes{Observe: true}, "0 not persisted"},
		"it is rejected":        {&Sizes{}, "0 rejected"},
		"it is shrunk and fits": {&Sizes{Shrink: shrink}, "0 persisted"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := laned(t, 200, Config{Sizes: c.sizes})
			s.gives(t.Context(), 0, 1)
			s.Produce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("1")}, s.first.add)
			s.refuses(0)
			for i := 2; i < len(s.kgo.has()); i++ {
				s.kgo.acks(i, int64(i), 4, 1)
				synctest.Wait()
			}
			s.lists(name, short(s.first.got()), c.want, "1 persisted")
			if err := s.shut(time.Second); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestM15_WhatWaitsInALaneIsToldInTime: kgo does not have it, so that it is certain, and it
// never goes.
func TestM15_WhatWaitsInALaneIsToldInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{Within: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s.gives(t.Context(), 0, 1)
		s.gives(ctx, 1, 1)
		s.gives(t.Context(), 2, 1)
		s.refuses(0)
		s.gives(ctx, 3, 1) // it waits before the desk
		time.Sleep(3 * tick)
		synctest.Wait()
		told := short(s.first.got())
		for want, why := range map[string]error{"1 not persisted": ErrTime, "3 not persisted": ErrHeld} {
			if i := slices.Index(told, want); i < 0 || len(told) != 2 || !errors.Is(s.first.errs[i], why) {
				t.Errorf("%v are told, as %v; want %q", told, s.first.errs, want)
			}
		}
		s.got("the first", 3, 0)
		s.kgo.acks(3, 0, 4, 1)
		s.got("behind it", 4, 2)
		s.kgo.acks(4, 1, 4, 1)
		if err := s.shut(time.Second); err != nil || s.desk.free() != s.budget {
			t.Errorf("%v, %d of %d are free", err, s.desk.free(), s.budget)
		}
	})
}

// short has the values of lines without their blanks.
func short(lines []string) (out []string) {
	for _, line := range lines {
		out = append(out, strings.Join(strings.Fields(line), " "))
	}
	return out
}

// TestCloseEndsALane: who waits before the desk is told, and what waits in the lane when the
// time is over.
func TestCloseEndsALane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{Within: time.Hour})
		s.gives(t.Context(), 0, 2)
		s.refuses(0)
		go s.gives(t.Context(), 2, 1)
		synctest.Wait()
		if err := s.shut(time.Second); err == nil {
			t.Error("a record is in kgo still")
		}
		s.lists("told", short(s.first.got()), "2 not persisted", "0 in doubt", "1 not persisted")
		s.kgo.fails(2, kerr.MessageTooLarge)
		s.lists("later", short(s.later.got()), "0 not persisted")
	})
}

// TestADoubtIsNotSentAgain: it was told, or it may be in the log. What is behind it goes.
func TestADoubtIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 1<<20, Config{Within: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s.gives(ctx, 0, 1)
		s.gives(t.Context(), 1, 1)
		at := s.kit.parts.of("t", 0)
		at.loses(at.leaves(head{4, 0, 0, 2}))
		s.gives(t.Context(), 2, 1)
		time.Sleep(2 * time.Second)
		s.refuses(0)
		s.got("what is certain", 3, 2)
		s.lists("told", short(s.first.got()), "0 in doubt", "1 in doubt for good")
		s.kgo.acks(3, 0, 4, 1)
		s.shut(time.Second)
	})
}

// TestTheTurnstile: kgo hears of a refusal when nobody is just giving it a record of the
// topic.
func TestTheTurnstile(t *testing.T) {
	for _, leaks := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := laned(t, 1<<20, Config{})
			s.gives(t.Context(), 0, 1)
			passes := make(chan struct{})
			s.kgo.hook = func(r *kgo.Record) {
				if r.Topic == "t" {
					<-passes
				}
			}
			go s.gives(t.Context(), 1, 1)
			go s.Produce(t.Context(), &kgo.Record{Topic: "u", Value: []byte("u")}, s.first.add)
			synctest.Wait()
			s.kgo.hook = nil
			heard := make(chan struct{})
			go func() { s.lanes.refused(s.kit.parts.of("t", 0)); close(heard) }()
			if leaks {
				time.Sleep(2 * turnstile)
			} else {
				time.Sleep(turnstile / 2)
			}
			select {
			case <-heard:
				if !leaks {
					t.Error("kgo hears of it while a record comes")
				}
			default:
				if leaks {
					t.Error("kgo never hears of it")
				}
			}
			close(passes)
			synctest.Wait()
			for i, v := range s.kgo.has() {
				if v != "u" {
					s.kgo.fails(i, kerr.MessageTooLarge)
				}
			}
			synctest.Wait()
			again := s.Counts().Again
			if leaks != (again == 0) {
				t.Errorf("%d are sent again, late: %t", again, leaks)
			}
			s.shut(time.Second)
		})
	}
}

// TestM07_WhatKgoRefusesItself has no partition, and goes into no lane that begins meanwhile.
func TestM07_WhatKgoRefusesItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 700, Config{})
		s.gives(t.Context(), 0, 1)
		kit := s.kgo.kit
		s.kgo.kit = nil // kgo asks nobody
		s.gives(t.Context(), 1, 1)
		s.kgo.kit = kit
		at := s.kit.parts.of("t", 0)
		at.hears(at.leaves(head{4, 0, 0, 1}), kerr.MessageTooLarge.Code)
		go s.lanes.refused(at)
		synctest.Wait()
		s.kgo.fails(1, kerr.MessageTooLarge)
		time.Sleep(time.Millisecond)
		s.kgo.fails(0, kerr.MessageTooLarge)
		s.got("again", 2, 0)
		s.kgo.acks(2, 0, 4, 1)
		synctest.Wait()
		s.lists("told", short(s.first.got()), "1 not persisted", "0 persisted")
		s.shut(time.Second)
	})
}

// TestM07_NoneOfAGroupOvertakes another one: the first is refused before kgo has the second.
func TestM07_NoneOfAGroupOvertakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 700, Config{})
		s.gives(t.Context(), 0, 2)
		once, passes := false, make(chan struct{})
		s.kgo.hook = func(r *kgo.Record) {
			if numbers([]string{string(r.Value)})[0] != 1 || once {
				return
			}
			once = true
			go func() {
				at := s.kit.parts.of("t", 0)
				at.hears(at.leaves(head{4, 9, 0, 1}), kerr.MessageTooLarge.Code)
				s.lanes.refused(at)
				for i := 2; i < len(s.kgo.has()); i++ { // kgo fails all that it has
					s.kgo.fails(i, kerr.MessageTooLarge)
				}
			}()
			<-passes
		}
		s.refuses(0)
		time.Sleep(10*time.Millisecond + turns/2) // between two looks, so that kgo has it before the next one
		close(passes)
		time.Sleep(time.Second)
		s.got("both again, in their order, one by one", 2, 0, 1, 0)
		s.kgo.acks(4, 10, 4, 1)
		synctest.Wait()
		s.kgo.acks(5, 11, 4, 1)
		synctest.Wait()
		s.lists("told", short(s.first.got()), "0 persisted", "1 persisted")
		s.shut(time.Second)
	})
}

// TestM07_AnotherGuardSendsToTheTopic whose lane has ended with the guard before.
func TestM07_AnotherGuardSendsToTheTopic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{})
		s.gives(t.Context(), 0, 2)
		s.refuses(0)
		s.shut(time.Second)
		next, err := begin(s.kgo, s.kit, Config{Within: 3 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		next.lanes = newLanes(next, func(context.Context, string) {})
		s.kit.lanes.Store(next.lanes)
		next.work.Go(func() { next.lanes.run(next.ctx) })
		n := len(s.kgo.has())
		go next.Produce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("7")}, s.first.add)
		s.got("the other's", n, 7)
		s.kgo.acks(n, 0, 4, 2)
		next.Close(t.Context())
	})
}

// TestM15_TimeIsOverWhileALaneShrinksIt: who gets the record back has it alone.
func TestM15_TimeIsOverWhileALaneShrinksIt(t *testing.T) {
	for took, want := range map[time.Duration][]string{2 * time.Second: {"0 not persisted"}, time.Second / 2: nil} {
		synctest.Test(t, func(t *testing.T) {
			told := func(*scene) {}
			var s *scene
			s = laned(t, 200, Config{Within: time.Second, Sizes: &Sizes{Shrink: func(_ context.Context, r *kgo.Record, _ int) error {
				time.Sleep(took)
				told(s)
				r.Value = r.Value[:1]
				return nil
			}}})
			told = func(s *scene) {
				if n := len(s.first.got()); n > 0 {
					t.Errorf("after %s of shrinking %d are told", took, n)
				}
			}
			s.gives(t.Context(), 0, 1)
			s.refuses(0)
			time.Sleep(took)
			synctest.Wait()
			s.lists("told", s.first.got(), want...)
			if want == nil {
				s.kgo.acks(1, 0, 4, 1)
			}
			if err := s.shut(time.Second); err != nil || s.desk.free() != s.budget {
				t.Errorf("%v, %d of %d are free", err, s.desk.free(), s.budget)
			}
		})
	}
}
