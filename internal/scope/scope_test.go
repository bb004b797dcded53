package scope

import (
	"path"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// world is a snapshot in the making, with its things by name.
type world struct {
	snapshot model.Snapshot
	homes    map[string]*model.Home
}

func newWorld() *world { return &world{homes: map[string]*model.Home{}} }

// placed reads "FILE id id …"; an id that starts with "?" is a hint, and one that starts
// with "~" an alias.
func placed(s string) model.Place {
	words := strings.Fields(s)
	p := model.Place{File: words[0]}
	for _, id := range words[1:] {
		if hint, is := strings.CutPrefix(id, "?"); is {
			p.Hint = hint
		} else if alias, is := strings.CutPrefix(id, "~"); is {
			p.Aliases = append(p.Aliases, alias)
		} else {
			p.Names = append(p.Names, id)
		}
	}
	return p
}

func (w *world) topic(name, at string) *world {
	t := &model.Topic{Name: name, Place: placed(at)}
	w.snapshot.Topics, w.homes[name] = append(w.snapshot.Topics, t), &t.Home
	return w
}

func (w *world) broker(name, at string) *world {
	b := &model.Broker{Name: name, Place: placed(at)}
	w.snapshot.Brokers, w.homes[name] = append(w.snapshot.Brokers, b), &b.Home
	return w
}

func (w *world) pool(name, at string) *world {
	n := &model.NodeSet{Name: name, Place: placed(at)}
	w.snapshot.NodeSets, w.homes[name] = append(w.snapshot.NodeSets, n), &n.Home
	return w
}

func (w *world) client(name, at string) *world {
	c := &model.Client{Name: name, Place: placed(at)}
	w.snapshot.Clients, w.homes[name] = append(w.snapshot.Clients, c), &c.Home
	return w
}

// below is a declared scope of all files below a directory.
func below(name, dir string, sameAs ...string) Named {
	return Named{Name: name, SameAs: sameAs, Match: func(file string) bool { return strings.HasPrefix(path.Clean(file), dir+"/") }}
}

// assumed marks a home that must be a guess.
const assumed = " (assumed)"

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		name  string
		named []Named
		world *world
		homes map[string]string
	}{
		{
			"a declared scope takes its files, whatever they say", []Named{below("plant", "plant")},
			newWorld().topic("a", "plant/a.yaml cluster:else").topic("b", "plant/x/b.yaml"),
			map[string]string{"a": "plant", "b": "plant"},
		}, {
			"same_as", []Named{below("plant", "plant", "strimzi:kafka/plant", "bootstrap:b1:9092")},
			newWorld().broker("cr", "k8s/kafka.yaml strimzi:kafka/plant").client("c", "apps/c.properties bootstrap:b1:9092").topic("t", "plant/t.yaml"),
			map[string]string{"cr": "plant", "c": "plant", "t": "plant"},
		}, {
			"a StatefulSet that breakwater.yaml names", []Named{{Name: "plant", SameAs: []string{"kube:kafka/broker"}}},
			newWorld().broker("b", "k8s/b.yaml kube:kafka/prod ~kube:kafka/broker").broker("c", "k8s/c.yaml kube:kafka/prod ~kube:kafka/controller").broker("else", "k8s/e.yaml kube:kafka/test ~kube:test/broker"),
			map[string]string{"b": "plant", "c": "plant", "else": "kafka/test"},
		}, {
			"two StatefulSets of one release, in two scopes", []Named{{Name: "blue", SameAs: []string{"kube:kafka/blue"}}, {Name: "green", SameAs: []string{"kube:kafka/green"}}},
			newWorld().broker("b", "b.yaml kube:kafka/prod ~kube:kafka/blue").broker("g", "g.yaml kube:kafka/prod ~kube:kafka/green").broker("c", "c.yaml kube:kafka/prod ~kube:kafka/other"),
			map[string]string{"b": "blue", "g": "green", "c": "kafka/prod"},
		}, {
			"an alias that nobody names", []Named{below("else", "else", "cluster:x")},
			newWorld().broker("b", "k8s/b.yaml ~kube:kafka/broker").broker("c", "k8s/c.yaml ~kube:kafka/broker"),
			map[string]string{"b": "k8s (assumed)", "c": "k8s (assumed)"},
		}, {
			"files win over an alias", []Named{below("a", "a"), {Name: "b", SameAs: []string{"kube:kafka/broker"}}},
			newWorld().broker("x", "a/b.yaml ~kube:kafka/broker"),
			map[string]string{"x": "a"},
		}, {
			"a declared scope lends its names to files outside", []Named{below("plant", "plant")},
			newWorld().broker("b", "plant/server.properties bootstrap:b1:9092").client("c", "apps/c.properties bootstrap:b1:9092"),
			map[string]string{"b": "plant", "c": "plant"},
		}, {
			"a name of two declared scopes names neither", []Named{below("dev", "dev"), below("prod", "prod")},
			newWorld().broker("d", "dev/kafka.yaml strimzi:kafka/c").broker("p", "prod/kafka.yaml strimzi:kafka/c").topic("t", "topics/t.yaml strimzi:kafka/c"),
			map[string]string{"d": "dev", "p": "prod", "t": "kafka.c"},
		}, {
			"same_as wins over the files that a name stands in", []Named{below("a", "a", "strimzi:kafka/c"), below("b", "b")},
			newWorld().broker("x", "b/kafka.yaml strimzi:kafka/c").topic("t", "t.yaml strimzi:kafka/c"),
			map[string]string{"x": "b", "t": "a"},
		}, {
			"a chain of names reaches a declared scope", []Named{below("plant", "plant")},
			newWorld().broker("b", "plant/s.properties bootstrap:b1:9092").client("c", "c.properties bootstrap:b2:9092 bootstrap:b1:9092").client("d", "d.properties bootstrap:b2:9092"),
			map[string]string{"b": "plant", "c": "plant", "d": "plant"},
		}, {
			"two declared scopes never merge", []Named{below("a", "a"), below("b", "b")},
			newWorld().broker("x", "a/s.properties bootstrap:x:9092").broker("y", "b/s.properties bootstrap:y:9092").client("c", "c.properties bootstrap:x:9092 bootstrap:y:9092"),
			map[string]string{"x": "a", "y": "b", "c": "x:9092"},
		}, {
			"Strimzi's label with its namespace", nil,
			newWorld().broker("cr", "cluster/kafka.yaml strimzi:kafka/plant").topic("t", "topics/t.yaml strimzi:kafka/plant").topic("else", "topics/e.yaml strimzi:test/plant"),
			map[string]string{"cr": "kafka.plant", "t": "kafka.plant", "else": "test.plant"},
		}, {
			"Strimzi's label without a namespace, in one directory", nil,
			newWorld().broker("cr", "k/kafka.yaml ?strimzi:plant").pool("pool", "k/pool.yaml ?strimzi:plant").topic("t", "k/t.yaml ?strimzi:plant").topic("else", "k/e.yaml ?strimzi:other"),
			map[string]string{"cr": "k/plant", "pool": "k/plant", "t": "k/plant", "else": "k/other"},
		}, {
			"Strimzi's label without a namespace, the cluster elsewhere", nil,
			newWorld().broker("cr", "k/cluster/kafka.yaml ?strimzi:plant").topic("t", "k/topics/t.yaml ?strimzi:plant"),
			map[string]string{"cr": "k/cluster/plant", "t": "k/cluster/plant" + assumed},
		}, {
			"only the topic lacks the namespace", nil,
			newWorld().broker("cr", "k/kafka.yaml strimzi:kafka/plant").topic("t", "k/t.yaml ?strimzi:plant"),
			map[string]string{"cr": "kafka.plant", "t": "kafka.plant" + assumed},
		}, {
			"examples of one cluster in one directory, of which one is applied", nil,
			newWorld().broker("e", "examples/ephemeral.yaml ?strimzi:plant").pool("ep", "examples/ephemeral.yaml ?strimzi:plant").
				broker("s", "examples/single.yaml ?strimzi:plant").pool("sp", "examples/single.yaml ?strimzi:plant").topic("t", "examples/t.yaml ?strimzi:plant"),
			map[string]string{"e": "examples/ephemeral.yaml/plant", "ep": "examples/ephemeral.yaml/plant",
				"s": "examples/single.yaml/plant", "sp": "examples/single.yaml/plant", "t": "examples/plant"},
		}, {
			"examples of one cluster and namespace", nil,
			newWorld().broker("a", "./a.yaml strimzi:kafka/plant bootstrap:p:9092").pool("ap", "./a.yaml strimzi:kafka/plant").
				broker("b", "b.yaml strimzi:kafka/plant bootstrap:p:9092"),
			map[string]string{"a": "a.yaml/kafka.plant", "ap": "a.yaml/kafka.plant", "b": "b.yaml/kafka.plant"},
		}, {
			"a ZooKeeper's short name, in one project and in two", nil,
			newWorld().broker("a1", "docker/sasl/kafka/s.properties bootstrap:kafka:9092 zookeeper:zk:2181/").broker("a2", "docker/sasl/kafka2/s.properties zookeeper:zk:2181/").
				broker("b", "docker/tls/kafka/s.properties zookeeper:zk:2181/").broker("b2", "docker/tls/kafka/s2.properties zookeeper:zk:2181/"),
			map[string]string{"a1": "kafka:9092", "a2": "kafka:9092", "b": "docker/tls/zk:2181/", "b2": "docker/tls/zk:2181/"},
		}, {
			"a ZooKeeper's short name below dev and prod", nil,
			newWorld().broker("d", "dev/s.properties zookeeper:zk:2181/").broker("p", "prod/s.properties zookeeper:zk:2181/"),
			map[string]string{"d": "dev/zk:2181/", "p": "prod/zk:2181/"},
		}, {
			"a ZooKeeper's full name is one cluster", nil,
			newWorld().broker("a", "x/y/a.properties zookeeper:zk.example.org:2181/").broker("b", "z/b.properties zookeeper:zk.example.org:2181/"),
			map[string]string{"a": "zk.example.org:2181/", "b": "zk.example.org:2181/"},
		}, {
			"overlays without namespaces", nil,
			newWorld().broker("d", "overlays/dev/kafka.yaml ?strimzi:plant").broker("p", "overlays/prod/kafka.yaml ?strimzi:plant").
				topic("td", "overlays/dev/t.yaml ?strimzi:plant").topic("tp", "overlays/prod/t.yaml ?strimzi:plant").topic("base", "base/t.yaml ?strimzi:plant"),
			map[string]string{"d": "overlays/dev/plant", "p": "overlays/prod/plant", "td": "overlays/dev/plant", "tp": "overlays/prod/plant", "base": "base/plant"},
		}, {
			"overlays of one namespace and name", nil,
			newWorld().broker("d", "overlays/a/kafka.yaml strimzi:kafka/plant bootstrap:p:9092").broker("p", "overlays/b/kafka.yaml strimzi:kafka/plant bootstrap:p:9092").
				topic("td", "overlays/a/t.yaml strimzi:kafka/plant").topic("tp", "overlays/b/t.yaml strimzi:kafka/plant"),
			map[string]string{"d": "overlays/a/kafka.plant", "p": "overlays/b/kafka.plant", "td": "overlays/a/kafka.plant", "tp": "overlays/b/kafka.plant"},
		}, {
			"topics of one label below dev and prod", nil,
			newWorld().topic("td", "env/dev/t.yaml strimzi:kafka/plant").topic("tp", "env/prod/t.yaml strimzi:kafka/plant"),
			map[string]string{"td": "env/dev/kafka.plant", "tp": "env/prod/kafka.plant"},
		}, {
			"short host names below dev and prod", nil,
			newWorld().broker("d", "dev/s.properties bootstrap:kafka:9092").client("cd", "dev/apps/c.properties bootstrap:kafka:9092").
				client("cp", "prod/c.properties bootstrap:kafka:9092").client("else", "c.properties bootstrap:kafka:9092").client("far", "prod/f.properties bootstrap:b1.example.org:9092"),
			map[string]string{"d": "dev/kafka:9092", "cd": "dev/kafka:9092", "cp": "prod/kafka:9092", "else": "kafka:9092", "far": "b1.example.org:9092"},
		}, {
			"full host names below dev and prod are one cluster", nil,
			newWorld().client("d", "dev/c.properties bootstrap:b1.example.org:9092").client("p", "prod/c.properties bootstrap:b1.example.org:9092"),
			map[string]string{"d": "b1.example.org:9092", "p": "b1.example.org:9092"},
		}, {
			"a short host name in one stage alone", nil,
			newWorld().client("d", "dev/c.properties bootstrap:kafka:9092").broker("b", "docker/s.properties bootstrap:kafka:9092"),
			map[string]string{"d": "kafka:9092", "b": "kafka:9092"},
		}, {
			"bootstrap servers join a client and a broker", nil,
			newWorld().broker("b", "brokers/b1.properties bootstrap:b1:9092").client("c", "apps/c.properties bootstrap:b1:9092").client("else", "apps/e.properties bootstrap:x:9092"),
			map[string]string{"b": "b1:9092", "c": "b1:9092", "else": "x:9092"},
		}, {
			"a list of bootstrap servers unites", nil,
			newWorld().broker("b1", "b1.properties bootstrap:b1:9092").broker("b2", "b2.properties bootstrap:b2:9092").client("c", "c.properties bootstrap:b2:9092 bootstrap:b1:9092"),
			map[string]string{"b1": "b1:9092", "b2": "b1:9092", "c": "b1:9092"},
		}, {
			"a better name wins over an address", nil,
			newWorld().topic("t", "t.yaml cluster:plant bootstrap:b1:9092").client("c", "c.properties bootstrap:b1:9092"),
			map[string]string{"t": "plant", "c": "plant"},
		}, {
			"a file that says nothing joins the only scope around it", nil,
			newWorld().topic("t", "plant/topics/t.yaml cluster:plant").broker("b", "plant/brokers/server.properties"),
			map[string]string{"t": "plant", "b": "plant" + assumed},
		}, {
			"the nearest directory that has a scope decides", nil,
			newWorld().topic("t", "a/t.yaml cluster:a").topic("u", "b/u.yaml cluster:b").broker("x", "a/s.properties"),
			map[string]string{"t": "a", "u": "b", "x": "a" + assumed},
		}, {
			"two clusters around a file: its own directory", nil,
			newWorld().topic("t", "p/t.yaml cluster:a").topic("u", "p/u.yaml cluster:b").broker("x", "p/s/s.properties"),
			map[string]string{"t": "a", "u": "b", "x": "p/s" + assumed},
		}, {
			"files that say nothing, in one directory and in two", nil,
			newWorld().broker("a", "x/1.properties").broker("b", "x/2.properties").broker("c", "y/3.properties"),
			map[string]string{"a": "x" + assumed, "b": "x" + assumed, "c": "y" + assumed},
		}, {
			"paths outside and from the root", nil,
			newWorld().topic("t", "../x/t.yaml cluster:a").broker("x", "../x/s.properties").topic("u", "/etc/t.yaml cluster:b").broker("y", "/etc/kafka/s.properties"),
			map[string]string{"t": "a", "x": "a" + assumed, "u": "b", "y": "b" + assumed},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			Resolve(c.named, &c.world.snapshot)
			for name, want := range c.homes {
				got := c.world.homes[name].Scope
				if c.world.homes[name].Certainty == model.Assumed {
					got += assumed
				}
				if got != want {
					t.Errorf("%s is in %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestScopesListTheirThings(t *testing.T) {
	w := newWorld().topic("t", "t.yaml cluster:b").broker("b", "s.properties cluster:b").pool("p", "p.yaml cluster:b").client("c", "c.properties cluster:a")
	Resolve(nil, &w.snapshot)
	if len(w.snapshot.Scopes) != 2 || w.snapshot.Scopes[0].Name != "a" {
		t.Fatalf("scopes %+v, want a and b, in this order", w.snapshot.Scopes)
	}
	a, b := w.snapshot.Scopes[0], w.snapshot.Scopes[1]
	if len(a.Clients) != 1 || len(b.Topics) != 1 || len(b.Brokers) != 1 || len(b.NodeSets) != 1 || a.Peers != 2 {
		t.Errorf("a %+v, b %+v: want each thing in its scope, and two peers", a, b)
	}
}

// TestBothStatesShareTheirScopes resolves the state before a change together
// with the one after it, so that one topic has one subject in both.
func TestBothStatesShareTheirScopes(t *testing.T) {
	now, before := newWorld().topic("t", "t.yaml cluster:a bootstrap:x:1"), newWorld().topic("t", "t.yaml bootstrap:x:1")
	Resolve(nil, &now.snapshot, &before.snapshot)
	if now.snapshot.Topics[0].Subject() != before.snapshot.Topics[0].Subject() {
		t.Errorf("%v now, %v before", now.snapshot.Topics[0].Subject(), before.snapshot.Topics[0].Subject())
	}
}

// TestOrderDoesNotMatter reads the same things in another order.
func TestOrderDoesNotMatter(t *testing.T) {
	ab := newWorld().client("c", "c.properties bootstrap:b:1 bootstrap:a:1").broker("a", "a.properties bootstrap:a:1").broker("b", "b.properties bootstrap:b:1 cluster:plant")
	ba := newWorld().broker("b", "b.properties bootstrap:b:1 cluster:plant").broker("a", "a.properties bootstrap:a:1").client("c", "c.properties bootstrap:b:1 bootstrap:a:1")
	for _, w := range []*world{ab, ba} {
		Resolve(nil, &w.snapshot)
		for name, home := range w.homes {
			if home.Scope != "plant" {
				t.Errorf("%s is in %q, want plant", name, home.Scope)
			}
		}
	}
}

func TestEnvironmentOf(t *testing.T) {
	for dir, want := range map[string]string{
		"overlays/dev": "dev", "envs/Prod/kafka": "prod", "kafka/topics": "", "development-kit": "", ".": "", "a/staging/prod": "staging",
	} {
		if got := environmentOf(dir); got != want {
			t.Errorf("environmentOf(%s) = %q, want %q", dir, got, want)
		}
	}
}

func TestIsLocal(t *testing.T) {
	for id, want := range map[string]bool{
		"bootstrap:kafka:9092": true, "bootstrap:p-kafka-bootstrap.kafka.svc:9092": true, "bootstrap:p.kafka.svc.cluster.local:9092": true,
		"bootstrap:b1.example.org:9092": false, "cluster:plant": false,
	} {
		if got := isLocal(id); got != want {
			t.Errorf("isLocal(%s) = %v", id, got)
		}
	}
}

// TestManyClusters is the worst case: each of a thousand directories has a
// cluster of one name, and a topic.
func TestManyClusters(t *testing.T) {
	w := newWorld()
	for i := range 1000 {
		dir := "teams/" + strings.Repeat("x/", i%8) + "t" + string(rune('a'+i%26)) + "/" + strings.Repeat("y", i/26+1)
		w.broker(dir, dir+"/k.yaml ?strimzi:plant").topic(dir+"t", dir+"/t.yaml ?strimzi:plant")
	}
	Resolve(nil, &w.snapshot)
	for _, topic := range w.snapshot.Topics {
		if want := path.Dir(topic.Place.File) + "/plant"; topic.Home.Scope != want {
			t.Fatalf("%s is in %q, want %q", topic.Name, topic.Home.Scope, want)
		}
	}
}
