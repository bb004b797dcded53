package scope

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// certain gives a home to everything that says where it belongs: by its file,
// or by names. Names that stand together are of one cluster. Such a group is a
// declared scope if one scope alone lays claim to it; if two do, it is neither,
// for two scopes that breakwater.yaml tells apart are never one.
func certain(named []Named, members []*member) {
	g := groups{}
	for _, m := range members {
		if m.named == "" {
			g.unite(m.place.Names)
		}
	}
	said, lent := claims{}, claims{}
	for _, n := range named {
		for _, id := range n.SameAs {
			said.add(g.find(id), n.Name)
		}
	}
	for _, m := range members {
		if m.named != "" {
			for _, id := range m.place.Names {
				lent.add(g.find(id), m.named)
			}
		}
	}
	for _, m := range members {
		switch {
		case m.named != "":
			*m.home = model.Home{Scope: m.named}
		case len(m.place.Names) > 0:
			*m.home = model.Home{Scope: g.name(m.place.Names[0], said, lent)}
		}
	}
}

// claims are the declared scopes that say that a group is theirs.
type claims map[string][]string

func (c claims) add(group, scope string) {
	if !slices.Contains(c[group], scope) {
		c[group] = append(c[group], scope)
	}
}

// groups are identities of one cluster each: identity to parent, a union-find
// forest whose roots are the best names.
type groups map[string]string

func (g groups) find(id string) string {
	for {
		parent, ok := g[id]
		if !ok {
			g[id] = id
			return id
		}
		if parent == id {
			return id
		}
		id = parent
	}
}

// unite makes identities one group. The one that names it best becomes its
// root.
func (g groups) unite(ids []string) {
	for i := 1; i < len(ids); i++ {
		a, b := g.find(ids[0]), g.find(ids[i])
		switch {
		case a == b:
		case better(a, b):
			g[b] = a
		default:
			g[a] = b
		}
	}
}

// name is the scope of a group: the one that same_as gives it, else the one
// in whose files its names stand, else its own best name.
func (g groups) name(id string, said, lent claims) string {
	root := g.find(id)
	for _, c := range []claims{said, lent} {
		switch len(c[root]) {
		case 0:
		case 1:
			return c[root][0]
		default:
			return display(root)
		}
	}
	return display(root)
}

// rank orders the kinds of identities by how well they name a scope.
var rank = []string{"cluster:", "strimzi:", "terraform:", "kafka:", "bootstrap:", "zookeeper:"}

func better(a, b string) bool {
	rankOf := func(id string) int {
		i := slices.IndexFunc(rank, func(prefix string) bool { return strings.HasPrefix(id, prefix) })
		if i < 0 {
			return len(rank)
		}
		return i
	}
	if ra, rb := rankOf(a), rankOf(b); ra != rb {
		return ra < rb
	}
	return a < b
}

// display is a scope's name as it stands in subjects.
func display(id string) string {
	kind, name, _ := strings.Cut(id, ":")
	if kind == "strimzi" {
		if namespace, cluster, ok := strings.Cut(name, "/"); ok {
			return namespace + "." + cluster
		}
	}
	return name
}
