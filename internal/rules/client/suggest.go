package client

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// slips is how many letters a key may differ from a real one to be taken for
// it even where an application's own class may read it.
const slips = 2

// closest is the key of the client that was meant.
func closest(p *rule.Pass, name string) (string, bool) {
	var names []string
	for _, l := range layersOf(p.Client()) {
		names = append(names, catalog.Names(l, p.Version())...)
	}
	return catalog.Closest(name, names)
}

// within tells whether one text becomes the other by so many letters put in,
// left out or changed.
func within(a, b string, slips int) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	switch {
	case a == "" || b == "":
		return len(a)+len(b) <= slips
	case slips == 0:
		return false
	}
	return within(a[1:], b[1:], slips-1) || within(a[1:], b, slips-1) || within(a, b[1:], slips-1)
}

// whose are layers in a sentence: "producers and consumers".
func whose(layers []model.Layer) string {
	names := make([]string, 0, len(layers))
	for _, l := range layers {
		if l == model.LayerAdmin {
			names = append(names, "admin clients")
			continue
		}
		names = append(names, l.String()+"s")
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
