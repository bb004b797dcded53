package group

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestSamples(t *testing.T) {
	rising := every(5_000, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
	for _, c := range []struct {
		name    string
		samples []model.Sample
		now     int64
		want    []int64
		ok      bool
	}{
		{"one for each step", rising, 60_000, []int64{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, true},
		{"late for each step", rising, 64_999, []int64{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, true},
		{"too short", rising, 59_999, nil, false},
		{"none", nil, 60_000, nil, false},
		{"few for many steps", []model.Sample{{At: 0, N: 1}, {At: 30_000, N: 2}}, 60_000, []int64{2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := samples(track(c.samples), c.now, 60_000)
			if ok != c.ok || ok && !slices.Equal(got, c.want) {
				t.Errorf("%v, %v; want %v", got, ok, c.want)
			}
		})
	}
}

func TestRisen(t *testing.T) {
	for _, c := range []struct {
		name string
		past []int64 // the newest first
		want bool
	}{
		{"all the time", []int64{1300, 1200, 1100, 1000, 900, 800, 700, 600, 500, 400, 300, 200, 100}, true},
		{"flat", []int64{900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900}, false},
		{"falls", []int64{100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300}, false},
		{"a step up, and then flat", []int64{900, 900, 900, 900, 900, 900, 500, 100, 100, 100, 100, 100, 100}, false},
		{"less than a tenth", []int64{1030, 1029, 1028, 1027, 1026, 1025, 1024, 1023, 1022, 1021, 1020, 1019, 1018}, false},
		{"up and down", []int64{900, 100, 500, 900, 100, 500, 900, 100, 500, 900, 100, 500, 900}, false},
		{"up and down, and higher each time", []int64{1300, 800, 1200, 1150, 600, 1000, 900, 400, 800, 700, 200, 600, 500}, true},
		{"nothing", []int64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
	} {
		if got := risen(c.past); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestKeptAtLeast(t *testing.T) {
	ends := every(5_000, 100, 200, 300, 400, 500)
	for _, c := range []struct {
		name   string
		starts []model.Sample
		want   int64
		ok     bool
	}{
		{"never cut", every(5_000, 0, 0, 0, 0, 0), 0, false},
		{"not told", nil, 0, false},
		{"cut once", every(5_000, 0, 0, 50, 50, 50), 250, true},
		{"cut twice", every(5_000, 0, 0, 50, 50, 300), 200, true},
		{"cut to the end", every(5_000, 0, 0, 0, 400, 400), 0, true},
		{"the start went back: no cut", every(5_000, 50, 50, 0, 0, 0), 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := past{ends: map[int32][]model.Sample{0: ends}, starts: map[int32][]model.Sample{0: c.starts}}
			if got, ok := keptAtLeast(h, part(1, 500)); got != c.want || ok != c.ok {
				t.Errorf("%d, %v; want %d, %v", got, ok, c.want, c.ok)
			}
		})
	}
}
