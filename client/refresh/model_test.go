package refresh

import (
	"math/rand/v2"
	"testing"
	"time"
)

// model answers from the whole history each time, by the sentences of the package
// documentation. It is slow and keeps no state of its own.
type model struct {
	o       Options
	history []happened
}

type kind int

const (
	started kind = iota
	sent
	failed
	asked
	own // a question of the client's own
	answered
	unanswered // a question failed
)

type happened struct {
	at   time.Time
	what kind
	n    int
}

func (m *model) add(at time.Time, what kind, n int) {
	m.history = append(m.history, happened{at, what, n})
}

// last gives the index of the last that is one of the kinds before an index, or -1.
func (m *model) last(before int, kinds ...kind) int {
	for i := before - 1; i >= 0; i-- {
		for _, k := range kinds {
			if m.history[i].what == k {
				return i
			}
		}
	}
	return -1
}

// question is the index of the last question: one of ours, or one of the client's own,
// of which perhaps only the answer is known.
func (m *model) question() int {
	i := m.last(len(m.history), asked, own, answered, unanswered)
	if i < 0 || m.asks(i) {
		return i
	}
	if before := m.last(i, asked, own, answered, unanswered); before >= 0 && m.asks(before) {
		return before
	}
	return i
}

func (m *model) asks(i int) bool { return m.history[i].what == asked || m.history[i].what == own }

// underWay tells whether a question is, and is not lost.
func (m *model) underWay(now time.Time) bool {
	i := m.last(len(m.history), asked, own, answered, unanswered)
	return i >= 0 && m.asks(i) && now.Before(m.history[i].at.Add(m.o.Shortest))
}

// interval plays all windows again.
func (m *model) interval() time.Duration {
	interval, began := m.o.Shortest, m.history[0].at
	var n, bad float64
	for _, h := range m.history {
		switch h.what {
		case sent:
			n += float64(h.n)
		case failed:
			bad++
		case unanswered:
			interval = m.o.Shortest
		case answered:
			over := h.at.Sub(began) >= interval
			if bad > 0 && bad >= m.o.High*max(n, bad) {
				interval, over = m.o.Shortest, true
			} else if over && bad == 0 {
				interval = min(interval*2, m.o.Longest)
			}
			if over {
				began, n, bad = h.at, 0, 0
			}
		}
	}
	return interval
}

// next is the moment of the next question.
func (m *model) next() time.Time {
	q := m.question()
	if q < 0 {
		return m.history[0].at
	}
	at := m.history[q].at
	end := m.last(len(m.history), answered, unanswered)
	if end < q { // under way
		return at.Add(m.o.Shortest)
	}
	next := m.history[end].at.Add(m.interval())
	if m.history[end].what == unanswered {
		next = at.Add(min(m.o.Shortest, m.o.Gap<<m.tries(end)))
	}
	for i := q; i < len(m.history); i++ {
		f := m.history[i]
		switch {
		case f.what != failed || i < end && m.history[end].what == unanswered:
		case i < end || f.at.Before(at.Add(m.o.Gap)):
			next = earlier(next, at.Add(m.o.Shortest))
		default:
			next = earlier(next, f.at)
		}
	}
	return next
}

// tries counts the questions that failed up to one, since the last that did not.
func (m *model) tries(end int) (n int) {
	for i := end; i >= 0 && m.history[i].what != answered; i-- {
		if m.history[i].what == unanswered {
			n++
		}
	}
	return n
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (m *model) age(now time.Time) time.Duration {
	return now.Sub(m.history[m.last(len(m.history), started, answered)].at)
}

// level: since the metadata were had, when was the first moment that a question was due?
func (m *model) level(now time.Time) Level {
	had := m.last(len(m.history), started, answered)
	since := m.next()
	for i := had + 1; i < len(m.history); i++ {
		w, at := m.history[i].what, m.history[i].at
		if due := (&model{m.o, m.history[:i]}).next(); w == asked || w == own && !at.Before(due) {
			since = due // which may be before it was asked
			break
		}
		if w == unanswered {
			since = at
			break
		}
	}
	switch age := m.age(now); {
	case now.Sub(since) < m.o.Shortest || age < m.o.Stale:
		return Fresh
	case age < m.o.Old:
		return Stale
	}
	return Old
}

// TestAgainstTheModel: all that can be asked is the same at each step of any history, and
// no two questions are closer than the gap.
func TestAgainstTheModel(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := Options{}
		if seed%4 == 0 {
			o = Options{Gap: 500 * time.Millisecond, Shortest: time.Second, Longest: 5 * time.Second, High: 0.3, Stale: 3 * time.Second, Old: 4 * time.Second}
		}
		play(t, r, o)
	}
}

func play(t *testing.T, r *rand.Rand, o Options) {
	now := epoch
	s, err := New(now, o)
	if err != nil {
		t.Fatal(err)
	}
	m := &model{o: o.withDefaults()}
	m.add(now, started, 0)
	last := time.Time{}
	steps := []time.Duration{0, 1, 10 * time.Millisecond, 240 * time.Millisecond, 2 * time.Second, 20 * time.Second}
	trouble := r.IntN(10)
	for range 150 {
		now = now.Add(time.Duration(r.Int64N(int64(steps[r.IntN(len(steps))]) + 1)))
		before := m.next()
		switch what := r.IntN(10); {
		case what < 3:
			n := r.IntN(500)
			s.Sent(n)
			m.add(now, sent, n)
		case what < 5 && r.IntN(10) < trouble:
			woken := s.Failed(now)
			m.add(now, failed, 1)
			if want := m.next().Before(before); woken != want {
				t.Fatalf("%v: woken: %v, want %v; history %v", now, woken, want, m.history)
			}
		case what < 6:
			s.Asked(now)
			if !m.underWay(now) {
				m.add(now, own, 0)
			}
		case what < 9:
			due := s.Due(now)
			if want := !now.Before(before); due != want {
				t.Fatalf("%v: due: %v, want %v; history %v", now, due, want, m.history)
			}
			if !due {
				break
			}
			if !last.IsZero() && now.Sub(last) < m.o.Gap {
				t.Fatalf("%v: asked twice within %v", now, now.Sub(last))
			}
			last = now
			m.add(now, asked, 0)
		default:
			ok := r.IntN(10) >= trouble
			s.Refreshed(now, ok)
			m.add(now, map[bool]kind{true: answered, false: unanswered}[ok], 0)
		}
		same(t, s, m, now)
	}
}

func same(t *testing.T, s *Schedule, m *model, now time.Time) {
	t.Helper()
	next := m.next()
	if next.Before(now) {
		next = now
	}
	if got := s.Next(now); !got.Equal(next) {
		t.Fatalf("%v: next %v, want %v; history %v", now, got, next, m.history)
	}
	if got, want := s.Age(now), m.age(now); got != want {
		t.Fatalf("%v: age %v, want %v", now, got, want)
	}
	if got, want := s.Interval(), m.interval(); got != want {
		t.Fatalf("%v: interval %v, want %v; history %v", now, got, want, m.history)
	}
	for _, later := range []time.Duration{0, 3 * time.Second, 16 * time.Second, 40 * time.Second} {
		if got, want := s.Level(now.Add(later)), m.level(now.Add(later)); got != want {
			t.Fatalf("%v: in %v it is %v, want %v; history %v", now, later, got, want, m.history)
		}
	}
}
