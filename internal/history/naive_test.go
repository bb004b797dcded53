package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// naive remembers every sample, and thinks about samples only when asked.
type naive struct {
	looks, coarse []int64 // when
	numbers       map[string][]model.Sample
	ids           map[string]string // of topics
}

func (n *naive) record(at int64, scope *model.Scope) {
	told := false
	tell := func(what string, number int64) {
		if number >= 0 {
			n.numbers[what] = append(n.numbers[what], model.Sample{At: at, N: number})
			told = true
		}
	}
	for _, t := range scope.Topics {
		if n.ids[t.Name] != t.Layout.TopicID {
			n.restart(t.Name)
		}
		n.ids[t.Name] = t.Layout.TopicID
		for _, p := range t.Layout.Partitions {
			if p.Offsets.EndKnown {
				tell(fmt.Sprint("end ", t.Name, p.Index), p.Offsets.End)
			}
			if p.Offsets.StartKnown {
				tell(fmt.Sprint("start ", t.Name, p.Index), p.Offsets.Start)
			}
			if p.Offsets.EndKnown && p.Offsets.StableKnown {
				tell(fmt.Sprint("stable ", t.Name, p.Index), p.Offsets.Stable)
			}
		}
	}
	for _, g := range scope.Cluster.Groups {
		for _, c := range g.Commits {
			tell(fmt.Sprint("commit ", c.Topic, c.Partition, g.ID), c.Offset)
		}
	}
	if !told {
		return
	}
	n.looks = append(n.looks, at)
	if len(n.coarse) == 0 || at-n.coarse[len(n.coarse)-1] >= 60_000 {
		n.coarse = append(n.coarse, at)
	}
}

// restart forgets all numbers of a topic.
func (n *naive) restart(topic string) {
	for partition := range 4 {
		for _, what := range []string{"end ", "start ", "stable "} {
			delete(n.numbers, fmt.Sprint(what, topic, partition))
		}
		for group := range 3 {
			delete(n.numbers, fmt.Sprint("commit ", topic, partition, "g", group))
		}
	}
}

// track is what is still remembered of a number, the newest first.
func (n *naive) track(what string) (out []model.Sample) {
	fine := n.looks[max(0, len(n.looks)-24):]
	coarse := n.coarse[max(0, len(n.coarse)-360):]
	for _, s := range slices.Backward(n.numbers[what]) {
		if slices.Contains(fine, s.At) || s.At < fine[0] && slices.Contains(coarse, s.At) {
			out = append(out, s)
		}
	}
	return out
}

// random is a look at up to three topics and groups, with holes.
func random(r *rand.Rand, base map[string]int64) *model.Scope {
	scope := live()
	next := func(what string) int64 {
		steps := []int64{0, 0, 1, 100, 1 << 10, 1 << 20, 1 << 30, 1 << 40, -1 << 20, -1 << 40}
		n := base[what] + steps[r.IntN(len(steps))]*r.Int64N(3)
		base[what] = min(max(n, 0), largest)
		if r.IntN(500) == 0 {
			base[what] = largest
		}
		return base[what]
	}
	for i := range 3 {
		name := fmt.Sprint("t", i)
		if r.IntN(100) == 0 {
			base["id "+name]++
		}
		if r.IntN(5) == 0 {
			continue
		}
		t := topicOf(name, fmt.Sprint("id", base["id "+name]))
		for p := range int32(4) {
			t.Layout.Partitions = append(t.Layout.Partitions, model.Partition{Index: p, Offsets: model.Offsets{
				Start: next("start " + name), End: next("end " + name), Stable: next("stable " + name),
				StartKnown: r.IntN(4) > 0, EndKnown: r.IntN(4) > 0, StableKnown: r.IntN(2) > 0}})
		}
		r.Shuffle(4, func(i, j int) {
			t.Layout.Partitions[i], t.Layout.Partitions[j] = t.Layout.Partitions[j], t.Layout.Partitions[i]
		})
		scope.Topics = append(scope.Topics, t)
		scope.Cluster.Groups = append(scope.Cluster.Groups, randomGroup(r, i, next, scope.Topics))
	}
	return scope
}

func randomGroup(r *rand.Rand, i int, next func(string) int64, topics []*model.Topic) *model.Group {
	g := &model.Group{ID: fmt.Sprint("g", i), CommitsKnown: true}
	for _, t := range topics {
		for p := range int32(4) {
			if r.IntN(3) > 0 {
				g.Commits = append(g.Commits, model.Commit{Topic: t.Name, Partition: p, Offset: next("commit") - r.Int64N(2)})
			}
		}
	}
	return g
}

// TestAgainstANaiveStore: random looks with holes, with steps in both
// directions beyond 32 bits, with topics that are created again and with
// samples that fall out of both rings; and the same after a restart.
func TestAgainstANaiveStore(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 1))
		s, n, base := New(), &naive{numbers: map[string][]model.Sample{}, ids: map[string]string{}}, map[string]int64{}
		second := int64(0)
		for look := range 1200 {
			second += 1 + r.Int64N(60)
			scope := random(r, base)
			s.Record(at(second), scope, metadataGap(model.TimedOut))
			n.record(ms(second), scope)
			if look%100 == 50 {
				s = reloaded(t, s)
			}
			if look%40 == 0 && len(n.looks) > 0 {
				compare(t, fmt.Sprintf("seed %d, look %d", seed, look), s, n)
			}
		}
	}
}

func compare(t *testing.T, when string, s *Store, n *naive) {
	t.Helper()
	for i := range 3 {
		topic := fmt.Sprint("t", i)
		for p := range int32(4) {
			tracks := map[string]model.Track{
				fmt.Sprint("end ", topic, p):    s.LogEnd(topic, p),
				fmt.Sprint("start ", topic, p):  s.LogStart(topic, p),
				fmt.Sprint("stable ", topic, p): s.Stable(topic, p),
			}
			for g := range 3 {
				group := fmt.Sprint("g", g)
				tracks[fmt.Sprint("commit ", topic, p, group)] = s.Committed(group, topic, p)
			}
			for what, track := range tracks {
				if got, want := samples(track), n.track(what); !slices.Equal(got, want) {
					t.Fatalf("%s: %s is\n%v, want\n%v", when, what, got, want)
				}
			}
		}
	}
}
