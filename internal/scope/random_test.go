package scope

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// thing is one member of a random world, so that the world can be built again
// in another order.
type thing struct{ kind, name, at string }

var (
	dirs = []string{"", "a/", "b/", "a/dev/", "a/prod/", "b/x/y/", "plant/"}
	ids  = []string{
		"strimzi:kafka/plant", "strimzi:kafka/other", "?strimzi:plant", "cluster:plant",
		"bootstrap:b1.example.org:9092", "bootstrap:b2.example.org:9092", "bootstrap:kafka:9092", "terraform:lkc-1",
	}
)

// randomThings is a world of up to twenty things with up to two names each.
func randomThings(r *rand.Rand) []thing {
	var out []thing
	for i := range 1 + r.IntN(20) {
		kind := []string{"topic", "broker", "pool", "client"}[r.IntN(4)]
		at := dirs[r.IntN(len(dirs))] + fmt.Sprintf("%d.yaml", i)
		for range r.IntN(3) {
			at += " " + ids[r.IntN(len(ids))]
		}
		out = append(out, thing{kind, fmt.Sprintf("%s%d", kind, i), at})
	}
	return out
}

func build(things []thing) *world {
	w := newWorld()
	add := map[string]func(name, at string) *world{"topic": w.topic, "broker": w.broker, "pool": w.pool, "client": w.client}
	for _, t := range things {
		add[t.kind](t.name, t.at)
	}
	return w
}

// TestRandomWorlds holds what must be so in every world: each thing has a home
// and stands in it once, a declared scope has all its files, and the order of
// reading has no say.
func TestRandomWorlds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	named := []Named{below("plant", "plant"), below("b", "b/x")}
	for round := range 2000 {
		things := randomThings(r)
		w := build(things)
		Resolve(named, &w.snapshot)
		check(t, w, things)

		shuffled := append([]thing(nil), things...)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again := build(shuffled)
		Resolve(named, &again.snapshot)
		for name, home := range w.homes {
			if *again.homes[name] != *home {
				t.Errorf("%s is in %+v, and read in another order in %+v", name, *home, *again.homes[name])
			}
		}
		if t.Failed() {
			t.Fatalf("round %d: %+v", round, things)
		}
	}
}

func check(t *testing.T, w *world, things []thing) {
	t.Helper()
	listed := 0
	for _, s := range w.snapshot.Scopes {
		listed += len(s.Topics) + len(s.Brokers) + len(s.NodeSets) + len(s.Clients)
	}
	if listed != len(things) {
		t.Errorf("the scopes list %d things, want %d", listed, len(things))
	}
	for _, one := range things {
		home := *w.homes[one.name]
		switch {
		case home.Scope == "":
			t.Errorf("%s has no home", one.name)
		case strings.HasPrefix(one.at, "plant/") && home != (model.Home{Scope: "plant"}), strings.HasPrefix(one.at, "b/x/") && home != (model.Home{Scope: "b"}):
			t.Errorf("%s is in %+v, not in the scope that is declared for its file", one.name, home)
		}
	}
}
