package metrics

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

func TestPatience(t *testing.T) {
	const s = time.Second
	for _, c := range []struct{ every, took, want time.Duration }{
		{0, 0, 90 * s},
		{5 * s, s, 30 * s},
		{5 * s, 0, 30 * s},
		{10 * s, s, 30 * s},
		{11 * s, s, 33 * s},
		{5 * s, 40 * s, 120 * s},
		{time.Minute, s, 180 * s},
		{0, 20 * s, 60 * s},
	} {
		if got := patience(&board.Cluster{Look: board.Look{Every: c.every, Took: c.took}}); got != c.want {
			t.Errorf("looks every %s that take %s: %s, want %s", c.every, c.took, got, c.want)
		}
	}
}

func TestLate(t *testing.T) {
	b := &board.Board{Started: at}
	for name, c := range map[string]struct {
		looked time.Time
		after  time.Duration
		want   bool
	}{
		"in time":                           {at, 30 * time.Second, false},
		"too late":                          {at, 30*time.Second + 1, true},
		"a look that is to come":            {at.Add(time.Minute), 0, false},
		"no look yet, and time":             {time.Time{}, 30 * time.Second, false},
		"no look for too long":              {time.Time{}, 31 * time.Second, true},
		"a look long after the watch began": {at.Add(time.Hour), time.Hour + 20*time.Second, false},
	} {
		cluster := &board.Cluster{At: c.looked, Look: board.Look{Every: 5 * time.Second}}
		if got := late(b, cluster, at.Add(c.after)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
