package notify

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// world makes up what becomes of a few alerts, by chance.
type world struct {
	chance *rand.Rand
	alerts map[string]*fate
	next   int
}

// fate is one alert, and whether it is told to the dispatcher at present.
type fate struct {
	severity string
	over     bool
	held     bool
	shown    bool // its end was in a list
}

var severities = []string{"error", "warning", "info"}

// step changes something, and returns the list.
func (w *world) step() string {
	for range 1 + w.chance.IntN(3) {
		switch n := w.chance.IntN(6); {
		case len(w.alerts) == 0 || n == 0 && len(w.alerts) < 6:
			w.next++
			w.alerts[fmt.Sprintf("k%d", w.next)] = &fate{severity: w.severity()}
		case n == 1:
			w.any().severity = w.severity()
		case n == 2:
			f := w.any()
			f.over, f.held = true, false
		case n == 3:
			f := w.any()
			f.held = !f.held && !f.over
		case n == 4:
			w.forgetOne()
		}
	}
	return w.list()
}

func (w *world) severity() string { return severities[w.chance.IntN(len(severities))] }

func (w *world) any() *fate {
	i := w.chance.IntN(len(w.alerts))
	for _, f := range w.alerts {
		if i == 0 {
			return f
		}
		i--
	}
	return nil
}

// forgetOne has one that is over leave the list.
func (w *world) forgetOne() {
	for key, f := range w.alerts {
		if f.shown {
			delete(w.alerts, key)
			return
		}
	}
}

// rest ends all holds, so that what is true can be told.
func (w *world) rest() string {
	for _, f := range w.alerts {
		f.held = false
	}
	return w.list()
}

func (w *world) list() string {
	var all []string
	for key, f := range w.alerts {
		token := key + "=" + f.severity
		if f.over {
			token += "/over"
			f.shown = true
		}
		if !f.held {
			all = append(all, token)
		}
	}
	return strings.Join(all, " ")
}

// view is what somebody who reads the messages takes for firing: by key for
// people, by labels for machines.
func view(t *testing.T, told []string, byLabels bool) map[string]string {
	t.Helper()
	now := map[string]string{}
	for _, line := range told {
		_, tokens, _ := strings.Cut(line, " ")
		for token := range strings.FieldsSeq(tokens) {
			token, _ = strings.CutSuffix(token, "/late")
			token, over := strings.CutSuffix(token, "/over")
			key, severity, _ := strings.Cut(token, "=")
			if byLabels {
				key = token
			}
			if _, known := now[key]; over && !known {
				t.Errorf("the end of %s is told, which was not firing there:\n%s", key, strings.Join(told, "\n"))
			}
			if over {
				delete(now, key)
				continue
			}
			now[key] = severity
		}
	}
	return now
}

// repeats are messages to people that say what the one before said.
func repeats(told []string) []string {
	last, out := map[string]string{}, []string(nil)
	for _, line := range told {
		_, token, _ := strings.Cut(line, " ")
		key, says, _ := strings.Cut(token, "=")
		if last[key] == says {
			out = append(out, line)
		}
		last[key] = says
	}
	return out
}

// TestEverybodyKnowsTheTruthInTheEnd plays what chance brings, with receivers
// that fail and a watch that is restarted, to each kind of receiver: when it
// is over each knows what is firing, and nothing else.
func TestEverybodyKnowsTheTruthInTheEnd(t *testing.T) {
	for seed := range uint64(40) {
		for _, kind := range []string{"people", "labels", "machine"} {
			synctest.Test(t, func(t *testing.T) {
				chance := rand.New(rand.NewPCG(seed, 7))
				w := &world{chance: chance, alerts: map[string]*fate{}}
				s := newStage(t, kind, Options{})
				at := time.Duration(0)
				for range 60 {
					at += time.Duration(1+chance.IntN(40)) * time.Second
					at = max(at, time.Since(s.start))
					switch n := chance.IntN(12); n {
					case 0, 1:
						s.play(at.String() + " " + []string{"down", "hang"}[n])
					case 2, 3, 4:
						s.play(at.String() + " up")
					case 5:
						s.restart()
					default:
						s.play(at.String() + " " + w.step())
					}
				}
				at = time.Since(s.start)
				s.play(at.String() + " up")
				s.play(at.String() + " " + w.rest())
				s.until(at + 30*time.Minute)
				if err := s.d.Close(context.Background()); err != nil {
					t.Errorf("seed %d, %s: %v", seed, kind, err)
				}
				judge(t, seed, s, w)
			})
		}
	}
}

func judge(t *testing.T, seed uint64, s *stage, w *world) {
	t.Helper()
	told := s.f.told
	byLabels := s.f.name != "people"
	got := view(t, told, byLabels)
	for key, f := range w.alerts {
		seen := key
		if byLabels {
			seen = key + "=" + f.severity
		}
		severity, firing := got[seen]
		delete(got, seen)
		if firing == f.over && (f.over || f.severity != "info") {
			t.Errorf("seed %d, %s: %s is over: %v, and taken for firing: %v", seed, s.f.name, key, f.over, firing)
		}
		if firing && severity != f.severity {
			t.Errorf("seed %d, %s: %s is %s, and taken for %s", seed, s.f.name, key, f.severity, severity)
		}
	}
	if len(got) > 0 {
		t.Errorf("seed %d, %s: %v is taken for firing:\n%s", seed, s.f.name, maps.Collect(maps.All(got)), strings.Join(told, "\n"))
	}
	if twice := repeats(told); s.f.name == "people" && len(twice) > 0 {
		t.Errorf("seed %d: people were told twice: %q in\n%s", seed, twice, strings.Join(told, "\n"))
	}
}
