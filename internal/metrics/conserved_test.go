package metrics

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// lags makes groups of a cluster lag at random. Of a part of the partitions,
// between 0 and 1, it is not known by how much.
func lags(r *rand.Rand, c *board.Cluster, unknown float64) {
	for i := range c.Lag {
		g := &c.Lag[i]
		g.Coordinator = int32(1 + r.IntN(3))
		g.Records, g.Age = 0, 0
		for j := range g.Partitions {
			p := &g.Partitions[j]
			p.Leader, p.Records, p.Age = int32(1+r.IntN(3)), int64(r.IntN(1000)), int64(r.IntN(100))*1000
			if p.Records == 0 {
				p.Age = 0
			}
			if r.Float64() < unknown {
				p.Known, p.AgeKnown, p.Records, p.Age = false, false, 0, 0
				g.Complete, g.AgeKnown = false, false
			}
			g.Records += p.Records
			g.Age = max(g.Age, p.Age)
		}
	}
}

func ofBroker(id int32, family, by string) string {
	return fmt.Sprintf(`breakwater_%s{cluster="plant",broker="%d",by="%s"}`, family, id, by)
}

// TestLagIsSharedOutWhole: what all brokers have to deliver is what all groups
// have not read, neither more nor less, by leaders and by coordinators.
func TestLagIsSharedOutWhole(t *testing.T) {
	for seed := range uint64(100) {
		b := healthy()
		c := b.Clusters[0]
		lags(rand.New(rand.NewPCG(seed, 1)), c, 0)
		page := scrape(t, b, Options{})
		var want, oldest float64
		for _, g := range c.Lag {
			want += float64(g.Records)
			oldest = max(oldest, float64(g.Age)/1000)
		}
		for _, by := range []string{"leader", "coordinator"} {
			var records, age float64
			for id := int32(1); id <= 3; id++ {
				n, told := page.series[ofBroker(id, "broker_lag_records", by)]
				seconds, dated := page.series[ofBroker(id, "broker_lag_seconds", by)]
				if !told || !dated {
					t.Fatalf("seed %d: broker %d by %s has no lag, and all is known", seed, id, by)
				}
				records, age = records+n, max(age, seconds)
			}
			if records != want || age != oldest {
				t.Fatalf("seed %d: by %s %g records and %g s, want %g and %g", seed, by, records, age, want, oldest)
			}
		}
	}
}

// TestABrokerHasNoLagOfAPart: where anything behind it is not known, its row is
// absent; the rows of the others are as they were.
func TestABrokerHasNoLagOfAPart(t *testing.T) {
	absences := 0
	for seed := range uint64(100) {
		b := healthy()
		c := b.Clusters[0]
		lags(rand.New(rand.NewPCG(seed, 2)), c, 0.1)
		page := scrape(t, b, Options{})
		leading, coordinating := map[int32]float64{}, map[int32]float64{}
		dark := map[string]bool{}
		for _, g := range c.Lag {
			for _, p := range g.Partitions {
				leading[p.Leader] += float64(p.Records)
				coordinating[g.Coordinator] += float64(p.Records)
				if !p.Known {
					dark[ofBroker(p.Leader, "broker_lag_records", "leader")] = true
					dark[ofBroker(g.Coordinator, "broker_lag_records", "coordinator")] = true
				}
			}
		}
		for id := int32(1); id <= 3; id++ {
			for row, want := range map[string]float64{
				ofBroker(id, "broker_lag_records", "leader"): leading[id], ofBroker(id, "broker_lag_records", "coordinator"): coordinating[id],
			} {
				got, told := page.series[row]
				if told == dark[row] || told && got != want {
					t.Fatalf("seed %d: %s is %g, told %v, want %g, told %v", seed, row, got, told, want, !dark[row])
				}
				if !told {
					absences++
				}
			}
		}
	}
	if absences == 0 {
		t.Error("nothing was unknown in any of them")
	}
}

// TestPartitionsAreCountedOnce, whatever is wrong with them.
func TestPartitionsAreCountedOnce(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 3))
		b := healthy()
		c := b.Clusters[0]
		all, leaderless, offline, behind := 0, 0, 0, 0
		for _, topic := range c.Scope.Topics {
			for i := range topic.Layout.Partitions {
				p := &topic.Layout.Partitions[i]
				all++
				if r.IntN(3) == 0 {
					p.ISR = p.Replicas[:1+r.IntN(2)]
				}
				if r.IntN(4) == 0 {
					p.Offline = []int32{p.Replicas[2]}
					offline++
				}
				if r.IntN(4) == 0 {
					p.Leader = -1
					leaderless++
				}
				if p.Leader < 0 || len(p.ISR) < len(p.Replicas) {
					behind++
				}
			}
		}
		n := countPartitions(viewOf(c, false))
		if n.all != all || n.leaderless != leaderless || n.offline != offline || n.under != behind || n.doubtful != 0 {
			t.Fatalf("seed %d: %+v, want %d of which %d without a leader, %d with offline replicas, %d under-replicated", seed, n, all, leaderless, offline, behind)
		}
	}
}

// TestABrokerThatMayBeDead makes all counts doubtful that rest on it, and no
// others.
func TestABrokerThatMayBeDead(t *testing.T) {
	for id := int32(1); id <= 3; id++ {
		for _, answer := range []model.Answer{model.Refused, model.Silent, model.HungUp, model.Unlocated, model.NotAsked, model.Unheard} {
			c := plant("plant")
			c.Scope.Brokers[id-1].Seen.Answer = answer
			rests := 0
			for _, topic := range c.Scope.Topics {
				for i := range topic.Layout.Partitions {
					p := &topic.Layout.Partitions[i]
					if p.Leader != id {
						p.ISR = []int32{p.Leader}
					} else {
						rests++
					}
				}
			}
			if n := countPartitions(viewOf(c, false)); n.doubtful != rests {
				t.Errorf("broker %d is %s: %d partitions are doubtful, want %d", id, answer, n.doubtful, rests)
			}
		}
	}
}

// TestSumsOfGroups: a group's tally believes a number only if every partition
// with a commit says it.
func TestSumsOfGroups(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		c := plant("plant")
		g := &c.Lag[0]
		committed, unknown := 0, 0
		for i := range g.Partitions {
			p := &g.Partitions[i]
			if r.IntN(4) == 0 {
				p.HasCommit = false
				continue
			}
			committed++
			if r.IntN(4) == 0 {
				p.Known, p.AgeKnown = false, false
				unknown++
			}
			if r.IntN(5) == 0 {
				p.How = lag.AtLeast
			}
		}
		got := viewOf(c, false).tally(g)
		if got.committed != committed || got.unknown != unknown || got.complete != (unknown == 0) {
			t.Fatalf("seed %d: %+v, want %d committed and %d unknown", seed, got, committed, unknown)
		}
		for _, p := range g.Partitions {
			if p.HasCommit && (!p.AgeKnown || p.How == lag.AtLeast) && got.aged {
				t.Fatalf("seed %d: the age of %+v is not known, and the group's is believed", seed, p)
			}
		}
	}
}
