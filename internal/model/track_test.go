package model

import (
	"math"
	"testing"
)

// trackOf hands out pairs of time and number, the newest first.
func trackOf(pairs ...int64) Track {
	return func(yield func(Sample) bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if !yield(Sample{At: pairs[i], N: pairs[i+1]}) {
				return
			}
		}
	}
}

func TestLatestAndOldest(t *testing.T) {
	cases := []struct {
		name           string
		track          Track
		latest, oldest Sample
		ok             bool
	}{
		{name: "no track"},
		{name: "no sample", track: trackOf()},
		{"one sample", trackOf(9, 5), Sample{9, 5}, Sample{9, 5}, true},
		{"several", trackOf(9, 5, 7, 4, 2, 8), Sample{9, 5}, Sample{2, 8}, true},
		{"a zero is a number", trackOf(0, 0), Sample{}, Sample{}, true},
	}
	for _, c := range cases {
		latest, ok := c.track.Latest()
		oldest, also := c.track.Oldest()
		if latest != c.latest || oldest != c.oldest || ok != c.ok || also != c.ok {
			t.Errorf("%s: latest %v %v, oldest %v %v", c.name, latest, ok, oldest, also)
		}
	}
}

func TestBefore(t *testing.T) {
	track := trackOf(90, 5, 70, 4, 20, 8)
	cases := []struct {
		name  string
		track Track
		at    int64
		want  Sample
		ok    bool
	}{
		{"after all", track, 1000, Sample{90, 5}, true},
		{"the time of one", track, 70, Sample{70, 4}, true},
		{"between two", track, 69, Sample{20, 8}, true},
		{"the time of the oldest", track, 20, Sample{20, 8}, true},
		{"before all", track, 19, Sample{}, false},
		{"no track", nil, 19, Sample{}, false},
	}
	for _, c := range cases {
		if got, ok := c.track.Before(c.at); got != c.want || ok != c.ok {
			t.Errorf("%s: %v %v, want %v %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestStanding(t *testing.T) {
	cases := []struct {
		name  string
		track Track
		want  Sample
		ok    bool
	}{
		{"no track", nil, Sample{}, false},
		{"one sample", trackOf(9, 5), Sample{9, 5}, true},
		{"it has just changed", trackOf(9, 5, 7, 4), Sample{9, 5}, true},
		{"it stands", trackOf(9, 5, 7, 5, 3, 5, 1, 4), Sample{3, 5}, true},
		{"it stood there before, too", trackOf(9, 5, 7, 5, 3, 4, 1, 5), Sample{7, 5}, true},
		{"it always stood", trackOf(9, 5, 7, 5), Sample{7, 5}, true},
		{"at zero", trackOf(9, 0, 7, 0, 3, 4), Sample{7, 0}, true},
	}
	for _, c := range cases {
		if got, ok := c.track.Standing(); got != c.want || ok != c.ok {
			t.Errorf("%s: %v %v, want %v %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestRate(t *testing.T) {
	track := trackOf(60_000, 600, 55_000, 590, 50_000, 500, 0, 0)
	cases := []struct {
		name      string
		track     Track
		span      int64
		perSecond float64
		over      int64
		ok        bool
	}{
		{"no track", nil, 1000, 0, 0, false},
		{"one sample", trackOf(9, 5), 1000, 0, 0, false},
		{"the span of two samples", track, 5000, 2, 5000, true},
		{"the next that is old enough", track, 5001, 10, 10_000, true},
		{"far back", track, 10_001, 10, 60_000, true},
		{"longer than there is", track, 3_600_000, 10, 60_000, true},
		{"it shrinks", trackOf(2000, 10, 1000, 30), 1000, -20, 1000, true},
		{"it stands", trackOf(2000, 10, 1000, 10), 1000, 0, 1000, true},
		{"no span", track, 0, 0, 0, false},
		{"two samples of one time", trackOf(5, 2, 5, 1), 1000, 0, 0, false},
	}
	for _, c := range cases {
		perSecond, over, ok := c.track.Rate(c.span)
		if math.Abs(perSecond-c.perSecond) > 1e-9 || over != c.over || ok != c.ok {
			t.Errorf("%s: %v over %d, %v; want %v over %d, %v", c.name, perSecond, over, ok, c.perSecond, c.over, c.ok)
		}
	}
}

func TestCrossing(t *testing.T) {
	cases := []struct {
		name          string
		track         Track
		n             int64
		before, after Sample
		ok            bool
	}{
		{name: "no track", n: 5},
		{name: "not above it now", track: trackOf(9, 5, 7, 9, 5, 1), n: 5},
		{"it has just gone above", trackOf(9, 6, 7, 5), 5, Sample{7, 5}, Sample{9, 6}, true},
		{"a while ago", trackOf(9, 8, 7, 7, 5, 6, 3, 2), 5, Sample{3, 2}, Sample{5, 6}, true},
		{"the last of two times", trackOf(9, 8, 7, 1, 5, 9, 3, 1), 5, Sample{7, 1}, Sample{9, 8}, true},
	}
	for _, c := range cases {
		if before, after, ok := c.track.Crossing(c.n); before != c.before || after != c.after || ok != c.ok {
			t.Errorf("%s: %v to %v, %v; want %v to %v, %v", c.name, before, after, ok, c.before, c.after, c.ok)
		}
	}
	if _, _, ok := trackOf(9, 8, 7, 7).Crossing(5); ok {
		t.Error("it was above in all samples, and nobody saw it go there")
	}
}

// TestATrackEndsEarly: nobody is handed samples after the one that was looked
// for, because a track may be long.
func TestATrackEndsEarly(t *testing.T) {
	handed := 0
	long := Track(func(yield func(Sample) bool) {
		for n := range int64(1000) {
			handed++
			if !yield(Sample{At: 1000 - n, N: 1000 - n}) {
				return
			}
		}
	})
	cases := []struct {
		name string
		read func()
		most int
	}{
		{"latest", func() { long.Latest() }, 1},
		{"before", func() { long.Before(998) }, 3},
		{"standing", func() { long.Standing() }, 2},
		{"rate", func() { long.Rate(4) }, 5},
		{"crossing", func() { long.Crossing(997) }, 4},
	}
	for _, c := range cases {
		handed = 0
		if c.read(); handed != c.most {
			t.Errorf("%s: %d samples were read, want %d", c.name, handed, c.most)
		}
	}
}

func TestMoved(t *testing.T) {
	for name, c := range map[string]struct {
		track Track
		at    int64
		ok    bool
	}{
		"no track":            {nil, 0, false},
		"no sample":           {trackOf(), 0, false},
		"one sample":          {trackOf(9, 5), 9, false},
		"always the same":     {trackOf(9, 5, 7, 5, 2, 5), 2, false},
		"just now":            {trackOf(9, 6, 7, 5, 2, 5), 9, true},
		"a while ago":         {trackOf(9, 6, 7, 6, 2, 5), 7, true},
		"back to what it was": {trackOf(9, 5, 7, 6, 2, 5), 9, true},
		"from zero":           {trackOf(9, 1, 7, 1, 2, 0), 7, true},
	} {
		if at, ok := c.track.Moved(); at != c.at || ok != c.ok {
			t.Errorf("%s: got %d %v, want %d %v", name, at, ok, c.at, c.ok)
		}
	}
}
