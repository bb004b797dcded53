package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// restart ends the dispatcher and starts another one that knows what the
// first one knew, by way of JSON on a disk.
func (s *stage) restart() {
	s.t.Helper()
	s.close()
	known, err := s.d.Known()
	if err != nil {
		s.t.Fatal(err)
	}
	disk, err := json.Marshal(known)
	if err != nil {
		s.t.Fatal(err)
	}
	var again map[string]json.RawMessage
	if err := json.Unmarshal(disk, &again); err != nil {
		s.t.Fatal(err)
	}
	next := newStage(s.t, s.f.name, Options{})
	next.d.workers[0].to = replayed(next.d.workers[0].to, s.f)
	synctest.Wait() // it waits for a list, and is woken
	if err := next.d.Restore(again); err != nil {
		s.t.Fatal(err)
	}
	s.d = next.d
}

// replayed is the same receiver as before the restart.
func replayed(to Receiver, f *fake) Receiver {
	if _, ok := to.(labelled); ok {
		return labelled{f}
	}
	return f
}

func TestRestart(t *testing.T) {
	for _, c := range []struct {
		name, kind    string
		before, after []string
		want          []string
	}{
		{"people hear nothing twice", "people",
			[]string{"0s a=error b=warning", "5s a=error b=warning/over"}, []string{"60s a=error b=warning/over"},
			[]string{"0s a=error", "0s b=warning", "5s b=warning/over"}},
		{"an end after the restart is told", "people",
			[]string{"0s a=error"}, []string{"60s a=error/over"},
			[]string{"0s a=error", "1m0s a=error/over"}},
		{"an end that waited is told, though nobody lists it any more", "people",
			[]string{"0s a=error", "1s down", "2s a=error/over"}, []string{"60s up", "61s "},
			[]string{"0s a=error", "1m6s a=error/over"}},
		{"an outage that nobody could be told of is told", "people",
			[]string{"0s down", "1s a=error", "2s a=error/over"}, []string{"60s up", "61s "},
			[]string{"1m6s a=error/late", "2m6s a=error/over"}},
		{"an outage that ended while the watch was down is told", "people",
			[]string{"0s down", "1s a=error"}, []string{"60s up", "61s a=error/over"},
			[]string{"1m1s a=error/late", "2m1s a=error/over"}},
		{"the end of a late one waits its time", "people",
			[]string{"0s down", "1s a=error", "2s a=error/over", "3s up", "20s "}, []string{"30s "},
			[]string{"4s a=error/late", "1m4s a=error/over"}},
		{"a severity that rose meanwhile is told", "labels",
			[]string{"0s a=warning"}, []string{"60s a=error"},
			[]string{"0s a=warning", "1m0s a=warning/over a=error"}},
		{"machines hear of what is firing, and of a heartbeat of now", "machine",
			[]string{"0s a=error h=none"}, []string{"30s a=error"},
			[]string{"0s a=error h=none", "1m0s a=error", "2m0s a=error"}},
		{"what was refused is not asked at once", "people",
			[]string{"0s 400", "1s a=error"}, []string{"60s up", "61s a=error"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, c.kind, Options{})
				for _, step := range c.before {
					s.play(step)
				}
				s.restart()
				for _, step := range c.after {
					s.play(step)
				}
				s.until(150 * time.Second)
				s.close()
				s.told(c.want...)
			})
		})
	}
}

func TestRestoreOfRubbish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{})
		defer s.close()
		for text, want := range map[string]string{`[1]`: "what people knows cannot be read", `{"a":null}`: "", `{}`: ""} {
			err := s.d.Restore(map[string]json.RawMessage{"people": json.RawMessage(text), "gone": json.RawMessage("[")})
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("Restore of %s says %v, want %q", text, err, want)
			}
		}
		s.play("0s a=error")
		s.told("0s a=error")
	})
}
