package history

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// ringOf is a ring of two slots, of which the second has no owner, and a look
// for each number.
func ringOf(size int, numbers ...int64) *ring {
	r := &ring{size: size}
	r.grow()
	told, born := slices.Repeat([]int64{hole}, pageSize), slices.Repeat([]int64{unowned}, pageSize)
	born[0] = 0
	var w workspace
	for at, n := range numbers {
		told[0] = n
		r.push(int64(at), told, born, &w)
	}
	return r
}

func TestRing(t *testing.T) {
	cases := []struct {
		name    string
		numbers []int64
		want    []model.Sample
	}{
		{"empty", nil, nil},
		{"one", []int64{5}, []model.Sample{{At: 0, N: 5}}},
		{"full", []int64{5, 9, 2}, []model.Sample{{At: 2, N: 2}, {At: 1, N: 9}, {At: 0, N: 5}}},
		{"the oldest falls out", []int64{5, 9, 2, 4}, []model.Sample{{At: 3, N: 4}, {At: 2, N: 2}, {At: 1, N: 9}}},
		{"a hole at first", []int64{hole, 9, 2}, []model.Sample{{At: 2, N: 2}, {At: 1, N: 9}}},
		{"a hole in between", []int64{5, hole, 2}, []model.Sample{{At: 2, N: 2}, {At: 0, N: 5}}},
		{"a hole at last", []int64{5, 9, hole}, []model.Sample{{At: 1, N: 9}, {At: 0, N: 5}}},
		{"holes alone", []int64{5, hole, hole, hole}, nil},
		{"and a number again", []int64{5, hole, hole, hole, 1 << 40}, []model.Sample{{At: 4, N: 1 << 40}}},
		{"never told", []int64{hole, hole}, nil},
	}
	for _, c := range cases {
		r := ringOf(3, c.numbers...)
		var got []model.Sample
		r.walk(difference{of: 0, less: nowhere}, 1000, func(s model.Sample) bool {
			got = append(got, s)
			return true
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if newest, has := r.newest(); has != (len(c.numbers) > 0) || has && newest != int64(len(c.numbers)-1) {
			t.Errorf("%s: newest %d, %v", c.name, newest, has)
		}
	}
}

func TestPartsOfARing(t *testing.T) {
	r := ringOf(5, 10, 11, 12, 13, 14)
	cases := []struct {
		name         string
		born, before int64
		want         []int64
	}{
		{"all", 0, 5, []int64{14, 13, 12, 11, 10}},
		{"those before a time", 0, 3, []int64{12, 11, 10}},
		{"those of the owner", 2, 5, []int64{14, 13, 12}},
		{"those of the owner before a time", 2, 4, []int64{13, 12}},
		{"none", 4, 4, nil},
	}
	for _, c := range cases {
		var got []int64
		r.walk(difference{of: 0, less: nowhere, born: c.born}, c.before, func(s model.Sample) bool {
			got = append(got, s.N)
			return true
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSlotsWithoutOwnerTakeNoRoom(t *testing.T) {
	r := ringOf(3, 5, 5, 6)
	if w := width(r.frame(1).pages[0] & (1<<widthBits - 1)); w != zeros || len(r.frame(1).data) != 0 {
		t.Errorf("width %d of a page whose only number stands", w)
	}
	if n := len(r.frame(0).data); n != 1+sparseEach {
		t.Errorf("%d bytes of a page in which one number changed", n)
	}
}

func TestRefill(t *testing.T) {
	cases := []struct {
		name      string
		old, with int
		same      bool
	}{
		{"it fits", 100, 100, true},
		{"with a little room", 100, 80, true},
		{"it wastes too much", 100, 79, false},
		{"it does not fit", 100, 101, false},
	}
	for _, c := range cases {
		old, with := make([]byte, c.old), slices.Repeat([]byte{7}, c.with)
		old = old[:len(old):len(old)]
		got := refill(old, with)
		if same := &got[0] == &old[0]; same != c.same || !slices.Equal(got, with) {
			t.Errorf("%s: in the old place %v, want %v", c.name, same, c.same)
		}
		if with[0] = 9; got[0] == 9 {
			t.Errorf("%s: it is the workspace itself", c.name)
		}
	}
}

// TestWhatStandsStillIsNotLookedUp: runs of the same number, whatever comes
// before and after them, read as if each frame had been looked up.
func TestWhatStandsStillIsNotLookedUp(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	runs := 0
	for range 500 {
		size := 1 + r.IntN(6)
		var numbers []int64
		for len(numbers) < 20 {
			n := int64(r.IntN(3))
			if r.IntN(5) == 0 {
				n = hole
			}
			numbers = append(numbers, slices.Repeat([]int64{n}, 1+r.IntN(4))...)
		}
		of := ringOf(size, numbers...)
		var want []model.Sample
		for at := len(numbers) - 1; at >= len(numbers)-size; at-- {
			if numbers[at] != hole {
				want = append(want, model.Sample{At: int64(at), N: numbers[at]})
			}
		}
		var got []model.Sample
		of.walk(difference{of: 0, less: nowhere}, 1000, func(s model.Sample) bool {
			got = append(got, s)
			return true
		})
		if !slices.Equal(got, want) {
			t.Fatalf("%v in a ring of %d: %v, want %v", numbers, size, got, want)
		}
		if of.still[0] > 0 {
			runs++
		}
		if int(of.still[0]) > size {
			t.Fatalf("%d frames of %d stand still", of.still[0], size)
		}
	}
	if runs < 100 {
		t.Errorf("only %d rings ended with a run: the test tries nothing", runs)
	}
}
