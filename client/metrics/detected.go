package metrics

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/client/detect"
)

// Detectors is what is read of what was acknowledged: a *detect.Watch.
type Detectors interface {
	Count() detect.Count
	Ends() []detect.End
}

// detected are the families of detectors, which are absent without any.
var detected = []*Family{
	{
		Name: "breakwater.client.acknowledged.offsets", Unit: "{offset}", Kind: Gauge, Labels: []string{"verdict"},
		Help: "Offsets that were acknowledged and are not fine: unknown, suspected, confirmed to be lost, or replayable, which is a part of confirmed. Absent without detectors.",
		read: func(r *reading, tell yield) {
			if !r.detects {
				return
			}
			tell(float64(r.count.Unknown), "unknown")
			tell(float64(r.count.Suspected), "suspected")
			tell(float64(r.count.Confirmed), "confirmed")
			tell(float64(r.count.Replayable), "replayable")
		},
	},
	{
		Name: "breakwater.client.partition.acknowledged_end", Unit: "{offset}", Kind: Gauge, Labels: partition,
		Help: "The offset behind the last record of the partition that was acknowledged, at the last look at it. Absent without detectors, for topics that have no series of their own, and where a look was told nothing.",
		read: perPartition(func(e detect.End) int64 { return e.Acknowledged }),
	},
	{
		Name: "breakwater.client.partition.log_end", Unit: "{offset}", Kind: Gauge, Labels: partition,
		Help: "Where the log of the partition ended at that look. Below acknowledged_end it lacks records that were acknowledged. Absent as that is.",
		read: perPartition(func(e detect.End) int64 { return e.Log }),
	},
}

// partition are the labels of what each partition has of its own.
var partition = []string{"topic", "partition"}

func perPartition(value func(detect.End) int64) func(*reading, yield) {
	return func(r *reading, tell yield) {
		for _, e := range r.ends {
			tell(float64(value(e)), e.Topic, strconv.Itoa(int(e.Partition)))
		}
	}
}

// detected reads the detectors, if there are any.
func (r *Reader) detected(now *reading) {
	if r.detectors == nil {
		return
	}
	now.detects, now.count = true, r.detectors.Count()
	for _, e := range r.detectors.Ends() {
		if r.isNamed(e.Topic) {
			now.ends = append(now.ends, e)
		}
	}
}
