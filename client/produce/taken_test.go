package produce

import (
	"math/rand/v2"
	"testing"
)

// TestTaken against a set of offsets.
func TestTaken(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var of taken
		set, next := map[int64]bool{}, int64(0)
		for range 60 {
			if rng.IntN(2) == 0 {
				next += 1 + rng.Int64N(3)*rng.Int64N(2)
				if !set[next] {
					of.acknowledge(next)
					set[next] = true
				}
				continue
			}
			at := rng.Int64N(next + 5)
			if got := of.find(at); got == set[at] {
				t.Fatalf("offset %d is free: %t; %v", at, got, of)
			}
			set[at] = true
		}
	}
}

// TestTakenStaysSmall where one producer writes alone.
func TestTakenStaysSmall(t *testing.T) {
	var of taken
	for i := range int64(1000) {
		of.acknowledge(i)
	}
	if len(of.acked) != 1 {
		t.Errorf("%d spans", len(of.acked))
	}
}
