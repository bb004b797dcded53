package yamlx

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Alike tells whether two trees are the same to the letter, but that a name stands in
// one where the other has a name of its own, as in "data-0-broker-3" and
// "data-0-broker-4". Merges are compared as they are written.
func (n Node) Alike(o Node, name, theirs string) bool {
	return alike(target(n.yaml), target(o.yaml), name, theirs)
}

func alike(a, b *yaml.Node, name, theirs string) bool {
	switch {
	case a == nil || b == nil:
		return a == b
	case a.Kind != b.Kind || a.Tag != b.Tag || len(a.Content) != len(b.Content):
		return false
	case a.Value != b.Value && !sameBut(a.Value, b.Value, name, theirs):
		return false
	}
	for i := range a.Content {
		if !alike(target(a.Content[i]), target(b.Content[i]), name, theirs) {
			return false
		}
	}
	return true
}

// sameBut compares two texts up to the names in them.
func sameBut(a, b, name, theirs string) bool {
	if name == "" || theirs == "" {
		return false
	}
	for {
		before, after, has := strings.Cut(a, name)
		theirBefore, theirAfter, also := strings.Cut(b, theirs)
		if before != theirBefore || has != also {
			return false
		}
		if !has {
			return true
		}
		a, b = after, theirAfter
	}
}
