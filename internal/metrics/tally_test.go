package metrics

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestTally: a sum is believed only if each partition says the same.
func TestTally(t *testing.T) {
	whole := tally{commitsKnown: true, committed: 3, complete: true, aged: true, dated: true, rated: true}
	with := func(change func(*tally)) tally {
		out := whole
		change(&out)
		return out
	}
	for name, c := range map[string]struct {
		change func(*board.Cluster, *lag.Group)
		want   tally
	}{
		"all known":   {func(*board.Cluster, *lag.Group) {}, whole},
		"not in use":  {func(c *board.Cluster, _ *lag.Group) { c.Scope.Cluster.Groups = nil }, whole},
		"one unknown": {func(_ *board.Cluster, g *lag.Group) { g.Partitions[1].Known = false }, with(func(w *tally) { w.unknown, w.complete = 1, false })},
		"said to be not complete": {func(_ *board.Cluster, g *lag.Group) { g.Complete = false },
			with(func(w *tally) { w.complete = false })},
		"no commit of one": {func(_ *board.Cluster, g *lag.Group) {
			g.Partitions[1].HasCommit, g.Partitions[1].Known, g.Partitions[1].AgeKnown, g.Partitions[1].Rates = false, false, false, false
		}, with(func(w *tally) { w.committed = 2 })},
		"no partitions, and complete": {func(_ *board.Cluster, g *lag.Group) { g.Partitions = nil }, with(func(w *tally) { w.committed = 0 })},
		"no partitions, and not complete": {func(_ *board.Cluster, g *lag.Group) { g.Partitions, g.Complete = nil, false },
			with(func(w *tally) { w.committed, w.complete, w.commitsKnown = 0, false, false })},
		"commits that the coordinator did not tell": {func(c *board.Cluster, _ *lag.Group) { c.Scope.Cluster.Groups[0].CommitsKnown = false },
			with(func(w *tally) { w.complete, w.commitsKnown = false, false })},
		"a share group, which commits nothing": {func(c *board.Cluster, _ *lag.Group) {
			g := c.Scope.Cluster.Groups[0]
			g.Type, g.CommitsKnown, g.Shares = "share", false, []model.Share{}
		}, whole},
		"a share group that did not tell where it stands": {func(c *board.Cluster, _ *lag.Group) {
			g := c.Scope.Cluster.Groups[0]
			g.Type, g.CommitsKnown = "share", false
		}, with(func(w *tally) { w.complete, w.commitsKnown = false, false })},
		"offsets that were not told": {func(c *board.Cluster, _ *lag.Group) { delete(c.Ages, model.FactOffsets) },
			with(func(w *tally) { w.complete = false })},
		"an age that is not known": {func(_ *board.Cluster, g *lag.Group) { g.Partitions[2].AgeKnown = false },
			with(func(w *tally) { w.aged, w.dated = false, false })},
		"the group's age is not known": {func(_ *board.Cluster, g *lag.Group) { g.AgeKnown = false }, with(func(w *tally) { w.aged = false })},
		"a lower bound of an age": {func(_ *board.Cluster, g *lag.Group) {
			behind(g, 2, 5, 9000, 0)
			g.Partitions[2].How = lag.AtLeast
		}, with(func(w *tally) { w.aged, w.surely = false, 9000 })},
		"ages that differ": {func(_ *board.Cluster, g *lag.Group) {
			behind(g, 0, 5, 9000, 3000)
			behind(g, 1, 5, 7000, 100)
		}, with(func(w *tally) { w.within, w.surely = 3000, 6900 })},
		"two that are equally old": {func(_ *board.Cluster, g *lag.Group) {
			behind(g, 0, 5, 9000, 3000)
			behind(g, 1, 5, 9000, 100)
		}, with(func(w *tally) { w.within, w.surely = 3000, 8900 })},
		"a rate that is not known": {func(_ *board.Cluster, g *lag.Group) { g.Partitions[0].Rates = false }, with(func(w *tally) { w.rated = false })},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := plant("plant")
			c.change(cluster, &cluster.Lag[0])
			if got := viewOf(cluster, false).tally(&cluster.Lag[0]); got != c.want {
				t.Errorf("\n%+v, want\n%+v", got, c.want)
			}
		})
	}
}

// TestLagMissing are groups that may have a lag which nobody has computed.
func TestLagMissing(t *testing.T) {
	for name, c := range map[string]struct {
		group model.Group
		want  int
	}{
		"with commits":                    {model.Group{ID: "g", CommitsKnown: true, Commits: make([]model.Commit, 1)}, 1},
		"without commits":                 {model.Group{ID: "g", CommitsKnown: true}, 0},
		"with commits that are not known": {model.Group{ID: "g"}, 1},
		"a share group":                   {model.Group{ID: "g", Type: "share"}, 0},
		"one that has a lag":              {model.Group{ID: "billing"}, 0},
	} {
		cluster := plant("plant")
		cluster.Scope.Cluster.Groups = []*model.Group{&c.group}
		if got := viewOf(cluster, false).lagMissing(); len(got) != c.want {
			t.Errorf("%s: %d", name, len(got))
		}
	}
}

// TestCountedAndWhole: the one series or the other, never both, and no lower
// bound of 0.
func TestCountedAndWhole(t *testing.T) {
	for _, complete := range []bool{true, false} {
		for _, n := range []int{0, 7} {
			v := viewOf(plant("plant"), false)
			v.count(leaderless, n, complete)
			lagRecords.write(v.rows, v.at, float64(n), complete)
			for _, pair := range []struct{ all, atLeast *family }{{leaderless.all, leaderless.atLeast}, {lagRecords.all, lagRecords.atLeast}} {
				if has := v.rows[pair.all] != nil; has != complete {
					t.Errorf("%s of %d, complete %v: %v", pair.all.name, n, complete, has)
				}
				if has := v.rows[pair.atLeast] != nil; has != (!complete && n > 0) {
					t.Errorf("%s of %d, complete %v: %v", pair.atLeast.name, n, complete, has)
				}
			}
		}
	}
}
