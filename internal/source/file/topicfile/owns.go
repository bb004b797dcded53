package topicfile

import (
	"bytes"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Owns tells whether the object is read here: any of our own API group, so
// that a kind or version that does not exist is an error; and one that has
// our shape where the apiVersion is missing or none of another group, so that
// a slip there does not hide a whole file.
func Owns(o yamlx.Node) bool {
	version := o.Get("apiVersion").Text()
	return strings.HasPrefix(version, group) || !isForeign(version) && hasShape(o)
}

// isForeign tells the apiVersion of somebody else's kind of this name.
func isForeign(version string) bool {
	return strings.Contains(version, "/") && !strings.HasPrefix(strings.ToLower(version), "breakwater")
}

// hasShape tells whether the kind is ours, with a list of topics of which one
// has a name.
func hasShape(o yamlx.Node) bool {
	if o.Get("kind").Text() != kind {
		return false
	}
	for item := range o.Get("topics").Items() {
		if item.Get("name").IsScalar() {
			return true
		}
	}
	return false
}

// Hints tells whether a text may hold a Topics without an apiVersion. It
// looks for a line that gives the kind, from its first letter on unless it is
// JSON's, and for the word topics.
func Hints(text []byte) bool {
	for rest := text; ; {
		i := bytes.Index(rest, []byte(kind))
		if i < 0 {
			return false
		}
		line := rest[bytes.LastIndexByte(rest[:i], '\n')+1 : i]
		if givesKind(line) && bytes.Contains(text, []byte("topics")) {
			return true
		}
		rest = rest[i+len(kind):]
	}
}

// givesKind tells whether what stands before a word on its line makes it the
// kind of an object.
func givesKind(before []byte) bool {
	before, colon := bytes.CutSuffix(bytes.TrimRight(before, ` "'`), []byte(":"))
	before = bytes.TrimRight(before, " ")
	return colon && (bytes.HasSuffix(before, []byte(`"kind"`)) || string(before) == "kind")
}
