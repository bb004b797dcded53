package group

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestPause(t *testing.T) {
	busy := every(5_000, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120)
	for _, c := range []struct {
		name    string
		commits []model.Sample
		ends    []model.Sample
		from    int64
		want    int64
		ok      bool
	}{
		{"never moved", every(5_000, 10, 10, 10), busy, 0, 0, false},
		{"nothing remembered", nil, busy, 0, 0, false},
		{"with each look", every(5_000, 1, 2, 3, 4), busy, 0, 0, true},
		{"each third look", every(5_000, 1, 1, 1, 2, 2, 2, 3), busy, 0, 10_000, true},
		{"the last is not over", every(5_000, 1, 2, 3, 3, 3, 3, 3), busy, 0, 0, true},
		{"nobody wrote in the meantime", every(5_000, 10, 10, 10, 10, 10, 20), every(5_000, 10, 10, 10, 10, 20, 20), 0, 0, true},
		{"a record waited for a part of it", every(5_000, 10, 10, 10, 10, 10, 20), every(5_000, 10, 10, 20, 20, 20, 20), 0, 10_000, true},
		{"it waited from the start", every(5_000, 1, 1, 1, 2), every(5_000, 10, 10, 10, 10), 0, 10_000, true},
		{"it was set back", every(5_000, 9, 9, 9, 3, 4), busy, 0, 10_000, true},
		{"not so long ago", every(5_000, 1, 1, 1, 2, 3, 4), busy, 15_000, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := past{ends: map[int32][]model.Sample{0: c.ends}, commits: map[int32][]model.Sample{0: c.commits}}
			got, ok := pause(h, "billing", part(1, 200), c.from)
			if got != c.want || ok != c.ok {
				t.Errorf("%d ms, %v; want %d, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

// TestAFailureThatIsOverIsNoUsualPause: one long pause among many short ones is
// left out, one among few is not.
func TestAFailureThatIsOverIsNoUsualPause(t *testing.T) {
	for _, c := range []struct {
		others int
		want   int64
	}{{30, 0}, {5, 600_000}} {
		var commits, ends []model.Sample
		at := int64(0)
		for i := range c.others {
			commits = append(commits, model.Sample{At: at, N: int64(i)})
			ends = append(ends, model.Sample{At: at, N: 1_000})
			if at += 5_000; i == 2 {
				commits = append(commits, model.Sample{At: at + 595_000, N: int64(i)})
				at += 600_000
			}
		}
		h := past{ends: map[int32][]model.Sample{0: ends}, commits: map[int32][]model.Sample{0: commits}}
		if got, _ := pause(h, "billing", part(1, 2_000), 0); got != c.want {
			t.Errorf("one of %d: %d ms, want %d", c.others, got, c.want)
		}
	}
}

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		samples []model.Sample
		want    int
	}{
		{nil, 0}, {every(1, 5), 0}, {every(1, 5, 5, 5), 0}, {every(1, 5, 6, 6), 1}, {every(1, 5, 6, 7), 2}, {every(1, 1, 2, 3, 4, 5, 6), 3},
	} {
		if got := changes(track(c.samples)); got != c.want {
			t.Errorf("%v: %d, want %d", c.samples, got, c.want)
		}
		at, ok := moved(track(c.samples))
		if ok != (c.want > 0) || ok && at != c.samples[len(c.samples)-1].At && !slices.ContainsFunc(c.samples, func(s model.Sample) bool { return s.At == at }) {
			t.Errorf("%v moved at %d, %v", c.samples, at, ok)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		of   []int64
		want int64
	}{{nil, 0}, {[]int64{7}, 7}, {[]int64{9, 1}, 5}, {[]int64{9, 1, 3}, 3}, {[]int64{100, 1, 2, 4}, 3}} {
		if got := median(c.of); got != c.want {
			t.Errorf("of %v: %d, want %d", c.of, got, c.want)
		}
	}
	if got := median([]float64{1, 2}); got != 1.5 {
		t.Errorf("of 1 and 2: %v", got)
	}
}
