package produce

import (
	"slices"
	"sync"
	"testing"
)

// TestPartitionsAreFound: each is made once, whoever meets it first, and all are there.
func TestPartitionsAreFound(t *testing.T) {
	var ps partitions
	numbers := []int32{0, 5, 3, 900, 4, 64, 1}
	got := make([]map[int32]*partition, 4)
	var all sync.WaitGroup
	for i := range got {
		got[i] = map[int32]*partition{}
		all.Go(func() {
			for round := range 50 {
				topic := []string{"orders", "bills"}[(i+round)%2]
				for j := range numbers {
					index := numbers[(i+j)%len(numbers)]
					p := ps.of(topic, index)
					if p.index != index || p.topic != topic {
						t.Errorf("asked for %d of %s, got %d of %s", index, topic, p.index, p.topic)
					}
					if topic == "orders" {
						got[i][index] = p
					}
				}
			}
		})
	}
	all.Wait()
	for i := range got {
		for index, p := range got[i] {
			if p != got[0][index] || p != ps.of("orders", index) {
				t.Errorf("partition %d was made twice", index)
			}
		}
	}
	var met []int32
	for _, p := range ps.all() {
		if p.topic == "orders" {
			met = append(met, p.index)
		}
	}
	slices.Sort(met)
	slices.Sort(numbers)
	if !slices.Equal(met, numbers) || len(ps.all()) != 2*len(numbers) {
		t.Errorf("%v were met, and %d of all topics", met, len(ps.all()))
	}
}
