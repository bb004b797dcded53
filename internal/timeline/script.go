package timeline

import (
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Script is one file that has been read.
type Script struct {
	Name    string // the file
	Rules   []string
	Policy  string // the text of a policy; "" for none
	Expects []Expect

	cycle, until time.Duration
	steps        []step
}

// Start is when every file starts: its 0s.
func Start() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// step is one line that changes the world.
type step struct {
	at   time.Duration
	line int
	do   action
}

// action changes the world.
type action func(*world) error

// Play goes through the file from its start to its end. Each cycle is handed
// what a source would bring of the cluster at that time.
func (s *Script) Play(cycle func(at time.Time, now *model.Builder)) error {
	w := newWorld()
	w.pending = slices.Clone(s.steps)
	for at := time.Duration(0); at <= s.until; at += s.cycle {
		for len(w.pending) > 0 && w.pending[0].at <= at {
			next := w.pending[0]
			w.pending = w.pending[1:]
			w.advance(next.at)
			w.line = next.line
			if err := next.do(w); err != nil {
				return fmt.Errorf("%s:%d: %w", s.Name, next.line, err)
			}
		}
		w.advance(at)
		now := model.NewBuilder(w.time())
		w.build(now)
		cycle(w.time(), now)
	}
	return nil
}

// At lists what is expected at one cycle.
func (s *Script) At(at time.Time) []Expect {
	var out []Expect
	for _, e := range s.Expects {
		if Start().Add(e.At).Equal(at) {
			out = append(out, e)
		}
	}
	return out
}
