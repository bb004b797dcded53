package model

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestVariantOf(t *testing.T) {
	unknown := &Broker{Name: "u"}
	unknown.Config.Set("node.id", UnknownValue("${ID}", "filled in later", Origin{}), Origin{})
	for _, c := range []struct {
		name string
		a, b *Broker
		want bool
	}{
		{"one id", node("a", RoleBroker, "node.id", "1"), node("b", RoleController, "node.id", "1"), true},
		{"one id by its two names", node("a", RoleBroker, "node.id", "1"), node("b", 0, "broker.id", "1"), true},
		{"one id, written with a space", node("a", RoleBroker, "node.id", "1"), node("b", RoleBroker, "node.id", "1 "), true},
		{"two ids", node("a", RoleBroker, "node.id", "1"), node("b", RoleBroker, "node.id", "11"), false},
		{"node.id wins over broker.id", node("a", RoleBroker, "broker.id", "2", "node.id", "1"), node("b", RoleBroker, "node.id", "2"), false},
		{"two ids, one address", node("a", RoleBroker, "node.id", "1", "advertised.listeners", "PLAINTEXT://localhost:9092"),
			node("b", RoleBroker, "node.id", "2", "advertised.listeners", "SSL://localhost:9093, PLAINTEXT://localhost:9092"), true},
		{"one host, two ports", node("a", RoleBroker, "node.id", "1", "listeners", "PLAINTEXT://localhost:9092"),
			node("b", RoleBroker, "node.id", "2", "listeners", "PLAINTEXT://localhost:9093"), false},
		{"what is advertised wins over what is listened to", node("a", RoleBroker, "node.id", "1", "listeners", "P://x:1", "advertised.listeners", "P://y:1"),
			node("b", RoleBroker, "node.id", "2", "listeners", "P://x:1"), false},
		{"every interface names nobody", node("a", RoleBroker, "node.id", "1", "listeners", "P://0.0.0.0:9092"),
			node("b", RoleBroker, "node.id", "2", "listeners", "P://0.0.0.0:9092"), false},
		{"an address that is no listener names nobody", node("a", RoleBroker, "node.id", "1", "listeners", "x:1"),
			node("b", RoleBroker, "node.id", "2", "listeners", "x:1"), false},
		{"no id, one name", node("a", RoleBroker), node("a", RoleBroker), true},
		{"no id, two names", node("a", RoleBroker), node("b", RoleBroker), false},
		{"an id that is not known is none", unknown, node("b", RoleBroker, "node.id", "${ID}"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.a.VariantOf(c.b); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
			if got := c.b.VariantOf(c.a); got != c.want {
				t.Errorf("the other way round: %v, want %v", got, c.want)
			}
			if !c.a.VariantOf(c.a) {
				t.Error("a file is no variant of itself")
			}
		})
	}
}

func TestAnUnknownAddressNamesNobody(t *testing.T) {
	b := node("a", RoleBroker, "listeners", "P://x:1")
	b.Config.Set("advertised.listeners", UnknownValue("P://${HOST}:1", "filled in later", Origin{}), Origin{})
	if got := b.advertised(); got != nil {
		t.Errorf("it advertises %q: what it listens on is not what it advertises", got)
	}
}

// TestAFileMayShowThatTwoAreOneBroker joins files that share nothing with each
// other through a third, whichever is read first.
func TestAFileMayShowThatTwoAreOneBroker(t *testing.T) {
	files := []*Broker{
		node("id.properties", RoleBroker, "node.id", "1"),
		node("address.properties", RoleBroker, "advertised.listeners", "P://b1:9092"),
		node("both.properties", RoleBroker, "node.id", "1", "advertised.listeners", "P://b1:9092"),
	}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		s := Scope{}
		for _, i := range order {
			s.Brokers = append(s.Brokers, files[i])
		}
		if got, _ := s.BrokerCount(); got.N != 1 || len(got.From) != 1 {
			t.Errorf("in the order %v there are %d brokers, want 1", order, got.N)
		}
	}
}

// TestCountsDoNotDependOnTheOrder counts random clusters in two orders, and
// never more brokers than there are.
func TestCountsDoNotDependOnTheOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var s Scope
		brokers := map[int]bool{}
		for i := range 1 + r.IntN(8) {
			id := r.IntN(4)
			brokers[id] = true
			b := node(fmt.Sprintf("%d.properties", i), RoleBroker, "node.id", fmt.Sprint(id))
			if r.IntN(2) == 0 {
				b.Config.Set("advertised.listeners", KnownValue(fmt.Sprintf("P://b%d:9092", id), Origin{}), Origin{})
			}
			s.Brokers = append(s.Brokers, b)
		}
		first, known := s.BrokerCount()
		if !known || first.N != len(brokers) || first.Exact {
			t.Fatalf("%+v, known %v, want at least %d", first, known, len(brokers))
		}
		r.Shuffle(len(s.Brokers), func(i, j int) { s.Brokers[i], s.Brokers[j] = s.Brokers[j], s.Brokers[i] })
		if again, _ := s.BrokerCount(); again.N != first.N {
			t.Fatalf("%d brokers, and in another order %d", first.N, again.N)
		}
	}
}

func TestNumbersOfNodeSets(t *testing.T) {
	for raw, want := range map[string]struct {
		n     int
		known bool
	}{
		"3": {3, true}, " 3 ": {3, true}, "0": {0, true}, "-1": {0, false}, "3.0": {0, false}, "": {0, false}, "three": {0, false},
	} {
		s := Scope{Brokers: []*Broker{cr}, NodeSets: []*NodeSet{set("a", RoleBroker|RoleController, known(raw))}}
		for role, count := range map[string]func() (Count, bool){"brokers": s.BrokerCount, "voters": s.VoterCount} {
			if got, known := count(); got.N != want.n || known != want.known {
				t.Errorf("%q gives %d %s, known %v; want %d, %v", raw, got.N, role, known, want.n, want.known)
			}
		}
	}
}

// TestOneThatSaysNothingDoesNotEndTheCount puts it before those that do.
func TestOneThatSaysNothingDoesNotEndTheCount(t *testing.T) {
	lists := Scope{Brokers: []*Broker{
		node("a", RoleBroker), node("b", RoleBroker, "controller.quorum.voters", ""), node("c", RoleBroker, "controller.quorum.voters", "1@a:1,2@b:2,3@c:3"),
	}}
	if got, known := lists.VoterCount(); got.N != 3 || !known {
		t.Errorf("%d voters, known %v, want 3", got.N, known)
	}
	pools := Scope{Brokers: []*Broker{cr}, NodeSets: []*NodeSet{
		set("c", RoleController, known("3")), set("u", RoleBroker, UnknownValue("${N}", "filled in later", Origin{})), set("b", RoleBroker, known("5")),
	}}
	if got, known := pools.BrokerCount(); got.N != 5 || got.Exact || !known {
		t.Errorf("%d brokers, exact %v, known %v, want at least 5", got.N, got.Exact, known)
	}
}

func TestEntries(t *testing.T) {
	for list, want := range map[string]int{"": 0, " ": 0, ",": 0, "a": 1, "a,": 1, "a,b": 2, " a , , b ": 2, "1@a:1,2@b:2,3@c:3": 3} {
		if got := entries(list); got != want {
			t.Errorf("%q has %d entries, want %d", list, got, want)
		}
	}
}
