package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSpansKnowEveryOffset holds the runs against a plain set, while logs are cut now and
// then.
func TestSpansKnowEveryOffset(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		var s spans
		plain := map[int64]bool{}
		for range 300 {
			n := int64(r.IntN(120))
			if r.IntN(40) == 0 {
				s.cut(n)
				for o := range plain {
					if o >= n {
						delete(plain, o)
					}
				}
				continue
			}
			if twice := s.add(n); twice != plain[n] {
				t.Fatalf("seed %d: offset %d is told to come twice: %v, in truth %v: %v", seed, n, twice, plain[n], s)
			}
			plain[n] = true
		}
		for i := 1; i < len(s); i++ {
			if s[i].from <= s[i-1].to+1 || s[i].to < s[i].from {
				t.Fatalf("seed %d: runs touch: %v", seed, s)
			}
		}
	}
}

// TestSpansAreBounded, and forget the lowest: a cut comes to light at the end of a log.
func TestSpansAreBounded(t *testing.T) {
	var s spans
	for i := range int64(3 * mostSpans) {
		s.add(2 * i)
	}
	if len(s) != mostSpans || !slices.Contains(s, span{6*mostSpans - 2, 6*mostSpans - 2}) {
		t.Errorf("%d runs, the last one is %v", len(s), s[len(s)-1])
	}
	if s.add(0) {
		t.Error("the lowest one was remembered")
	}
	if !s.add(6*mostSpans - 2) {
		t.Error("the highest one was forgotten")
	}
}
