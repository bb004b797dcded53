package topic

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// localKeys are the settings that decide how much of a topic lies on the
// brokers' own disks.
var localKeys = []model.Key{key.CleanupPolicy, key.LocalRetentionBytes, key.LocalRetentionMs,
	key.RemoteStorageEnable, key.RetentionBytes, key.RetentionMs}

// followsRetention is the value of local.retention.* that stands for "as
// retention.*".
const followsRetention = -2

// limits is after how many bytes, and after how long, a partition's segments
// leave the broker's disk; negative is no limit.
type limits struct {
	size rule.Bytes
	time rule.Millis
}

// localLimits reads the limits of a topic whose old segments are deleted. It
// is not ok for a topic that is only compacted, or if a limit is not known.
func localLimits(f rule.Facts) (limits, bool) {
	policy, ok := f.List(key.CleanupPolicy)
	if !ok || !policy.Has("delete") {
		return limits{}, false
	}
	size, known := f.Bytes(key.RetentionBytes)
	time, also := f.Millis(key.RetentionMs)
	if !known || !also {
		return limits{}, false
	}
	if tiered, ok := f.Bool(key.RemoteStorageEnable); ok && tiered.On {
		if local, ok := f.Bytes(key.LocalRetentionBytes); ok && local.N != followsRetention {
			size = local
		}
		if local, ok := f.Millis(key.LocalRetentionMs); ok && local.N != followsRetention {
			time = local
		}
	}
	return limits{size, time}, true
}

// rateOf is the declared bytes per second into each partition of a topic.
func rateOf(f rule.Facts, load *model.Workload) (perPartition float64, rate rule.Int, ok bool) {
	if load == nil {
		return 0, rate, false
	}
	n, ok := rule.Whole(load.Rate)
	if !ok || n <= 0 {
		return 0, rate, false
	}
	partitions, ok := f.Partitions()
	if !ok || partitions.N < 1 {
		return 0, rate, false
	}
	rate = rule.Int{Reading: rule.Promise("rate", load.Rate), N: n}
	return float64(n) / float64(partitions.N), rate, true
}

// holding is how much one partition keeps on a broker's disk once its limits
// are reached, and the values that say so.
type holding struct {
	bytes, millis float64 // millis is +Inf where no rate is declared
	from          []rule.Reading
}

// because adds what the amount rests on to a finding.
func (h holding) because(r *rule.Report) *rule.Report {
	for _, reading := range h.from {
		r.Because(reading)
	}
	return r
}

// holdingOf projects it from the limits and the declared rate; not ok where
// neither bounds the amount.
func holdingOf(f rule.Facts, load *model.Workload) (holding, bool) {
	l, ok := localLimits(f)
	if !ok {
		return holding{}, false
	}
	h := holding{bytes: math.Inf(1), millis: math.Inf(1)}
	if l.size.N >= 0 {
		h.bytes = float64(l.size.N)
		h.from = append(h.from, l.size.Reading)
	}
	if perSecond, rate, ok := rateOf(f, load); ok {
		h.millis = h.bytes / perSecond * 1000
		h.from = append(h.from, rate.Reading)
		if l.time.N >= 0 && float64(l.time.N) < h.millis {
			h.millis = float64(l.time.N)
			h.bytes = perSecond * h.millis / 1000
			h.from = append(h.from, l.time.Reading)
		}
	}
	return h, !math.IsInf(h.bytes, 1)
}
