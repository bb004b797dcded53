package strict

import (
	"iter"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Field is one key that a mapping may have.
type Field struct {
	Name     string
	Required bool
	Refused  string // why the key, though it is known, is not accepted; "" if it is
	Read     func(yamlx.Entry)
}

// Map reads a mapping with known keys. what names it in a sentence, as "the
// policy". ok is false if it is no mapping.
func (r *Reader) Map(n yamlx.Node, what string, fields ...Field) (ok bool) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	if !n.IsMap() {
		r.Errorf(n.At(), "%s is %s: it must be a mapping with the keys %s", what, n.Describe(), strings.Join(names, ", "))
		return false
	}
	seen := map[string]bool{}
	for e := range r.Entries(n, what) {
		i := slices.Index(names, e.Key)
		if i < 0 {
			r.Errorf(e.KeyAt, "%s has no key %s: %s", what, Quote(e.Key), Instead(e.Key, names))
			meant, _ := catalog.Closest(e.Key, names)
			seen[meant] = true // one slip is one problem
			continue
		}
		seen[e.Key] = true
		r.field(e, fields[i])
	}
	for _, f := range fields {
		if f.Required && !seen[f.Name] {
			r.Errorf(n.At(), "%s lacks the key %s", what, f.Name)
		}
	}
	return true
}

func (r *Reader) field(e yamlx.Entry, f Field) {
	switch {
	case f.Refused != "":
		r.Errorf(e.KeyAt, "%s", f.Refused)
	case !e.Value.Exists():
		r.Errorf(e.KeyAt, "%s has no value: give it one, or take the line out", e.Key)
	default:
		f.Read(e)
	}
}

// Entries walks a mapping with keys of any name. A key that stands twice is a
// problem, and is read once.
func (r *Reader) Entries(n yamlx.Node, what string) iter.Seq[yamlx.Entry] {
	return func(yield func(yamlx.Entry) bool) {
		if !n.IsMap() {
			r.Errorf(n.At(), "%s is %s: it must be a mapping", what, n.Describe())
			return
		}
		first := map[string]yamlx.Entry{}
		for e := range n.Entries() {
			if f, twice := first[e.Key]; twice {
				r.Errorf(e.KeyAt, "%s has the key %s twice: the first one stands in line %d", what, Quote(e.Key), f.KeyAt.Line)
				continue
			}
			first[e.Key] = e
			if !yield(e) {
				return
			}
		}
	}
}

// IsEmptyMap tells whether a node is a mapping without a key.
func IsEmptyMap(n yamlx.Node) bool {
	for range n.Entries() {
		return false
	}
	return n.IsMap()
}

// Instead ends a sentence about an unknown word: the one that was meant, or
// all that there are.
func Instead(word string, known []string) string {
	if meant, ok := catalog.Closest(word, known); ok {
		return "did you mean " + meant + "?"
	}
	return "known are " + strings.Join(known, ", ")
}
