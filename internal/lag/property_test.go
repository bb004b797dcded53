package lag

import (
	"math/rand/v2"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestProperties throws worlds of chance at the sums: whatever was told, no
// number is negative, what is lost and what is there add up, and nothing that
// is not known passes for known.
func TestProperties(t *testing.T) {
	for seed := range uint64(3_000) {
		chance := rand.New(rand.NewPCG(seed, 17))
		g, topic, h := world(chance)
		got := Of(g, topic, h, 500_000)
		records, lost, complete := int64(0), int64(0), true
		for i := range got.Partitions {
			p := &got.Partitions[i]
			holds(t, seed, p)
			if p.HasCommit {
				records, lost, complete = records+p.Records, lost+p.Lost, complete && p.Known
			}
		}
		if got.Records != records || got.Lost != lost || got.Complete != complete {
			t.Fatalf("seed %d: %d records, %d lost, complete %v: %+v", seed, records, lost, complete, got)
		}
		if got.CatchUp < -1 || got.CatchUpKnown && !got.Complete || got.CatchUpKnown && (got.CatchUp == 0) != (got.Records == 0) {
			t.Fatalf("seed %d: catching up in %d, known %v", seed, got.CatchUp, got.CatchUpKnown)
		}
		brokers := ByLeader([]Group{got})
		for _, sum := range brokers {
			records -= sum.Records
		}
		if records != 0 || ByCoordinator([]Group{got})[g.Coordinator].Records != got.Records {
			t.Fatalf("seed %d: %d records belong to no broker", seed, records)
		}
	}
}

func holds(t *testing.T, seed uint64, p *Partition) {
	t.Helper()
	switch {
	case p.Records < 0 || p.Lost < 0 || p.Open < 0 || p.Open > p.Records || p.Age < 0 || p.Within < 0 || p.Within > p.Age || p.Read < 0 || p.Written < 0:
		t.Fatalf("seed %d: something is negative, or larger than what it is part of: %+v", seed, p)
	case !p.HasCommit && (p.Known || p.AgeKnown || p.Records > 0), !p.Known && (p.Why == "" || p.Records > 0 || p.Lost > 0 || p.AgeKnown):
		t.Fatalf("seed %d: what is not known has numbers: %+v", seed, p)
	case p.Known && p.Records == 0 && (!p.AgeKnown || p.Age != 0 || p.AtMost):
		t.Fatalf("seed %d: nothing is unread, and it has an age: %+v", seed, p)
	case p.Known && p.Start <= p.End && p.Committed <= p.End && p.Lost+p.Records != p.End-p.Committed:
		t.Fatalf("seed %d: %d lost and %d unread are not the %d behind the commit", seed, p.Lost, p.Records, p.End-p.Committed)
	}
}

// world is a group, a topic and a past by chance, with all that can be missing
// or out of order.
func world(chance *rand.Rand) (*model.Group, func(string) *model.Topic, model.History) {
	var offsets []model.Offsets
	var commits []int64
	h := past{ends: map[model.TopicPartition][]model.Sample{}, commits: map[model.TopicPartition][]model.Sample{}}
	for i := range int32(1 + chance.IntN(5)) {
		o := log(chance.Int64N(400), chance.Int64N(600))
		o.StartKnown, o.EndKnown = chance.IntN(10) > 0, chance.IntN(10) > 0
		o.Stable, o.StableKnown = chance.Int64N(600), chance.IntN(3) > 0
		offsets = append(offsets, o)
		commits = append(commits, chance.Int64N(700)-50)
		h.ends[partition(i)], h.commits[partition(i)] = walk(chance), walk(chance)
	}
	g := billing(commits...)
	if chance.IntN(4) == 0 {
		g.Members = []model.Member{{Subscribed: []string{"orders", "secret"}}}
	}
	if chance.IntN(3) == 0 {
		return g, orders(offsets...), nil
	}
	return g, orders(offsets...), h
}

// walk is a number over time that mostly rises.
func walk(chance *rand.Rand) (out []model.Sample) {
	at, n := int64(0), chance.Int64N(300)
	for range chance.IntN(20) {
		at += 5_000 * (1 + chance.Int64N(4))
		n = max(0, n+chance.Int64N(60)-5)
		out = append(out, model.Sample{At: at, N: n})
	}
	return out
}
