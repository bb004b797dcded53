package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWorst(t *testing.T) {
	sure := func(n int64) Bytes {
		return Bytes{Reading{Value: model.KnownValue("x", model.AtFile("a.yaml", 1, 1))}, n}
	}
	guess := func(n int64) Bytes {
		b := sure(n)
		b.Value = b.Value.Joined(model.Assumed)
		return b
	}
	above10 := func(n int64) bool { return n > 10 }
	below10 := func(n int64) bool { return n < 10 }
	for _, test := range []struct {
		name   string
		sizes  []Bytes
		breaks func(int64) bool
		before func(a, b int64) bool
		want   int
	}{
		{"none", nil, above10, Higher, -1},
		{"the largest", []Bytes{sure(1), sure(3), sure(2)}, above10, Higher, 1},
		{"the smallest", []Bytes{sure(12), sure(11), sure(13)}, below10, Lower, 1},
		{"the first of equals", []Bytes{sure(3), sure(3)}, above10, Higher, 0},
		{"a sure one before a guess that is worse", []Bytes{guess(30), sure(20), guess(40)}, above10, Higher, 1},
		{"the worst of the sure ones", []Bytes{sure(20), guess(40), sure(30)}, above10, Higher, 2},
		{"the same of lower limits", []Bytes{guess(2), sure(5)}, below10, Lower, 1},
		{"a guess where no sure one breaks", []Bytes{sure(9), guess(20)}, above10, Higher, 1},
		{"the largest where none breaks", []Bytes{sure(5), guess(7)}, above10, Higher, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Worst(test.sizes, test.breaks, test.before); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}
