package catalog

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Invention is a key that is told of, in write-ups or in advice for a Kafka
// long gone, and that no supported Kafka has.
type Invention struct {
	Name    string
	Layers  []model.Layer // where it is taken for a key; empty: anywhere
	Instead string        // the key that serves the purpose; "" if there is none
	Note    string        // one sentence: what is true
}

// Invented finds a name among the inventions. Look the key up first: some
// names are invented in one layer and real in another, as num.partitions.
func Invented(name string) (Invention, bool) {
	i, ok := slices.BinarySearchFunc(inventions, name, func(inv Invention, name string) int {
		return strings.Compare(inv.Name, name)
	})
	if !ok {
		return Invention{}, false
	}
	return inventions[i], true
}

// In tells whether the invention is one for this layer.
func (i Invention) In(l model.Layer) bool {
	return len(i.Layers) == 0 || slices.Contains(i.Layers, l)
}
