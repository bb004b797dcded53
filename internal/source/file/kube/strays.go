package kube

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// straysOf lists the keys of an object that its kind has no field for. What
// stands below one is not looked at.
func straysOf(o yamlx.Node, root string) []model.Stray {
	w := strayWalk{root: root, tables: tables()}
	w.walk(o, root, nil)
	return w.out
}

// maxStrays is how many keys of an object are told: one with more is of another
// kind than it says.
const maxStrays = 20

type strayWalk struct {
	root   string
	tables map[string]fieldType
	out    []model.Stray
}

// way is the keys that lead to a mapping, the last one first. Its text is only made
// where a stray is met.
type way struct {
	up  *way
	key string
}

// String is the path from the top of the object, as spec.template.spec; "" for the
// object itself, a nil way.
func (w *way) String() string {
	if w == nil {
		return ""
	}
	return join(w.up.String(), w.key)
}

func (w *strayWalk) walk(n yamlx.Node, typ string, at *way) {
	t, known := w.tables[typ]
	if !known {
		return
	}
	for item := range n.Items() {
		w.walk(item, typ, at)
	}
	for key, value := range n.Pairs() {
		name := key.KeyText()
		inner, has := t.fields[name]
		switch {
		case has && inner == "":
		case has:
			w.walk(value, inner, &way{at, name})
		case t.open || strings.HasPrefix(name, "$"): // Kustomize's own, as $patch
		case len(w.out) == maxStrays:
			return
		default:
			w.out = append(w.out, w.stray(name, key.At(), t, at.String()))
		}
	}
}

func (w *strayWalk) stray(key string, at model.Origin, t fieldType, path string) model.Stray {
	s := model.Stray{Parent: path, Key: key, At: at}
	s.Near = nearest(key, slices.Sorted(maps.Keys(t.fields)))
	if tooCommon[key] {
		return s
	}
	s.Belong = slices.Clone(homesOf(w.root, key))
	slices.SortStableFunc(s.Belong, func(a, b string) int { return distance(path, a) - distance(path, b) })
	s.Belong = s.Belong[:min(len(s.Belong), 3)]
	return s
}

// nearest is the field that a misspelt or shortened name most likely means; ""
// if none is near.
func nearest(key string, fields []string) string {
	if near, ok := catalog.Closest(key, fields); ok {
		return near
	}
	const enough = 8 // letters of a name that tell it
	for _, f := range fields {
		if len(key) >= enough && strings.HasPrefix(f, key) {
			return f
		}
	}
	return ""
}

// tooCommon are names that many mappings have, so that where one is meant to
// stand cannot be told.
var tooCommon = map[string]bool{"name": true, "value": true, "key": true, "type": true, "kind": true, "labels": true, "path": true, "port": true, "items": true, "status": true, "spec": true, "metadata": true}

// homesOf are the paths of a kind at which a key is a field. They are worked out
// once for a kind, when the first stray is met.
func homesOf(root, key string) []string {
	all, known := homes.Load(root)
	if !known {
		found := map[string][]string{}
		visit(root, "", nil, found)
		all, _ = homes.LoadOrStore(root, found)
	}
	return all.(map[string][]string)[key]
}

var homes sync.Map // of kind: map[string][]string, from key to paths

// visit walks the types below a path. A type that holds itself is walked once.
func visit(typ, path string, above []string, found map[string][]string) {
	t, known := tables()[typ]
	if !known || slices.Contains(above, typ) || typ == "PodStatus" || typ == "ObjectMeta" {
		return
	}
	above = append(slices.Clip(above), typ)
	for _, name := range slices.Sorted(maps.Keys(t.fields)) {
		found[name] = append(found[name], join(path, name))
		if inner := t.fields[name]; inner != "" && inner != "Any" && name != "ephemeralContainers" {
			visit(inner, join(path, name), above, found)
		}
	}
}

// distance is how many steps lead from one mapping to the place of a key.
func distance(from, to string) int {
	a, b := strings.Split(from, "."), strings.Split(to, ".")
	b = b[:len(b)-1]
	common := 0
	for common < len(a) && common < len(b) && a[common] == b[common] {
		common++
	}
	return len(a) + len(b) - 2*common
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
