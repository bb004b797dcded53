package model

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSubjectsInOrder: by cluster, kind, name and number, and not by the text,
// in which 10 comes before 2 and a-b before a/1.
func TestSubjectsInOrder(t *testing.T) {
	want := []Subject{
		{Kind: KindBroker, Name: "1"},
		{Kind: KindGroup, Name: "g"},
		{Kind: KindGroup, Name: "g", Part: "a", Partition: 2},
		{Kind: KindGroup, Name: "g", Part: "a", Partition: 10},
		{Kind: KindGroup, Name: "g", Part: "a-b", Partition: 0},
		{Kind: KindObject, Scope: "a/Pod", Name: "z"},
		{Kind: KindObject, Scope: "b/Pod", Name: "a"},
		{Kind: KindPartition, Name: "a", Partition: 2},
		{Kind: KindPartition, Name: "a", Partition: 10},
		{Kind: KindPartition, Name: "a-b", Partition: 1},
		{Kind: KindTopic, Name: "a"},
		{Cluster: "plant", Kind: KindBroker, Name: "1"},
	}
	for range 50 {
		got := slices.Clone(want)
		rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, Subject.Compare)
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	for i, a := range want {
		for j, b := range want {
			if got := a.Compare(b); (got == 0) != (i == j) || got != -b.Compare(a) {
				t.Errorf("%v against %v: %d, and %d the other way", a, b, got, b.Compare(a))
			}
		}
	}
}

// BenchmarkSubjectCompare is what sorting the findings of a large cluster costs.
func BenchmarkSubjectCompare(b *testing.B) {
	x, y := Subject{Cluster: "plant", Kind: KindTopic, Name: "topic-00001"}, Subject{Cluster: "plant", Kind: KindTopic, Name: "topic-00002"}
	b.ReportAllocs()
	for b.Loop() {
		if x.Compare(y) >= 0 {
			b.Fatal("not before")
		}
	}
}
