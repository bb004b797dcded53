package cluster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestAnswersFindTheirPartitions in whatever order places are given and answers
// come: each once, and those that are left out stay open.
func TestAnswersFindTheirPartitions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var places []place
		for i := range r.IntN(30) {
			places = append(places, place{fmt.Sprintf("topic-%d", i%4), &model.Partition{Index: int32(i), LeaderEpoch: int32(i * 2)}})
		}
		r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		q := newOffsetsQuestion(places, lastStable)
		asked := 0
		for _, topic := range q.req.Topics {
			for i, p := range topic.Partitions {
				asked++
				if p.Timestamp != -1 || p.CurrentLeaderEpoch != p.Partition*2 || i > 0 && topic.Partitions[i-1].Partition >= p.Partition {
					t.Fatalf("asked for %+v after %+v", p, topic.Partitions[:i])
				}
			}
		}
		if asked != len(places) || q.req.IsolationLevel != 1 {
			t.Fatalf("%d of %d places are asked for, isolation %d", asked, len(places), q.req.IsolationLevel)
		}
		r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		told := places[:len(places)*2/3]
		for _, p := range told {
			if got := q.answered(p.topic, p.part.Index); got != p.part {
				t.Fatalf("%s/%d is the answer of %p, want %p", p.topic, p.part.Index, got, p.part)
			}
			if q.answered(p.topic, p.part.Index) != nil {
				t.Fatalf("%s/%d is answered twice", p.topic, p.part.Index)
			}
		}
		open := slices.Collect(q.open())
		for _, p := range places[len(told):] {
			if !slices.Contains(open, p.part) {
				t.Fatalf("%s/%d was left out, and nobody knows", p.topic, p.part.Index)
			}
		}
		if len(open) != len(places)-len(told) {
			t.Fatalf("%d are open, want %d", len(open), len(places)-len(told))
		}
	}
}

func TestAnswersToWhatNobodyAsked(t *testing.T) {
	q := newOffsetsQuestion([]place{{"orders", &model.Partition{Index: 3}}}, logEnd)
	for topic, index := range map[string]int32{"payments": 3, "orders": 2, "": 0} {
		if got := q.answered(topic, index); got != nil {
			t.Errorf("%q/%d: got %+v", topic, index, got)
		}
	}
	for range q.open() {
		return // one is enough, and the sequence ends with its reader
	}
	t.Error("nothing is open")
}

// BenchmarkOffsetsQuestion is one leader of a third of 10,000 topics: ask, and
// take the answers in.
func BenchmarkOffsetsQuestion(b *testing.B) {
	var places []place
	for i := range 10_000 {
		places = append(places, place{fmt.Sprintf("topic-%05d", i), &model.Partition{Index: int32(i % 3)}})
	}
	b.ReportAllocs()
	for b.Loop() {
		q := newOffsetsQuestion(places, logEnd)
		for _, p := range places {
			if q.answered(p.topic, p.part.Index) == nil {
				b.Fatal("lost")
			}
		}
	}
}
