package refresh

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const ms = time.Millisecond

// at is a moment of a test, in milliseconds.
func at(millis int) time.Time { return epoch.Add(time.Duration(millis) * ms) }

func newSchedule(t testing.TB) *Schedule {
	t.Helper()
	s, err := New(epoch, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// quiet is a schedule whose interval is the longest, and the moment of its last answer.
func quiet(t testing.TB) (*Schedule, time.Time) {
	s, now := newSchedule(t), epoch
	for range 6 {
		now = s.Next(now)
		if !s.Due(now) {
			t.Fatal("not due when it said it would be")
		}
		s.Refreshed(now, true)
	}
	if s.Interval() != 30*time.Second {
		t.Fatalf("after six quiet intervals: %v", s.Interval())
	}
	return s, now
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		o     Options
		wrong string // "" for right
	}{
		{Options{}, ""},
		{Options{Gap: time.Second, Shortest: time.Second, Longest: time.Second, High: 1, Stale: 1, Old: 1}, ""},
		{Options{Gap: -1}, "Gap is -1ns"},
		{Options{Gap: 3 * time.Second}, "Shortest is 2s, below the Gap of 3s"},
		{Options{Shortest: -1}, "Shortest is -1ns"},
		{Options{Longest: time.Second}, "Longest is 1s, below Shortest, 2s"},
		{Options{High: -0.1}, "High is -0.1"},
		{Options{High: 1.1}, "High is 1.1"},
		{Options{Stale: -1}, "Stale is -1ns"},
		{Options{Stale: time.Minute}, "Old is 30s, below Stale, 1m0s"},
	} {
		s, err := New(epoch, c.o)
		if c.wrong == "" && (err != nil || s == nil) || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.wrong)
		}
	}
}

// questions runs a schedule for so many seconds, asking each millisecond, and tells when
// it asked, in seconds. Each answer takes 5 ms.
func questions(s *Schedule, seconds int, each func(millis int)) (asked []float64) {
	answer := -1
	for i := range seconds * 1000 {
		each(i)
		if i == answer {
			s.Refreshed(at(i), true)
		}
		if s.Due(at(i)) {
			asked, answer = append(asked, float64(i)/1000), i+5
		}
	}
	return asked
}

func TestTheIntervalGrowsInQuiet(t *testing.T) {
	got := questions(newSchedule(t), 125, func(int) {})
	want := []float64{0, 2.005, 6.010, 14.015, 30.020, 60.025, 90.030, 120.035}
	if !slices.Equal(got, want) {
		t.Errorf("asked at %v, want %v", got, want)
	}
}

// TestABurstIsOneQuestion: ten thousand failures before, while and after it is asked. The
// next question is that of the shortest interval.
func TestABurstIsOneQuestion(t *testing.T) {
	woken := 0
	s := newSchedule(t)
	got := questions(s, 44, func(i int) {
		if i >= 40_000 && i < 40_100 {
			for range 100 {
				if s.Failed(at(i)) {
					woken++
				}
			}
		}
	})
	if got = got[slices.Index(got, 40):]; !slices.Equal(got, []float64{40, 42}) || woken > 2 {
		t.Errorf("asked at %v, and woke %d times", got, woken)
	}
}

func TestFailuresThatGoOnAreAskedForAtTheGap(t *testing.T) {
	s := newSchedule(t)
	got := questions(s, 11, func(i int) {
		if i >= 10_000 {
			s.Failed(at(i))
		}
	})
	if got = got[slices.Index(got, 10):]; !slices.Equal(got, []float64{10, 10.25, 10.5, 10.75}) {
		t.Errorf("asked at %v", got)
	}
}

// TestTheIntervalFollowsTheFailures: of a thousand sends in each second, so many fail.
func TestTheIntervalFollowsTheFailures(t *testing.T) {
	for _, c := range []struct {
		failures int // of 1000, each second
		want     time.Duration
	}{{0, 30 * time.Second}, {4, 2 * time.Second}, {5, 2 * time.Second}, {500, 2 * time.Second}} {
		s := newSchedule(t)
		questions(s, 120, func(i int) {
			s.Sent(1)
			if i%1000 < c.failures {
				s.Failed(at(i))
			}
		})
		if got := s.Interval(); got != c.want {
			t.Errorf("%d of 1000: %v, want %v", c.failures, got, c.want)
		}
	}
	// Few failures of many sends keep the interval where it is.
	s, now := quiet(t)
	s.Sent(10_000)
	s.Failed(now.Add(time.Second))
	for range 2 {
		now = s.Next(now.Add(time.Second))
		s.Due(now)
		s.Refreshed(now, true)
	}
	if got := s.Interval(); got != 30*time.Second {
		t.Errorf("one of 10,000: %v", got)
	}
}

func TestAQuestionThatFailsIsAskedAgain(t *testing.T) {
	s, now := quiet(t)
	var waits []time.Duration
	for range 6 {
		now = s.Next(now)
		if !s.Due(now) || s.Due(now.Add(ms)) {
			t.Fatal("not due, or due twice")
		}
		s.Refreshed(now.Add(3*ms), false)
		waits = append(waits, s.Next(now).Sub(now))
	}
	if want := []time.Duration{500 * ms, 1000 * ms, 2000 * ms, 2000 * ms, 2000 * ms, 2000 * ms}; !slices.Equal(waits, want) {
		t.Errorf("asked again after %v, want %v", waits, want)
	}
	now = s.Next(now)
	s.Due(now)
	s.Refreshed(now, true)
	if got := s.Next(now).Sub(now); got < 2*time.Second || got > 4*time.Second {
		t.Errorf("after the answer the next one is in %v", got)
	}
}

// TestManyFailedQuestionsDoNotOverflow whatever the gap is.
func TestManyFailedQuestionsDoNotOverflow(t *testing.T) {
	s, err := New(epoch, Options{Gap: 1000 * time.Hour, Shortest: 2000 * time.Hour, Longest: 2000 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	now := epoch
	for range 200 {
		now = s.Next(now)
		s.Due(now)
		s.Refreshed(now, false)
		if got := s.Next(now).Sub(now); got != 2000*time.Hour {
			t.Fatalf("asked again after %v", got)
		}
	}
}

func TestAQuestionThatNobodyAnswersIsLost(t *testing.T) {
	s, now := quiet(t)
	now = s.Next(now)
	s.Due(now)
	if s.Failed(now.Add(time.Second)) || s.Due(now.Add(1999*ms)) || !s.Due(now.Add(2*time.Second)) {
		t.Error("not asked again after two seconds")
	}
}

// TestTold: the age and the level over time, when all questions fail from 40 s on.
func TestTold(t *testing.T) {
	for _, c := range []struct {
		name string
		fail bool // sends, too
		want []time.Duration
	}{
		// The last answer is of 30.025 s, and the next question would be at 60.025.
		{"sends fail", true, []time.Duration{45025 * ms, 60025 * ms}},
		{"nothing is sent", false, []time.Duration{0, 62025 * ms}},
	} {
		s := newSchedule(t)
		var stale, old time.Duration
		for i := range 80_000 {
			if c.fail && i >= 40_000 {
				s.Failed(at(i))
			}
			if s.Due(at(i)) {
				s.Refreshed(at(i+5), i < 40_000)
			}
			switch now := time.Duration(i) * ms; s.Level(at(i)) {
			case Stale:
				stale = first(stale, now)
			case Old:
				old = first(old, now)
			}
		}
		if got := []time.Duration{stale, old}; !slices.Equal(got, c.want) {
			t.Errorf("%s: stale and old at %v, want %v", c.name, got, c.want)
		}
		if got := s.Age(at(80_000)); got != 80*time.Second-30025*ms {
			t.Errorf("%s: age %v", c.name, got)
		}
		s.Refreshed(at(80_000), true)
		if s.Level(at(80_000)) != Fresh || s.Age(at(80_000)) != 0 {
			t.Errorf("%s: after an answer: %v", c.name, s.Level(at(80_000)))
		}
	}
}

func first(was, now time.Duration) time.Duration {
	if was == 0 {
		return now
	}
	return was
}

func TestNamesOfLevels(t *testing.T) {
	if got := Fresh.String() + Stale.String() + Old.String(); got != "freshstaleold" {
		t.Error(got)
	}
}

// TestWhatTheClientAsksItselfCounts as a question and as an answer.
func TestWhatTheClientAsksItselfCounts(t *testing.T) {
	s, now := quiet(t)
	now = now.Add(20 * time.Second)
	s.Refreshed(now, true)
	if got := s.Next(now); !got.Equal(now.Add(30 * time.Second)) {
		t.Errorf("next %v after it", got.Sub(now))
	}
	if s.Failed(now.Add(100 * ms)); s.Due(now.Add(249 * ms)) {
		t.Error("a failure within the gap asked again")
	}
}

// TestALateAnswerDoesNotOpenTheGap: somebody tells of an older moment than the question.
// TestWhatTheClientAsksItselfCoversABurst: a client that asks because of the same failures
// is not made to ask again.
func TestWhatTheClientAsksItselfCoversABurst(t *testing.T) {
	s, now := quiet(t)
	now = now.Add(time.Second)
	s.Asked(now)
	for i := range 100 {
		if s.Failed(now.Add(time.Duration(i) * ms)) {
			t.Fatalf("failure %d asks again", i)
		}
	}
	s.Asked(now.Add(100 * ms)) // a second of its own changes nothing
	s.Refreshed(now.Add(110*ms), true)
	if got := s.Next(now).Sub(now); got != 2*time.Second {
		t.Errorf("in case leaders moved behind it, it is asked again after %v", got)
	}
}

func TestALateAnswerDoesNotOpenTheGap(t *testing.T) {
	s, now := quiet(t)
	now = s.Next(now)
	s.Due(now)
	s.Refreshed(now, true)
	s.Refreshed(now.Add(-200*ms), true)
	if s.Failed(now.Add(100 * ms)); s.Due(now.Add(240 * ms)) {
		t.Error("asked twice within the gap")
	}
}

// TestOneOfManyAsks: several goroutines, of which one gets each question.
func TestOneOfManyAsks(t *testing.T) {
	s := newSchedule(t)
	var mu sync.Mutex
	var asked int
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				s.Sent(1)
				s.Failed(at(i))
				if s.Due(at(i)) {
					mu.Lock()
					asked++
					mu.Unlock()
					s.Refreshed(at(i), true)
				}
				s.Next(at(i))
				s.Level(at(i))
			}
		})
	}
	wg.Wait()
	if asked < 1 || asked > 4 {
		t.Errorf("%d questions in a second", asked)
	}
}
