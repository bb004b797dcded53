package quorum

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestChurnOf(t *testing.T) {
	m := func(at int64, leader, epoch int32) model.QuorumMoment {
		return model.QuorumMoment{At: at, Leader: leader, Epoch: epoch}
	}
	for _, c := range []struct {
		name      string
		past      []model.QuorumMoment
		elections int64
		from, to  int32
		leaders   []int32
		since     int64
	}{
		{"never seen", nil, 0, 0, 0, nil, 0},
		{"found in a high epoch", []model.QuorumMoment{m(20, 1, 400)}, 0, 0, 0, nil, 0},
		{"one", []model.QuorumMoment{m(1, 1, 4), m(20, 2, 5)}, 1, 4, 5, []int32{1, 2}, 20},
		{"nobody led between", []model.QuorumMoment{m(1, 1, 4), m(20, -1, 5), m(21, 3, 6)}, 2, 4, 6, []int32{1, 3}, 20},
		{"the same one again", []model.QuorumMoment{m(1, 3, 4), m(20, 3, 9)}, 5, 4, 9, []int32{3}, 20},
		{"a leader that is known later", []model.QuorumMoment{m(1, -1, 4), m(20, 2, 4)}, 0, 0, 0, nil, 0},
		{"some before", []model.QuorumMoment{m(1, 1, 4), m(5, 2, 8), m(20, 1, 9)}, 1, 8, 9, []int32{1, 2}, 20},
		{"an older answer between", []model.QuorumMoment{m(1, 1, 8), m(20, 2, 7), m(30, 1, 8)}, 0, 0, 0, nil, 0},
	} {
		got := churnOf(c.past, 10, func(leader int32, at int64) bool { return leader == 9 })
		if got.elections != c.elections || got.from != c.from || got.to != c.to || !slices.Equal(got.leaders, c.leaders) || got.since != c.since {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestObserverBehind(t *testing.T) {
	r := func(id int32, end, fetch, caughtUp int64) model.QuorumReplica {
		return model.QuorumReplica{ID: id, LogEnd: end, LastFetch: fetch, LastCaughtUp: caughtUp}
	}
	q := &model.Quorum{Leader: 1, Voters: []model.QuorumReplica{r(1, 90, -1, -1), r(2, 90, 1000, 1000)},
		Observers: []model.QuorumReplica{r(7, 90, 1000, 1000), r(8, 50, 900, 400), r(9, -1, -1, -1), r(10, 50, 900, -1)}}
	for _, c := range []struct {
		id     int32
		behind int64
		ok     bool
	}{{7, 0, true}, {8, 600, true}, {9, 0, false}, {10, 0, false}, {2, 0, false}, {99, 0, false}} {
		if _, behind, ok := observerBehind(q, c.id); ok != c.ok || ok && behind != c.behind {
			t.Errorf("observer %d: %d ms behind, %v; want %d, %v", c.id, behind, ok, c.behind, c.ok)
		}
	}
}
