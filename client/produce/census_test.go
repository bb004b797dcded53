package produce

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestWhoIsGone: by what is asked and answered, in seconds.
func TestWhoIsGone(t *testing.T) {
	all := map[int32]string{1: "b1:9092", 2: "b2:9092", 3: "b3:9092"}
	without := func(gone ...int32) map[int32]string {
		out := map[int32]string{}
		for id, address := range all {
			if !slices.Contains(gone, id) {
				out[id] = address
			}
		}
		return out
	}
	type event struct {
		at   float64
		id   int32
		told map[int32]string // nil is a question
	}
	for _, c := range []struct {
		name   string
		events []event
		at     float64
		want   []string
	}{
		{"nobody has answered", []event{{0, 1, nil}, {0, 2, nil}}, 5, nil},
		{"all answer", []event{{0, 1, nil}, {0.1, 1, all}, {0, 2, nil}, {0.1, 2, all}, {0, 3, nil}, {0.1, 3, all}}, 0.5, nil},
		{"silent, and listed", []event{{0, 1, all}, {0, 2, all}, {0, 3, all}, {1, 3, nil}, {9, 1, all}, {9, 2, all}}, 9.1, nil},
		{"silent, and listed by one of them", []event{{0, 1, all}, {0, 2, all}, {0, 3, all}, {1, 3, nil}, {9, 1, without(3)}, {9, 2, all}}, 9.1, nil},
		{"silent, and listed by none", []event{{0, 1, all}, {0, 2, all}, {0, 3, all}, {1, 3, nil}, {9, 1, without(3)}, {9, 2, without(3)}}, 9.1, []string{"b3:9092"}},
		{"silent for a moment alone", []event{{0, 1, all}, {0, 3, all}, {1, 3, nil}, {1.1, 1, without(3)}}, 1.5, nil},
		{"unlisted before it was silent", []event{{0, 1, all}, {0, 3, all}, {1, 1, without(3)}, {1.1, 3, nil}}, 1.9, nil},
		{"unlisted, and it answers", []event{{0, 1, all}, {0, 3, all}, {9, 1, without(3)}, {9, 3, nil}, {9.1, 3, without(3)}}, 9.2, nil},
		{"the answers are old", []event{{0, 1, all}, {0, 3, all}, {1, 3, nil}, {2, 1, without(3)}}, 9, nil},
		{"two are gone", []event{{0, 1, all}, {0, 2, all}, {0, 3, all}, {1, 3, nil}, {1, 2, nil}, {9, 1, without(2, 3)}}, 9.1, []string{"b2:9092", "b3:9092"}},
		{"it comes back under another address", []event{{0, 1, all}, {0, 3, all}, {1, 3, nil}, {9, 1, map[int32]string{1: "b1:9092", 3: "c3:9092"}}}, 9.1, nil},
		{"all are silent", []event{{0, 1, all}, {0, 2, all}, {0, 3, all}, {1, 1, nil}, {1, 2, nil}, {1, 3, nil}}, 60, nil},
		{"gone for long", []event{{0, 1, all}, {0, 3, all}, {1, 3, nil}, {70, 1, without(3)}}, 70.1, nil},
	} {
		began := time.Unix(1_800_000_000, 0)
		at := func(s float64) time.Time { return began.Add(time.Duration(s * float64(time.Second))) }
		var census census
		for _, e := range c.events {
			if e.told == nil {
				census.asked(e.id, at(e.at))
				continue
			}
			census.answered(e.id, at(e.at), e.told)
		}
		got := census.gone(at(c.at))
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: gone are %v, want %v", c.name, got, c.want)
		}
	}
}

// TestABrokerThatWasForgotten is known again when it is listed again.
func TestABrokerThatWasForgotten(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	var c census
	both := map[int32]string{1: "b1", 2: "b2"}
	c.answered(1, now, both)
	c.answered(2, now, both)
	c.asked(2, now)
	now = now.Add(2 * forgotten)
	c.answered(1, now, map[int32]string{1: "b1"})
	if got := c.gone(now); got != nil || c.brokers[2] != nil {
		t.Errorf("%v, and it is known: %t", got, c.brokers[2] != nil)
	}
	c.answered(1, now, both)
	if c.brokers[2] == nil || fmt.Sprint(c.gone(now)) != "[]" {
		t.Error("a broker that is back is not known")
	}
}
