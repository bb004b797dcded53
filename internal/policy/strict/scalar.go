package strict

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Text reads a single value that is not empty.
func (r *Reader) Text(n yamlx.Node, what string) (string, bool) {
	switch {
	case !n.IsScalar():
		r.Errorf(n.At(), "%s is %s: it must be a single value", what, n.Describe())
	case strings.TrimSpace(n.Text()) == "":
		r.Errorf(n.At(), "%s is empty", what)
	default:
		return n.Text(), true
	}
	return "", false
}

// Word reads one of several words.
func (r *Reader) Word(n yamlx.Node, what string, words ...string) (string, bool) {
	text, ok := r.Text(n, what)
	if ok && !slices.Contains(words, text) {
		r.Errorf(n.At(), "%s is %s: %s", what, Quote(text), Instead(text, words))
		return "", false
	}
	return text, ok
}

// Bool reads true or false.
func (r *Reader) Bool(n yamlx.Node, what string) (text string, ok bool) {
	text, ok = r.Text(n, what)
	if ok && text != "true" && text != "false" {
		r.Errorf(n.At(), "%s is %s: it must be true or false", what, Quote(text))
		return "", false
	}
	return text, ok
}

// List walks a list that is not empty. A single value is no list: the
// sentence says how to make it one.
func (r *Reader) List(n yamlx.Node, what string) iter.Seq[yamlx.Node] {
	return func(yield func(yamlx.Node) bool) {
		switch {
		case n.IsScalar():
			r.Errorf(n.At(), "%s is a single value: it must be a list, as [%s]", what, Quote(n.Text()))
			return
		case !n.IsList():
			r.Errorf(n.At(), "%s is %s: it must be a list", what, n.Describe())
			return
		}
		empty := true
		for item := range n.Items() {
			empty = false
			if !yield(item) {
				return
			}
		}
		if empty {
			r.Errorf(n.At(), "%s is an empty list: give it an entry, or take it out", what)
		}
	}
}

// Texts reads a list of single values, none of them twice.
func (r *Reader) Texts(n yamlx.Node, what string) []string {
	var out []string
	seen := map[string]bool{}
	for item := range r.List(n, what) {
		text, ok := r.Text(item, "an entry of "+what)
		switch {
		case !ok:
		case seen[text]:
			r.Errorf(item.At(), "%s has %s twice", what, Quote(text))
		default:
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

// Quote is a text in quotes, cut where it is too long for a sentence.
func Quote(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return strconv.Quote(string(r[:most]) + "…")
	}
	return strconv.Quote(text)
}
