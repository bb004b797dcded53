package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestAHuntClosesIn on the timestamp of a record, however old it is, within so
// few questions that it ends while the commit stands.
func TestAHuntClosesIn(t *testing.T) {
	const first = 100
	day := (24 * time.Hour).Milliseconds()
	ages := []int64{1, 999, 60_000, 60_001, day, 60 * day, 60*day + 1, 400 * day, now - 1}
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		ages = append(ages, 1+r.Int64N(100*day))
	}
	for _, age := range ages {
		written := now - age
		h := &hunt{first: first, offset: -1}
		steps := 0
		for ; !h.settled() && steps < 100; steps++ {
			tried := h.try(now)
			switch {
			case tried <= written:
				h.learn(tried, found{first - int64(steps%3), -1}) // the first that is not older lies at it or before it
			case steps%2 == 0:
				h.learn(tried, found{first + 1, -1})
			default:
				h.learn(tried, found{-1, -1}) // all are older
			}
		}
		if h.from > written || h.to < written || h.to-h.from > closeEnough {
			t.Errorf("written %s ago: after %d steps between %d and %d ms ago", time.Duration(age)*time.Millisecond, steps, now-h.from, now-h.to)
		}
		if steps > 50 {
			t.Errorf("written %s ago: it takes %d steps", time.Duration(age)*time.Millisecond, steps)
		}
	}
}

// TestAHuntOverAHole: compaction, or a marker, has left no record at the offset that
// is sought. The timestamp of the first one behind it lies in what is told.
func TestAHuntOverAHole(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 300 {
		var log []found
		offset, at := int64(0), now-1-r.Int64N(90*24*3_600_000)
		for range 5 + r.IntN(40) {
			log = append(log, found{offset, at})
			offset += 1 + r.Int64N(30)
			at = min(now-1, at+r.Int64N(600_000))
		}
		i := 1 + r.IntN(len(log)-1)
		first := log[i-1].offset + 1 + r.Int64N(log[i].offset-log[i-1].offset) // at the record, or before it in the hole
		h := &hunt{first: first, offset: -1}
		for steps := 0; !h.settled() && steps < 100; steps++ {
			tried, told := h.try(now), found{-1, -1}
			for _, one := range log {
				if one.at >= tried {
					told = one
					break
				}
			}
			h.learn(tried, told)
		}
		if truth := log[i].at; h.from > truth || h.latest() < truth {
			t.Fatalf("the first record behind %d is of %d, and it is told to lie between %d and %d", first, truth, h.from, h.latest())
		}
		if first == log[i].offset && log[i].at > log[i-1].at && h.latest()-h.from > closeEnough+600_000 {
			t.Errorf("it lies between %d and %d", h.from, h.latest())
		}
	}
}

// TestAHuntNeverGetsWorse: what is known of a timestamp holds, whatever is
// answered later.
func TestAHuntNeverGetsWorse(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		h := &hunt{first: 100, offset: -1}
		for range 40 {
			from, to := h.from, h.to
			tried := h.try(now)
			h.learn(tried, found{[]int64{-1, 50, 100, 101}[r.IntN(4)], -1})
			if h.from < from || to > 0 && h.to > to {
				t.Fatalf("seed %d: it was between %d and %d, and is between %d and %d", seed, from, to, h.from, h.to)
			}
			if h.settled() {
				break
			}
		}
	}
}

// TestHowManyAreSought: a look seeks the worst, and lists what is known already
// beside them.
func TestHowManyAreSought(t *testing.T) {
	of := func(n int) behind {
		return behind{place: place{topic: fmt.Sprint("t", n), part: &model.Partition{Offsets: model.Offsets{End: 1000}}}, first: 10, lag: int64(n), used: true}
	}
	for _, c := range []struct{ unknown, known, want int }{{0, 0, 0}, {5, 0, 5}, {mostHunts, 0, mostHunts}, {mostHunts + 30, 0, mostHunts}, {mostHunts + 30, 20, mostHunts + 20}, {0, 200, 200}} {
		l := &look{hunts: newHunts()}
		var all []behind
		for n := range c.unknown + c.known {
			b := of(n)
			if n < c.known {
				l.hunts.at(&b).done = true
			}
			all = append(all, b)
		}
		open := l.worst(all)
		if len(open) != c.want {
			t.Errorf("of %d that are unknown and %d that are known %d are listed, want %d", c.unknown, c.known, len(open), c.want)
		}
		for i := 1; i < len(open); i++ {
			if open[i].lag > open[i-1].lag {
				t.Errorf("one that is %d behind comes after one that is %d behind", open[i].lag, open[i-1].lag)
			}
		}
	}
}

// TestAHuntIsOfOneTopic: one that is made anew has the name of the old one, and
// other records.
func TestAHuntIsOfOneTopic(t *testing.T) {
	b := behind{place: place{topic: "orders", part: &model.Partition{}}, id: "old", first: 10}
	h := newHunts()
	h.at(&b).done = true
	if !h.known(&b) {
		t.Error("what is known of the old topic is forgotten")
	}
	if b.id = "new"; h.known(&b) || h.at(&b).done {
		t.Error("what is known of the old topic is told of the new one")
	}
}

// TestStood: only a commit that was seen before can have stood.
func TestStood(t *testing.T) {
	commit := model.Commit{Topic: "orders", Partition: 2, Offset: 7}
	group := func(all ...model.Commit) *model.Group { return &model.Group{Commits: all} }
	for name, c := range map[string]struct {
		before *model.Group
		want   bool
	}{
		"a new group":       {nil, false},
		"no commit":         {group(), false},
		"the same":          {group(model.Commit{Topic: "a"}, commit, model.Commit{Topic: "z"}), true},
		"it has moved":      {group(model.Commit{Topic: "orders", Partition: 2, Offset: 6}), false},
		"another partition": {group(model.Commit{Topic: "orders", Partition: 1, Offset: 7}), false},
		"another topic":     {group(model.Commit{Topic: "others", Partition: 2, Offset: 7}), false},
	} {
		if got := stood(c.before, &commit); got != c.want {
			t.Errorf("%s: stood %v", name, got)
		}
	}
}
