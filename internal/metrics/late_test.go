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

// TestLateAfterASlowLook: values are as old as the end of the look that told
// them, whatever has begun since.
func TestLateAfterASlowLook(t *testing.T) {
	const s = time.Second
	for name, c := range map[string]struct {
		took, after time.Duration // after the look has ended
		want        bool
	}{
		"a quick one, at once":    {s, 0, false},
		"a quick one, in time":    {s, 30 * s, false},
		"a quick one, too late":   {s, 31 * s, true},
		"a slow one, at once":     {40 * s, 0, false},
		"a slow one, in time":     {40 * s, 120 * s, false},
		"a slow one, too late":    {40 * s, 121 * s, true},
		"a very slow one, at end": {600 * s, 0, false},
	} {
		cluster := &board.Cluster{At: at, Look: board.Look{Every: 5 * s, Took: c.took, Ended: at.Add(c.took), Begun: at.Add(c.took + 20*s)}}
		if got := late(&board.Board{Started: at.Add(-time.Hour)}, cluster, at.Add(c.took+c.after)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestMoved is the newest of what shows that a watch goes on.
func TestMoved(t *testing.T) {
	b := &board.Board{Started: at}
	sec := func(n int) time.Time { return at.Add(time.Duration(n) * time.Second) }
	for name, c := range map[string]struct {
		cluster board.Cluster
		want    time.Time
	}{
		"nothing yet":                {board.Cluster{}, at},
		"the first look has begun":   {board.Cluster{Look: board.Look{Begun: sec(3)}}, sec(3)},
		"it has ended":               {board.Cluster{At: sec(3), Look: board.Look{Begun: sec(3), Ended: sec(9)}}, sec(9)},
		"the next one has begun":     {board.Cluster{At: sec(3), Look: board.Look{Begun: sec(11), Ended: sec(9)}}, sec(11)},
		"a board that does not tell": {board.Cluster{At: sec(3)}, sec(3)},
	} {
		if got := moved(b, &c.cluster); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestWhenALookEnded is told, and not when it began.
func TestWhenALookEnded(t *testing.T) {
	b := healthy()
	b.Clusters[0].Look.Ended = at.Add(40 * time.Second)
	const name = `breakwater_look_timestamp_seconds{cluster="plant"}`
	if got, want := scrape(t, b, Options{}).series[name], float64(at.Unix()+40); got != want {
		t.Errorf("%s is %f, want %f", name, got, want)
	}
}
