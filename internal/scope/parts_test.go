package scope

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestTheBestNameNamesAGroup(t *testing.T) {
	for _, c := range []struct {
		better, worse string
	}{
		{"cluster:z", "strimzi:a"},
		{"strimzi:kafka/z", "terraform:a"},
		{"terraform:z", "bootstrap:a:9092"},
		{"bootstrap:z:9092", "zookeeper:a:2181"},
		{"zookeeper:z:2181", "else:a"},
		{"bootstrap:a:9092", "bootstrap:b:9092"},
		{"else:a", "else:b"},
	} {
		if !better(c.better, c.worse) || better(c.worse, c.better) {
			t.Errorf("%s does not name a scope better than %s", c.better, c.worse)
		}
	}
	if better("cluster:a", "cluster:a") {
		t.Error("a name is better than itself")
	}
}

func TestGroups(t *testing.T) {
	g := groups{}
	g.unite(nil)
	g.unite([]string{"bootstrap:alone:1"})
	g.unite([]string{"bootstrap:b:1", "bootstrap:a:1"})
	g.unite([]string{"bootstrap:d:1", "bootstrap:c:1", "zookeeper:z:1/"})
	if g.find("bootstrap:a:1") == g.find("bootstrap:c:1") {
		t.Error("two groups are one before anything joins them")
	}
	g.unite([]string{"zookeeper:z:1/", "bootstrap:b:1"})
	g.unite([]string{"bootstrap:d:1", "cluster:plant"})
	for _, id := range []string{"bootstrap:a:1", "bootstrap:b:1", "bootstrap:c:1", "bootstrap:d:1", "zookeeper:z:1/", "cluster:plant"} {
		if got := g.find(id); got != "cluster:plant" {
			t.Errorf("%s is in the group of %s, want that of cluster:plant", id, got)
		}
	}
	for _, id := range []string{"bootstrap:alone:1", "bootstrap:new:1"} {
		if got := g.find(id); got != id {
			t.Errorf("%s is in the group of %s, and nothing joins them", id, got)
		}
	}
}

func TestClaims(t *testing.T) {
	g := groups{}
	g.unite([]string{"strimzi:kafka/plant", "bootstrap:b:1"})
	for _, c := range []struct {
		name       string
		said, lent claims
		want       string
	}{
		{"nobody's", claims{}, claims{}, "kafka.plant"},
		{"one says so", claims{"strimzi:kafka/plant": {"a"}}, claims{}, "a"},
		{"one has its files", claims{}, claims{"strimzi:kafka/plant": {"b"}}, "b"},
		{"what is said wins", claims{"strimzi:kafka/plant": {"a"}}, claims{"strimzi:kafka/plant": {"b"}}, "a"},
		{"two say so", claims{"strimzi:kafka/plant": {"a", "b"}}, claims{"strimzi:kafka/plant": {"b"}}, "kafka.plant"},
		{"two have its files", claims{}, claims{"strimzi:kafka/plant": {"a", "b"}}, "kafka.plant"},
		{"another group's", claims{"cluster:else": {"a"}}, claims{}, "kafka.plant"},
	} {
		if got := g.name("bootstrap:b:1", c.said, c.lent); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	twice := claims{}
	twice.add("g", "a")
	twice.add("g", "a")
	twice.add("g", "b")
	if !slices.Equal(twice["g"], []string{"a", "b"}) {
		t.Errorf("a scope that claims a group twice counts twice: %q", twice["g"])
	}
}

func TestDisplay(t *testing.T) {
	for id, want := range map[string]string{
		"cluster:plant":         "plant",
		"strimzi:kafka/plant":   "kafka.plant",
		"strimzi:plant":         "plant",
		"terraform:lkc-1":       "lkc-1",
		"bootstrap:b1:9092":     "b1:9092",
		"zookeeper:zk:2181/a/b": "zk:2181/a/b",
		"cluster:a/b":           "a/b",
	} {
		if got := display(id); got != want {
			t.Errorf("%s is shown as %q, want %q", id, got, want)
		}
	}
}

func TestAncestors(t *testing.T) {
	for dir, want := range map[string]string{
		"a/b/c":   "a/b/c a/b a .",
		".":       ".",
		"..":      "..",
		"../x/y":  "../x/y ../x ..",
		"/etc/k":  "/etc/k /etc /",
		"/":       "/",
		"../../x": "../../x ../.. ..",
	} {
		got := slices.Collect(ancestors(dir))
		if strings.Join(got, " ") != want {
			t.Errorf("from %s up there are %q, want %s", dir, got, want)
		}
		for first := range ancestors(dir) {
			if first != dir {
				t.Errorf("the walk from %s starts at %s", dir, first)
			}
			break
		}
	}
}

func TestHintsFor(t *testing.T) {
	for _, c := range []struct {
		name  string
		place model.Place
		want  map[string]bool // of each hint, whether the cluster's own name says more
	}{
		{"nothing", model.Place{}, map[string]bool{}},
		{"a hint alone", model.Place{Hint: "strimzi:plant"}, map[string]bool{"strimzi:plant": false}},
		{"a full name", model.Place{Names: []string{"strimzi:kafka/plant"}}, map[string]bool{"strimzi:kafka/plant": true, "strimzi:plant": true}},
		{"a name that was taken back", model.Place{Hint: "strimzi:kafka/plant"}, map[string]bool{"strimzi:kafka/plant": false, "strimzi:plant": true}},
		{"names of other kinds", model.Place{Names: []string{"cluster:a", "bootstrap:b:1"}}, map[string]bool{}},
	} {
		if got := hintsFor(c.place); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSites(t *testing.T) {
	s := sites{}
	s.add("strimzi:plant", site{dir: "a/x", scope: "1", certain: true})
	s.add("strimzi:plant", site{dir: "a/y", scope: "2", certain: true})
	s.add("strimzi:plant", site{dir: "b", scope: "3"})
	s.add("strimzi:other", site{dir: "a", scope: "4"})
	for _, c := range []struct {
		hint, dir, want string
	}{
		{"strimzi:plant", "a/x", "1"},
		{"strimzi:plant", "a/x/deep/down", "1"},
		{"strimzi:plant", "a/y", "2"},
		{"strimzi:plant", "a", ""},
		{"strimzi:plant", "a/z", ""},
		{"strimzi:plant", "b/topics", "3"},
		{"strimzi:plant", "c", ""},
		{"strimzi:other", "a/x", "4"},
		{"strimzi:other", "c", "4"},
		{"strimzi:none", "a", ""},
	} {
		at, found := s.nearest(c.hint, c.dir)
		if found != (c.want != "") || found && at.scope != c.want {
			t.Errorf("%s from %s is %q, %v; want %q", c.hint, c.dir, at.scope, found, c.want)
		}
	}
}

func TestOneClusterInTwoFilesIsNotMany(t *testing.T) {
	s := sites{}
	s.add("strimzi:plant", site{dir: "k/b", scope: "1", certain: true})
	s.add("strimzi:plant", site{dir: "k/a", scope: "1"})
	at, found := s.nearest("strimzi:plant", "k")
	if !found || at.scope != "1" || at.dir != "k/a" {
		t.Errorf("%+v, %v; want the one cluster, at the first of its directories", at, found)
	}
	if at.certain {
		t.Error("it is certain, though one of its files lacks a part of its name")
	}
}

func TestScopeOf(t *testing.T) {
	named := []Named{{Name: "identities alone", SameAs: []string{"cluster:a"}}, below("first", "a"), below("second", "a/b")}
	for file, want := range map[string]string{"a/b/t.yaml": "first", "a/t.yaml": "first", "c/t.yaml": ""} {
		if got := scopeOf(named, file); got != want {
			t.Errorf("%s is in %q, want %q: the first that has it", file, got, want)
		}
	}
}

func TestDoubtTakesBackNames(t *testing.T) {
	place := func(at string, cr bool) *member {
		p := placed(at)
		return &member{place: p, home: &model.Home{}, cr: cr}
	}
	show := func(m *member) string {
		return strings.TrimSpace(strings.Join(m.place.Names, " ") + " ?" + m.place.Hint)
	}
	for _, c := range []struct {
		name    string
		members []*member
		want    []string
	}{
		{"one resource", []*member{place("a/k.yaml strimzi:kafka/p bootstrap:p:9092", true)}, []string{"strimzi:kafka/p bootstrap:p:9092 ?"}},
		{"two in one file", []*member{place("a/k.yaml strimzi:kafka/p", true), place("a/k.yaml strimzi:kafka/p", true)}, []string{"strimzi:kafka/p ?", "strimzi:kafka/p ?"}},
		{"in two files, with what follows from it", []*member{place("a/k.yaml strimzi:kafka/p bootstrap:p:9092", true), place("b/k.yaml strimzi:kafka/p", true), place("c/t.yaml strimzi:kafka/p", false)},
			[]string{"?strimzi:kafka/p", "?strimzi:kafka/p", "?strimzi:kafka/p"}},
		{"a topic beside its resource", []*member{place("a/k.yaml strimzi:kafka/p", true), place("b/t.yaml strimzi:kafka/p", false)}, []string{"strimzi:kafka/p ?", "strimzi:kafka/p ?"}},
		{"a short host in two stages", []*member{place("dev/c.yaml bootstrap:k:1", false), place("prod/c.yaml bootstrap:k:1", false), place("c.yaml bootstrap:k:1 cluster:x", false)},
			[]string{"bootstrap:dev/k:1 ?", "bootstrap:prod/k:1 ?", "bootstrap:k:1 cluster:x ?"}},
		{"a short host in one stage twice", []*member{place("dev/a/c.yaml bootstrap:k:1", false), place("dev/b/c.yaml bootstrap:k:1", false)}, []string{"bootstrap:k:1 ?", "bootstrap:k:1 ?"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			doubt(c.members)
			for i, m := range c.members {
				if got := show(m); got != c.want[i] {
					t.Errorf("%s says %q, want %q", m.place.File, got, c.want[i])
				}
			}
		})
	}
}

// TestDeclaredFilesAreNotInDoubt holds that a scope of breakwater.yaml settles
// what its files' names cannot.
func TestDeclaredFilesAreNotInDoubt(t *testing.T) {
	a := &member{place: placed("dev/k.yaml strimzi:kafka/p"), home: &model.Home{}, cr: true, named: "dev"}
	b := &member{place: placed("prod/k.yaml strimzi:kafka/p"), home: &model.Home{}, cr: true}
	doubt([]*member{a, b})
	if len(a.place.Names) != 1 || len(b.place.Names) != 1 || b.place.Hint != "" {
		t.Errorf("%+v and %+v: want both names kept", a.place, b.place)
	}
}
