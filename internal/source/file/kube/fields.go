package kube

import (
	_ "embed" // the tables of fields
	"strings"
	"sync"
)

//go:embed fields.txt
var fieldsOfKubernetes string

//go:embed fields_strimzi.txt
var fieldsOfStrimzi string

// fieldType is the fields of a type, with the type of each; "" for one that
// has no fields itself.
type fieldType struct {
	fields map[string]string
	open   bool // it has more fields, of which nothing is known
}

// tables are read when the first object is looked at: most runs have none.
var tables = sync.OnceValue(func() map[string]fieldType {
	out := map[string]fieldType{}
	for _, text := range []string{fieldsOfKubernetes, fieldsOfStrimzi} {
		for line := range strings.Lines(text) {
			words := strings.Fields(line)
			if len(words) == 0 || words[0] == "#" || words[0][0] == '#' {
				continue
			}
			out[words[0]] = typeOf(words[1:])
		}
	}
	return out
})

func typeOf(words []string) fieldType {
	t := fieldType{fields: make(map[string]string, len(words))}
	for _, w := range words {
		name, inner, _ := strings.Cut(w, ":")
		if name == "*" {
			t.open = true
			continue
		}
		t.fields[name] = inner
	}
	return t
}
