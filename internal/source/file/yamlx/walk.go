package yamlx

import (
	"iter"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Entry is one key of a mapping with its value.
type Entry struct {
	Key   string
	KeyAt model.Origin
	Value Node
}

// Get follows a path of keys: Get("spec", "config"). Of several equal keys
// the last counts, and the mapping's own before what merges ("<<") bring.
func (n Node) Get(path ...string) Node {
	for _, key := range path {
		n = n.child(key)
	}
	return n
}

func (n Node) child(key string) Node {
	n = n.follow()
	if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
		return Node{}
	}
	return n.below(n.mapping().get(key))
}

// Entries walks a mapping's keys in the order of the text, duplicates
// included. What a merge key brings comes first; a merged key that the
// mapping has itself is left out, and is no duplicate of it.
func (n Node) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		n := n.follow()
		if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
			return
		}
		pairs := n.mapping().pairs
		for i := 0; i+1 < len(pairs); i += 2 {
			key := pairs[i]
			if !yield(Entry{Key: keyText(key), KeyAt: n.below(key).At(), Value: n.below(pairs[i+1])}) {
				return
			}
		}
	}
}

// Pairs walks a mapping as Entries does, with each key as a node: its place is worked out
// only where somebody asks. It is for who looks at many keys and tells of few.
func (n Node) Pairs() iter.Seq2[Node, Node] {
	return func(yield func(key, value Node) bool) {
		n := n.follow()
		if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
			return
		}
		pairs := n.mapping().pairs
		for i := 0; i+1 < len(pairs); i += 2 {
			if !yield(n.below(pairs[i]), n.below(pairs[i+1])) {
				return
			}
		}
	}
}

// KeyText is the text of a key, as Entry has it.
func (n Node) KeyText() string { return keyText(n.yaml) }

// Items walks a sequence.
func (n Node) Items() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		n := n.follow()
		if n.yaml == nil || n.yaml.Kind != yaml.SequenceNode {
			return
		}
		for _, item := range n.yaml.Content {
			if !yield(n.below(item)) {
				return
			}
		}
	}
}
