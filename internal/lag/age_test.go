package lag

import (
	"math"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestAge(t *testing.T) {
	const now = 100_000
	ends := []model.Sample{{At: 10_000, N: 50}, {At: 15_000, N: 60}, {At: 20_000, N: 61}, {At: 90_000, N: 100}}
	young := []model.Sample{{At: 10_000, N: 80}, {At: 90_000, N: 100}}
	unread := func(u model.Unread) *model.Unread { u.Of = 60; return &u }
	for _, c := range []struct {
		name   string
		log    model.Offsets
		unread *model.Unread
		ends   []model.Sample
		known  bool
		age    int64
		within int64
		how    Method
	}{
		{"the record was read", log(0, 100), unread(model.Unread{Offset: 60, At: 30_000}), ends, true, 70_000, 0, ByRecord},
		{"found by timestamps", log(0, 100), unread(model.Unread{Offset: 60, At: 30_000, Within: 500}), ends, true, 70_000, 500, ByTimestamp},
		{"its clock is ahead of ours", log(0, 100), unread(model.Unread{Offset: 60, At: now + 5, Within: 500}), ends, true, 0, 0, ByTimestamp},
		{"the end was seen to pass it", log(0, 100), nil, ends, true, 85_000, 5_000, ByHistory},
		{"looked for behind another commit", log(0, 100), &model.Unread{Of: 59, Offset: 60, At: 1}, ends, true, 85_000, 5_000, ByHistory},
		{"what was read is deleted", log(70, 100), unread(model.Unread{Offset: 60, At: 1}), ends, true, 80_000, 70_000, ByHistory},
		{"only markers at first", log(0, 100), unread(model.Unread{None: true, Offset: 61}), ends, true, 80_000, 70_000, ByHistory},
		{"there before the watch began", log(0, 100), nil, young, true, 90_000, 0, AtLeast},
		{"come since the last look", log(0, 100), nil, ends[:2], true, 85_000, 85_000, ByHistory},
		{"caught up", log(0, 60), nil, nil, true, 0, 0, ""},
		{"deleted whole", log(100, 100), nil, ends, true, 0, 0, ""},
		{"only markers", log(0, 100), unread(model.Unread{None: true, Offset: 100}), ends, true, 0, 0, ""},
		{"no sample", log(0, 100), nil, nil, false, 0, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := billing(60)
			g.Commits[0].Unread = c.unread
			h := past{ends: map[model.TopicPartition][]model.Sample{partition(0): c.ends}}
			got := Of(g, orders(c.log), h, now)
			p := got.Partitions[0]
			if p.AgeKnown != c.known || p.Age != c.age || p.Within != c.within || p.How != c.how {
				t.Errorf("got %+v", p)
			}
			if got.AgeKnown != c.known || got.Age != c.age || got.AtLeast != (c.how == AtLeast) {
				t.Errorf("the group is %d ms behind, known %v", got.Age, got.AgeKnown)
			}
		})
	}
	if got := Of(billing(60), orders(log(0, 100)), nil, now); got.AgeKnown || got.Partitions[0].AgeKnown {
		t.Errorf("an age from nowhere: %+v", got)
	}
}

func TestRates(t *testing.T) {
	run := func(step, per int64) (out []model.Sample) {
		for at := range int64(25) {
			out = append(out, model.Sample{At: at * 5_000, N: 1_000 + at*step*per})
		}
		return out
	}
	for _, c := range []struct {
		name          string
		ends, commits []model.Sample
		committed     int64
		read, written float64
		known         bool
		catchUp       int64
	}{
		{"catching up", run(5, 10), run(5, 20), 400, 20, 10, true, 60_001},
		{"falling behind", run(5, 20), run(5, 10), 400, 10, 20, true, -1},
		{"standing", run(5, 10), run(5, 10), 400, 10, 10, true, -1},
		{"caught up", run(5, 10), run(5, 10), 1_000, 10, 10, true, 0},
		{"set back", run(5, 10), run(5, -20), 400, 0, 10, true, -1},
		{"the log was cut", run(5, -10), run(5, 10), 400, 10, 0, true, 60_001},
		{"ends alone", run(5, 10), nil, 400, 0, 0, false, 0},
		{"commits alone", nil, run(5, 10), 400, 0, 0, false, 0},
		{"one sample", run(5, 10)[:1], run(5, 10), 400, 0, 0, false, 0},
		{"one sample, caught up", nil, nil, 1_000, 0, 0, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := past{ends: map[model.TopicPartition][]model.Sample{partition(0): c.ends},
				commits: map[model.TopicPartition][]model.Sample{partition(0): c.commits}}
			g := Of(billing(c.committed), orders(log(0, 1_000)), h, 125_000)
			if g.Read != c.read || g.Written != c.written || g.CatchUpKnown != c.known || g.CatchUp != c.catchUp {
				t.Errorf("got read %v, written %v, catching up in %d (%v)", g.Read, g.Written, g.CatchUp, g.CatchUpKnown)
			}
		})
	}
}

// TestCatchUpNeverOverflows: a rate next to nothing is no rate.
func TestCatchUpNeverOverflows(t *testing.T) {
	for _, c := range []struct {
		records int64
		rate    float64
		want    int64
	}{
		{0, 0, 0}, {0, -5, 0}, {1, 0, -1}, {1, -1, -1}, {1, math.SmallestNonzeroFloat64, -1},
		{math.MaxInt64, 1, -1}, {1000, 1, 1_000_001}, {1, 1000, 2}, {1, math.Inf(1), 1},
	} {
		if got := catchUp(c.records, c.rate); got != c.want {
			t.Errorf("%d records at %v: %d, want %d", c.records, c.rate, got, c.want)
		}
	}
}

// TestOneUnknownPartition: what is known is summed up, and the sum does not
// pass for the group's.
func TestOneUnknownPartition(t *testing.T) {
	h := past{ends: map[model.TopicPartition][]model.Sample{partition(0): {{At: 0, N: 90}, {At: 5_000, N: 100}}}}
	got := Of(billing(95, 5), orders(log(0, 100), model.Offsets{Why: "silent"}), h, 8_000)
	if got.Complete || got.AgeKnown || got.CatchUpKnown || got.Records != 5 || got.Age != 8_000 {
		t.Errorf("got %+v", got)
	}
}
