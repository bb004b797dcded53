package group

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// steps is into how many parts a window is cut.
const steps = 12

// lagsOf is the lag of some partitions together in the course of a window, the
// newest first. A partition that was not known all the time is left out; nil if
// that leaves none.
func lagsOf(p *rule.Pass, h model.History, parts []*lag.Partition, window int64) []int64 {
	var sum []int64
	for _, part := range parts {
		ends, ok := samples(h.LogEnd(part.Topic, part.Partition), p.Now(), window)
		commits, also := samples(h.Committed(p.Group().ID, part.Topic, part.Partition), p.Now(), window)
		if !ok || !also {
			continue
		}
		if sum == nil {
			sum = make([]int64, len(ends))
		}
		for k := range sum {
			sum[k] += max(0, ends[k]-max(commits[k], part.Start))
		}
	}
	return sum
}

// samples is a number in the course of a window, the newest first: what it was
// at the end of each step. It is not ok where it is not known from the start.
func samples(t model.Track, now, window int64) ([]int64, bool) {
	out := make([]int64, 0, steps+1)
	if t == nil {
		return nil, false
	}
	for s := range t {
		for len(out) <= steps && s.At <= now-int64(len(out))*window/steps {
			out = append(out, s.N)
		}
		if len(out) > steps {
			break
		}
	}
	return out, len(out) > steps
}

// risen tells whether a lag has grown all the time: its least in each quarter is
// above that of the one before, by a quarter of what it is on the average. The
// least counts, because a group that commits once a minute has a lag that rises
// and falls. Less than a tenth is no growth.
func risen(past []int64) bool {
	if past == nil {
		return false
	}
	quarter := len(past) / 4
	least := make([]int64, 4) // the newest first
	for q := range least {
		least[q] = slices.Min(past[q*quarter : (q+1)*quarter])
	}
	growth := least[0] - least[3]
	for q := range 3 {
		if least[q]-least[q+1] < growth/12 {
			return false
		}
	}
	return growth > 0 && growth > least[0]/10
}
