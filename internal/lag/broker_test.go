package lag

import (
	"maps"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestByLeader(t *testing.T) {
	topic := orders(log(0, 100), log(10, 100), model.Offsets{Why: "silent"}, log(0, 100))
	a, b := Of(billing(90, 5), topic, nil, 0), Of(billing(100, 100, 40, 30), topic, nil, 0)
	got := ByLeader([]Group{a, b})
	want := map[int32]Sum{
		1: {Partitions: 3, Records: 80, Complete: true},
		2: {Partitions: 2, Records: 90, Lost: 5, Complete: true},
		3: {Partitions: 1},
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestALaterPartitionDoesNotHealASum: whatever the order, one unknown partition
// is enough.
func TestALaterPartitionDoesNotHealASum(t *testing.T) {
	known, unknown := Partition{Leader: 1, HasCommit: true, Known: true, Records: 3}, Partition{Leader: 1, HasCommit: true}
	for _, parts := range [][]Partition{{known, unknown}, {unknown, known}, {unknown}} {
		if got := ByLeader([]Group{{Told: true, Partitions: parts}})[1]; got.Complete {
			t.Errorf("%+v passes for complete: %+v", parts, got)
		}
	}
}

func TestNobodyLeads(t *testing.T) {
	g := Group{Told: true, Partitions: []Partition{{Leader: -1, HasCommit: true, Known: true, Records: 3}, {Leader: 2, HasCommit: true, Known: true}, {Leader: 1}}}
	got := ByLeader([]Group{g})
	if want := map[int32]Sum{-1: {Partitions: 1, Records: 3}, 2: {Partitions: 1, Complete: true}}; !maps.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAGroupThatDoesNotTellIsBehindAnywhere(t *testing.T) {
	known := Group{Told: true, Complete: true, Coordinator: 1, Partitions: []Partition{{Leader: 1, HasCommit: true, Known: true, Records: 3, Age: 9}}}
	dark := Group{Coordinator: 2}
	if got := ByLeader([]Group{known, dark}); got[1].Complete || got[1].Records != 3 || got[1].Age != 9 {
		t.Errorf("got %+v", got)
	}
	got := ByCoordinator([]Group{known, dark, {Coordinator: 3, Complete: true}, {Coordinator: 3, Complete: true, Partitions: known.Partitions}})
	want := map[int32]Sum{1: {Partitions: 1, Records: 3, Age: 9, Complete: true}, 2: {}, 3: {Partitions: 1, Records: 3, Age: 9, Complete: true}}
	if !maps.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
