package metrics

import "github.com/breakwaterhq/breakwater/internal/model"

var (
	topicLabels = []string{"cluster", "topic"}

	topicPartitions = &family{name: "breakwater_topic_partitions", kind: gauge, labels: topicLabels, rests: model.FactMetadata,
		help: "Partitions of the topic.", absent: "where metadata were not told"}
	topicEnd = &family{name: "breakwater_topic_log_end_offset", kind: gauge, labels: topicLabels, rests: model.FactOffsets,
		help: "Sum of the log end offsets of its partitions: its rate is what is written.", absent: "where that of any partition is not known"}
)

func topicSection() section {
	return section{"Topics", "", []*family{topicPartitions, topicEnd}}
}

func writeTopics(v *view) {
	if !v.told(model.FactMetadata) {
		return
	}
	for _, t := range v.topics {
		if len(t.Layout.Partitions) == 0 {
			v.unknown.add(model.FactMetadata, t.Subject())
			continue
		}
		l := v.at.With("topic", t.Name)
		v.rows.add(topicPartitions, l, float64(len(t.Layout.Partitions)))
		end, known, refused := logEnd(t.Layout)
		if known && v.told(model.FactOffsets) {
			v.rows.add(topicEnd, l, float64(end))
		}
		if refused {
			v.unknown.add(model.FactOffsets, t.Subject())
		}
	}
}

// logEnd is the sum of the log end offsets, if all of them are known. Refused
// tells whether one was asked for and not told: of a topic that no group reads
// nobody may have asked.
func logEnd(l *model.Layout) (sum int64, known, refused bool) {
	known = true
	for i := range l.Partitions {
		o := &l.Partitions[i].Offsets
		sum += o.End
		known = known && o.EndKnown
		refused = refused || !o.EndKnown && o.Why != ""
	}
	return sum, known, refused
}
