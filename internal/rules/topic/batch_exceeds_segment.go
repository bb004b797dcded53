package topic

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// BatchExceedsSegment finds topics that allow batches which no segment can
// hold. Kafka accepts the two settings and refuses the records. A batch above
// the range of its key is refused by itself, and another rule's.
var BatchExceedsSegment = &rule.Rule{
	Name: "topic/batch-exceeds-segment", Severity: finding.Error, On: model.KindTopic,
	Needs:    topicConfig,
	Keys:     []model.Key{key.MaxMessageBytes, key.SegmentBytes},
	Doc:      doc("batch-exceeds-segment"),
	Explains: []rule.Effect{{Rule: "cluster/topic-silent", By: rule.SameTopic}},
	CEL: []rule.CEL{
		{
			Sees: rule.SeesTopics, Severity: finding.Error, Let: []rule.Let{celNumber("batch", "max.message.bytes", "1048588"), celNumber("segment", "segment.bytes", "1073741824")},
			When: `batch > segment && batch <= 2147483647 && !(!('max.message.bytes' in topic.config) && batch - segment < segment / 100)`,
			Says: `'max.message.bytes allows batches of up to ' + string(batch) + ' B, but a segment holds ' + string(segment) + ' B (segment.bytes): Kafka refuses every batch between the two with RECORD_LIST_TOO_LARGE (error 18), and the producer drops it; fix: set segment.bytes: 1073741824, or lower max.message.bytes to ' + string(segment)`,
		},
		{
			Sees: rule.SeesTopics, Severity: finding.Info, Let: []rule.Let{celNumber("batch", "max.message.bytes", "1048588"), celNumber("segment", "segment.bytes", "1073741824")},
			When: `batch > segment && batch <= 2147483647 && !('max.message.bytes' in topic.config) && batch - segment < segment / 100`,
			Says: `'max.message.bytes allows batches of up to ' + string(batch) + ' B, but a segment holds ' + string(segment) + ' B (segment.bytes): Kafka refuses every batch between the two with RECORD_LIST_TOO_LARGE (error 18), and the producer drops it; fix: set segment.bytes: 1073741824, or lower max.message.bytes to ' + string(segment)`,
		},
	},
	Check: func(p *rule.Pass) {
		batch, known := p.Bytes(key.MaxMessageBytes)
		segment, also := p.Bytes(key.SegmentBytes)
		if !known || !also || batch.N <= segment.N || batch.N > math.MaxInt32 {
			return
		}
		r := p.Report("%s allows batches of up to %s, but a segment holds %s (%s): "+
			"Kafka refuses every batch between the two with RECORD_LIST_TOO_LARGE (error 18), and the producer drops it",
			batch.Name, batch, segment, segment.Name).
			At(segment, batch).
			Fix("set segment.bytes: %d or more on the topic (Kafka's default is 1073741824), or lower max.message.bytes to %d",
				segmentFor(batch.N), segment.N)
		if batch.Default && batch.N-segment.N < segment.N/100 {
			r.As(finding.Info)
		}
	},
}

// segmentFor is a round segment size that holds such a batch. Kafka's type
// for the key ends below the next power of two.
func segmentFor(batch int64) int64 { return min(powerOfTwo(batch), math.MaxInt32) }
