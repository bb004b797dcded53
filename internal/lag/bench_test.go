package lag

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// BenchmarkOf is a group of a thousand partitions, each with six hours of past.
func BenchmarkOf(b *testing.B) {
	const partitions = 1_000
	h := past{ends: map[model.TopicPartition][]model.Sample{}, commits: map[model.TopicPartition][]model.Sample{}}
	logs, commits := make([]model.Offsets, partitions), make([]int64, partitions)
	for i := range int32(partitions) {
		var ends, read []model.Sample
		for at := range int64(384) {
			ends = append(ends, model.Sample{At: at * 60_000, N: at * 600})
			read = append(read, model.Sample{At: at * 60_000, N: at*600 - 1_000})
		}
		h.ends[partition(i)], h.commits[partition(i)] = ends, read
		logs[i], commits[i] = log(0, 384*600), 384*600-1_000
	}
	g, topic := billing(commits...), orders(logs...)
	b.ReportAllocs()
	for b.Loop() {
		if got := Of(g, topic, h, 384*60_000); got.Records != partitions*1_000 {
			b.Fatal(got.Records)
		}
	}
}
