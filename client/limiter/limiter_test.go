package limiter

import (
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func newSet(t testing.TB, budget int64) *Set {
	t.Helper()
	s, err := New(Options{Budget: budget})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is a moment of a test, in milliseconds.
func at(millis int) time.Time { return epoch.Add(time.Duration(millis) * ms) }

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		o     Options
		wrong string // "" for right
	}{
		{Options{Budget: 1 << 20}, ""},
		{Options{Budget: 64 << 20, Patience: sec}, ""},
		{Options{}, "the budget is 0 bytes"},
		{Options{Budget: 1<<20 - 1}, "the budget is 1048575 bytes"},
		{Options{Budget: -1}, "the budget is -1 bytes"},
		{Options{Budget: 1 << 20, Patience: -1}, "the patience is -1ns"},
	} {
		s, err := New(c.o)
		if c.wrong == "" && (err != nil || s == nil) || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.wrong)
		}
	}
}

// fill takes records of 64 KiB until it is told to wait, and tells how many.
func fill(l *Limiter, now time.Time) (n int) {
	for l.Take(now, 64<<10) {
		n++
	}
	return n
}

func drain(l *Limiter, now time.Time, n int, v Verdict) {
	for range n {
		l.Done(now, 64<<10, 10*ms, v)
	}
}

func TestHalvedAtMostOnceInARound(t *testing.T) {
	l := newSet(t, 8<<20).Of(1)
	n := fill(l, at(0))
	if n != startLimit>>16 {
		t.Fatalf("%d records went", n)
	}
	expect := func(what string, limit, halvings int64) {
		t.Helper()
		if got := l.Snapshot(); got.Limit != limit || got.Halvings != halvings {
			t.Fatalf("%s: %+v, want a limit of %d and %d halvings", what, got, limit, halvings)
		}
	}
	drain(l, at(10), 1, Refused)
	expect("the first refusal", startLimit/2, 1)
	drain(l, at(10), n-2, Refused)
	expect("the others of its round", startLimit/2, 1)
	l.Refuse(at(10))
	expect("a throttle in that round", startLimit/2, 1)
	drain(l, at(11), 1, Acknowledged)
	expect("the last of its round", startLimit/2, 1)
	n = fill(l, at(12))
	l.Refuse(at(13))
	expect("a throttle in the next round", startLimit/4, 2)
	drain(l, at(14), n, Failed)
	expect("what fails for other reasons", startLimit/4, 2)
	for range 10 {
		fill(l, at(15))
		drain(l, at(16), int(l.outstanding()>>16), Refused)
	}
	expect("never below the least limit", smallestLimit, 4)
	if n := fill(l, at(17)); n != 1 {
		t.Errorf("%d records went at the least limit", n)
	}
}

func TestGrowsOnlyWhenItWasInTheWay(t *testing.T) {
	for _, c := range []struct {
		name    string
		records int // on their way in each round
		verdict Verdict
		stale   bool
		grows   bool
	}{
		{"the limit is reached", 16, Acknowledged, false, true},
		{"half of it", 8, Acknowledged, false, true},
		{"less", 7, Acknowledged, false, false},
		{"nothing acknowledged", 16, Failed, false, false},
		{"stale", 8, Acknowledged, true, false},
	} {
		s := newSet(t, 8<<20)
		l := s.Of(1)
		l.Take(at(0), 0) // has its limit
		began := l.Snapshot().Limit
		if c.stale {
			s.Stale(at(0), true)
			drain(l, at(1), 1, Acknowledged)
			began /= 2
		}
		for i := range 4 {
			for range c.records {
				if !l.Take(at(i*10), 64<<10) {
					t.Fatalf("%s: told to wait", c.name)
				}
			}
			drain(l, at(i*10+10), c.records, c.verdict)
			if c.stale {
				l.pressed.Store(true)
			}
		}
		if got := l.Snapshot().Limit; (got > began) != c.grows || got < began {
			t.Errorf("%s: %d, then %d", c.name, began, got)
		}
	}
}

func TestAnyRecordPassesWhenNothingIsOnItsWay(t *testing.T) {
	l := newSet(t, 1<<20).Of(1)
	for _, bytes := range []int64{100 << 20, 0, -5, 1 << 62} {
		if !l.Take(at(0), bytes) {
			t.Fatalf("%d bytes: told to wait, on the way %d", bytes, l.outstanding())
		}
		if bytes > 1<<20 && l.Take(at(0), 1) {
			t.Fatalf("beside %d bytes one more went", bytes)
		}
		l.Done(at(1), bytes, 0, Acknowledged)
		if l.outstanding() != 0 {
			t.Fatalf("%d bytes: %d on the way", bytes, l.outstanding())
		}
	}
}

// TestStaleIsNotLost when the round of another halving is not over.
func TestStaleIsNotLost(t *testing.T) {
	s := newSet(t, 8<<20)
	l := s.Of(1)
	n := fill(l, at(0))
	drain(l, at(1), 1, Refused)
	s.Stale(at(2), true)
	s.Stale(at(3), true)
	if got := l.Snapshot(); got.Limit != startLimit/2 {
		t.Errorf("at once: %+v", got)
	}
	drain(l, at(4), n-1, Acknowledged)
	if got := l.Snapshot(); got.Limit != startLimit/4 || got.Halvings != 2 {
		t.Errorf("after the round: %+v", got)
	}
	drain(l, at(5), fill(l, at(4)), Failed)
	s.Stale(at(5), true)
	if got := l.Snapshot(); got.Limit != startLimit/4 {
		t.Errorf("told again: %+v", got)
	}
	s.Stale(at(5), false)
	for i := range 40 {
		n := fill(l, at(10*i))
		drain(l, at(10*i+10), n, Acknowledged)
	}
	if got := l.Snapshot(); got.Limit < startLimit {
		t.Errorf("known again: %+v", got)
	}
}

// TestLatenessIsAQuestion: of a queue the limiter gets rid, a way is accepted.
func TestLatenessIsAQuestion(t *testing.T) {
	q := &question{patience: patience}
	const limit = 1 << 20
	ask := func(what string, r round, want int64) {
		t.Helper()
		if got := q.next(limit, r); got != want {
			t.Fatalf("%s: %d, want %d", what, got, want)
		}
	}
	more := int64(limit + limit/growth)
	good := round{lasted: 20 * ms, quickest: 10 * ms, pressed: true, largest: record}
	slow := round{lasted: 600 * ms, quickest: 300 * ms, pressed: true, largest: record}
	rest := round{lasted: 600 * ms, quickest: 300 * ms, resting: true}
	ask("good, and never halved", good, 2*limit)
	ask("late", slow, limit/2)
	ask("resting", rest, limit)
	ask("half as late is a queue", round{lasted: 300 * ms, quickest: 250 * ms, pressed: true, largest: record}, limit/2)
	ask("resting again", round{lasted: 300 * ms, quickest: 250 * ms, resting: true}, limit)
	ask("as late is a way", round{lasted: 290 * ms, quickest: 250 * ms, pressed: true, largest: record}, more)
	ask("and known", slow, more)
	ask("four times that is late", round{lasted: 2 * sec, quickest: 1001 * ms, pressed: true, largest: record}, limit/2)
	ask("resting", rest, limit)
	ask("near again", good, more)
	ask("late again", slow, limit/2)
	ask("resting", rest, limit)
	ask("the application slackens", round{lasted: 600 * ms, quickest: 300 * ms, largest: record}, limit)
	ask("not more than two records", round{lasted: 9 * sec, quickest: 9 * sec, pressed: true, largest: limit / 2}, more)
	ask("not in the way", round{lasted: 9 * sec, quickest: 9 * sec, largest: record}, limit)
}

func TestABrokerThatIsIdleGivesItsPartBack(t *testing.T) {
	s := newSet(t, 4<<20)
	for node := range int32(4) {
		fill(s.Of(node), at(0))
	}
	if got := s.Of(3).Snapshot().Limit; got != 1<<20 {
		t.Fatalf("the fourth has %d", got)
	}
	for node := range int32(3) {
		drain(s.Of(node), at(10), 16, Acknowledged)
	}
	fill(s.Of(4), at(59_000)) // not yet
	if got := s.Of(0).Snapshot().Limit; got == 0 || got > 4<<20/5 {
		t.Errorf("after a minute less a second: %d", got)
	}
	fill(s.Of(5), at(61_000))
	for node, want := range map[int32]bool{0: false, 1: false, 2: false, 3: true, 4: true, 5: true} {
		if got := s.Of(node).Snapshot(); (got.Limit > 0) != want {
			t.Errorf("broker %d: %+v", node, got)
		}
	}
	if !s.Of(0).Take(at(62_000), 1) || s.Of(0).Snapshot().Limit < smallestLimit {
		t.Errorf("back again: %+v", s.Of(0).Snapshot())
	}
}

func TestOneOfSeveralHasAtMostHalf(t *testing.T) {
	s := newSet(t, 8<<20)
	hog := s.Of(0)
	for i := range 100 {
		drain(hog, at(10*i+10), fill(hog, at(10*i)), Acknowledged)
	}
	if got := hog.Snapshot().Limit; got != 8<<20 {
		t.Errorf("alone: %d", got)
	}
	fill(s.Of(1), at(1000))
	fill(s.Of(2), at(1000))
	for i := range 100 {
		drain(hog, at(10*i+1010), fill(hog, at(10*i+1000)), Acknowledged)
	}
	if got := hog.Snapshot().Limit; got != 4<<20 {
		t.Errorf("of three: %d", got)
	}
}

// TestMoreBrokersThanTheBudgetHasLeastLimits: also when most of them are idle in the end.
func TestMoreBrokersThanTheBudgetHasLeastLimits(t *testing.T) {
	s := newSet(t, 1<<20)
	within := func(when string) {
		t.Helper()
		var sum int64
		for _, l := range s.Snapshot() {
			sum += l.Limit
		}
		if sum > 1<<20 {
			t.Fatalf("%s: limits of %d in all", when, sum)
		}
	}
	millis := 0
	round := func(brokers int32, verdict Verdict) {
		millis += 10
		for node := range brokers {
			drain(s.Of(node), at(millis), fill(s.Of(node), at(millis-10)), verdict)
			within(verdictName[verdict])
		}
	}
	for range 4 {
		round(40, Acknowledged)
	}
	if got := s.Of(39).Snapshot().Limit; got < 1<<20/40 || got > 1<<20/39 {
		t.Errorf("of forty one has %d", got)
	}
	millis += 61_000
	for node := range int32(16) { // these are not idle, and too modest to grow
		s.Of(node).Take(at(millis), 1)
		s.Of(node).Done(at(millis), 1, ms, Acknowledged)
	}
	s.Of(40).Take(at(millis), 1) // gives back what the idle had
	for range 60 {
		round(1, Acknowledged) // who takes what it can
	}
	for range 40 {
		round(16, Refused)
		round(16, Acknowledged)
	}
}

var verdictName = map[Verdict]string{Acknowledged: "acknowledged", Refused: "refused"}

// TestALargeRecordIsForgotten: it excuses lateness for so long as it may be under way.
func TestALargeRecordIsForgotten(t *testing.T) {
	l := newSet(t, 8<<20).Of(0)
	l.Take(at(0), 8<<20)
	l.Done(at(1), 8<<20, ms, Acknowledged)
	for i := range 200 {
		l.Take(at(i), 100)
		l.Done(at(i), 100, ms, Acknowledged)
	}
	if got := l.largest.Load(); got >= 1024 {
		t.Errorf("after 200 rounds: %d", got)
	}
}

func TestOfIsTheSameEachTime(t *testing.T) {
	s := newSet(t, 1<<20)
	var got [8]*Limiter
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = s.Of(7); s.Of(int32(i)) })
	}
	wg.Wait()
	for _, l := range got {
		if l != s.Of(7) {
			t.Error("two limiters of one broker")
		}
	}
	if all := s.Snapshot(); len(all) != 8 || all[7] != (Snapshot{}) {
		t.Errorf("%v", all)
	}
}

// TestWhoIsToldToWaitIsNotForgotten: producers wait for a Done after each no, and all
// get through, whatever the outcomes are. What was taken and answered is the same sum.
func TestWhoIsToldToWaitIsNotForgotten(t *testing.T) {
	s := newSet(t, 1<<20)
	type sent struct{ bytes int64 }
	answers := make(chan sent, 10_000)
	var room sync.Cond
	room.L = &sync.Mutex{}
	var went atomic.Int64
	var producers, broker sync.WaitGroup
	for p := range uint64(4) {
		producers.Go(func() {
			r := rand.New(rand.NewPCG(p, 1))
			for range 2000 {
				bytes := r.Int64N(100 << 10)
				room.L.Lock()
				for !s.Of(1).Take(at(0), bytes) {
					room.Wait()
				}
				room.L.Unlock()
				went.Add(bytes)
				answers <- sent{bytes}
			}
		})
	}
	broker.Go(func() {
		r := rand.New(rand.NewPCG(9, 9))
		for a := range answers {
			s.Of(1).Done(at(0), a.bytes, ms, Verdict(r.IntN(3)))
			s.Stale(at(0), r.IntN(2) == 0)
			if got := s.Snapshot()[1]; got.Outstanding < 0 || got.Limit < smallestLimit {
				t.Errorf("%+v", got)
			}
			room.L.Lock()
			room.Broadcast()
			room.L.Unlock()
		}
	})
	producers.Wait()
	close(answers)
	broker.Wait()
	l := s.Of(1)
	if l.outstanding() != 0 || l.taken.Load() != went.Load() || l.Snapshot().Waits == 0 {
		t.Errorf("%+v after %d bytes", l.Snapshot(), went.Load())
	}
}

func TestNothingIsAllocated(t *testing.T) {
	s := newSet(t, 64<<20)
	if allocs := testing.AllocsPerRun(1000, func() {
		l := s.Of(1)
		l.Take(at(0), 1000)
		l.Done(at(1), 1000, ms, Acknowledged)
		l.Refuse(at(2))
	}); allocs > 0 {
		t.Errorf("%v allocations a record", allocs)
	}
}
