package topic

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// mapsPerSegment is how many memory maps a segment costs its broker: the
// offset index and the time index.
const mapsPerSegment = 2

// mostMaps is the share of the operating system's limit that one topic may
// use at the most.
const mostMaps = 0.6

// SegmentsExplode finds topics that are cut into so many segments that a
// broker runs out of memory maps, and dies. The number is projected from what
// the topic may keep.
var SegmentsExplode = &rule.Rule{
	Name: "topic/segments-explode", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindBroker, model.KindCluster},
	Needs:   layoutAndConfig,
	Keys:    append([]model.Key{key.SegmentBytes, key.SegmentMs}, localKeys...),
	Doc:     doc("segments-explode"),
	Params: []rule.Param{
		{Name: "per_partition", Unit: rule.Count, Doc: "The most segments that a partition may come to; 0 is no limit."},
		{Name: "max_map_count", Default: 65530, Unit: rule.Count, Doc: "The brokers' vm.max_map_count."},
	},
	NoCEL: "needs the number of brokers, or a limit of the policy",
	Check: func(p *rule.Pass) {
		held, ok := holdingOf(p.Facts, p.Workload())
		if !ok {
			return
		}
		size, known := p.Bytes(key.SegmentBytes)
		roll, also := p.Millis(key.SegmentMs)
		if !known || !also || size.N < 1 || roll.N < 1 {
			return
		}
		segments := segmentsOf(held, size.N, roll.N)
		if most := p.Param("per_partition"); most > 0 && segments > float64(most) {
			r := held.because(p.Report("a partition comes to about %.0f segments of %s, and the policy allows %d: "+
				"each one costs its broker open files and memory maps, and makes every restart longer", segments, size, most)).
				Because(roll).About("per_partition").
				Fix("set segment.bytes: %d or more", roundSegment(held.bytes/float64(most)))
			pointTo(p, r, append([]rule.Reading{size.Reading, roll.Reading}, held.from...)...)
		}
		checkMaps(p, held, size, segments)
	},
}

// segmentsOf counts the segments of a partition that holds so much: it is cut
// by size and, where records are known to keep coming, by time. One more is
// being written.
func segmentsOf(held holding, size, roll int64) float64 {
	segments := math.Ceil(held.bytes / float64(size))
	if !math.IsInf(held.millis, 1) {
		segments = max(segments, math.Ceil(held.millis/float64(roll)))
	}
	return segments + 1
}

// checkMaps holds the topic's share of each broker against its memory maps.
// It needs the number of brokers, and counts this topic alone.
func checkMaps(p *rule.Pass, held holding, size rule.Bytes, segments float64) {
	partitions, known := p.Partitions()
	replicas, also := p.Replicas()
	if !known || !also {
		return
	}
	brokers, ok := p.ExactBrokers()
	if !ok {
		return
	}
	each := segments * float64(partitions.N) * float64(replicas.N) / float64(brokers.N)
	limit := mostMaps * float64(p.Param("max_map_count"))
	if each*mapsPerSegment <= limit {
		return
	}
	r := p.Report("%s partitions × %s replicas come to about %.0f segments of %s on each of %s, which is %.0f memory maps of %d: "+
		"beyond vm.max_map_count the broker dies with OutOfMemoryError: Map failed",
		partitions, replicas, each, size, brokers, each*mapsPerSegment, p.Param("max_map_count"))
	held.because(pointTo(p, r, append([]rule.Reading{size.Reading}, held.from...)...)).About("max_map_count").
		Fix("set segment.bytes: %d or more, or keep less", roundSegment(float64(size.N)*each*mapsPerSegment/limit))
}

// roundSegment is a round segment size that Kafka takes.
func roundSegment(bytes float64) int64 {
	return max(1<<20, segmentFor(int64(min(bytes, math.MaxInt32))))
}
