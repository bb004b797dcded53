package model

import "testing"

// node is a broker's configuration by its keys and values.
func node(name string, roles Roles, settings ...string) *Broker {
	b := &Broker{Name: name, Roles: roles}
	for i := 0; i+1 < len(settings); i += 2 {
		b.Config.Set(settings[i], KnownValue(settings[i+1], AtFile(name, i+1, 1)), AtFile(name, i+1, 1))
	}
	return b
}

func set(name string, roles Roles, count Value) *NodeSet {
	return &NodeSet{Name: name, Roles: roles, Count: count}
}

func known(raw string) Value { return KnownValue(raw, AtFile("pools.yaml", 1, 1)) }

// cr is what Strimzi's Kafka resource declares of its brokers.
var cr = &Broker{Name: "plant", Shared: true, Roles: RoleBroker}

func TestBrokerCount(t *testing.T) {
	unknown := UnknownValue("${N}", "filled in later", Origin{})
	for _, c := range []struct {
		name  string
		scope Scope
		n     int
		exact bool
		from  int
	}{
		{"node pools", Scope{Brokers: []*Broker{cr}, NodeSets: []*NodeSet{set("a", RoleBroker, known("3")), set("b", RoleBroker|RoleController, known("2")), set("c", RoleController, known("3"))}}, 5, true, 2},
		{"a node pool that may have siblings elsewhere", Scope{NodeSets: []*NodeSet{set("a", RoleBroker, known("3"))}}, 3, false, 1},
		{"a pool whose number is not known", Scope{Brokers: []*Broker{cr}, NodeSets: []*NodeSet{set("a", RoleBroker, known("3")), set("b", RoleBroker, unknown)}}, 3, false, 1},
		{"no pool whose number is known", Scope{NodeSets: []*NodeSet{set("b", RoleBroker, unknown)}}, 0, false, 0},
		{"a number that is none", Scope{NodeSets: []*NodeSet{set("b", RoleBroker, known("three"))}}, 0, false, 0},
		{"pools win over files", Scope{NodeSets: []*NodeSet{set("a", RoleBroker, known("3"))}, Brokers: []*Broker{cr, node("x", RoleBroker, "node.id", "1")}}, 3, true, 1},
		{"files", Scope{Brokers: []*Broker{node("x", RoleBroker, "node.id", "1"), node("y", 0, "broker.id", "2")}}, 2, false, 2},
		{"controllers are not counted", Scope{Brokers: []*Broker{node("x", RoleBroker, "node.id", "1"), node("y", RoleController, "node.id", "2")}}, 1, false, 1},
		{"one id twice is one broker", Scope{Brokers: []*Broker{node("x", RoleBroker, "node.id", "1"), node("y", RoleBroker, "node.id", "1")}}, 1, false, 1},
		{"one address twice is one broker", Scope{Brokers: []*Broker{
			node("x", RoleBroker, "node.id", "1", "advertised.listeners", "PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093"),
			node("y", RoleBroker, "node.id", "2", "listeners", "PLAINTEXT://localhost:9092"),
		}}, 1, false, 1},
		{"listeners without a host name nothing", Scope{Brokers: []*Broker{
			node("x", RoleBroker, "node.id", "1", "listeners", "PLAINTEXT://:9092"), node("y", RoleBroker, "node.id", "2", "listeners", "PLAINTEXT://:9092"),
			node("z", RoleBroker, "node.id", "3", "listeners", "PLAINTEXT://0.0.0.0:9092"),
		}}, 3, false, 3},
		{"a shared configuration is no broker", Scope{Brokers: []*Broker{cr}}, 0, false, 0},
		{"a file for ZooKeeper beside one for KRaft", Scope{Brokers: []*Broker{node("x", 0, "broker.id", "0", "zookeeper.connect", "z:1"), node("y", RoleBroker, "node.id", "1")}}, 1, false, 1},
		{"more for ZooKeeper", Scope{Brokers: []*Broker{
			node("x", 0, "broker.id", "0", "zookeeper.connect", "z:1"), node("z", 0, "broker.id", "1", "zookeeper.connect", "z:1"), node("y", RoleBroker, "node.id", "1"),
		}}, 2, false, 2},
		{"files without an id or an address may be of one broker", Scope{Brokers: []*Broker{node("x", RoleBroker), node("y", RoleBroker)}}, 1, false, 1},
		{"a file without an id may be of a broker that has one", Scope{Brokers: []*Broker{node("x", RoleBroker), node("y", RoleBroker, "node.id", "1")}}, 1, false, 1},
		{"files without an id go by their addresses", Scope{Brokers: []*Broker{
			node("x", RoleBroker, "advertised.listeners", "PLAINTEXT://b1:9092"), node("y", RoleBroker, "advertised.listeners", "PLAINTEXT://b2:9092"),
		}}, 2, false, 2},
		{"nothing", Scope{}, 0, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, known := c.scope.BrokerCount()
			if got.N != c.n || got.Exact != c.exact || len(got.From) != c.from || known != (c.from > 0) {
				t.Errorf("%+v, known %v; want %d, exact %v, from %d values", got, known, c.n, c.exact, c.from)
			}
		})
	}
}

func TestVoterCount(t *testing.T) {
	const key = "controller.quorum.voters"
	three := "1@a:9093,2@b:9093,3@c:9093"
	unknown := &Broker{Name: "u"}
	unknown.Config.Set(key, UnknownValue("${V}", "filled in later", Origin{}), Origin{})
	for _, c := range []struct {
		name  string
		scope Scope
		n     int
		known bool
	}{
		{"pools", Scope{Brokers: []*Broker{cr}, NodeSets: []*NodeSet{set("c", RoleController, known("3")), set("b", RoleBroker, known("5"))}}, 3, true},
		{"a list", Scope{Brokers: []*Broker{node("x", RoleBroker, key, three)}}, 3, true},
		{"the same list twice", Scope{Brokers: []*Broker{node("x", RoleBroker, key, three), node("y", RoleController, key, three+",")}}, 3, true},
		{"lists of different length", Scope{Brokers: []*Broker{node("x", RoleBroker, key, three), node("y", RoleBroker, key, "1@a:9093")}}, 0, false},
		{"one list is not known", Scope{Brokers: []*Broker{node("x", RoleBroker, key, three), unknown}}, 0, false},
		{"an empty list", Scope{Brokers: []*Broker{node("x", RoleBroker, key, " ")}}, 0, false},
		{"nothing", Scope{Brokers: []*Broker{node("x", RoleBroker)}}, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, known := c.scope.VoterCount()
			if got.N != c.n || known != c.known || known && !got.Exact {
				t.Errorf("%+v, known %v; want %d, known %v", got, known, c.n, c.known)
			}
		})
	}
}

func TestCountsKeepTheirOrigins(t *testing.T) {
	s := Scope{Brokers: []*Broker{node("x.properties", RoleBroker, "node.id", "7")}}
	s.Brokers[0].Home = Home{Scope: "dir", Certainty: Assumed}
	c, _ := s.BrokerCount()
	if f := c.From[0]; f.Name != "node.id" || f.Value.Origin().File != "x.properties" || f.Home.Certainty != Assumed {
		t.Errorf("%+v: want node.id in x.properties, in a guessed home", f)
	}
}
