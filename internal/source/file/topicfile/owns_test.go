package topicfile

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

func TestOwns(t *testing.T) {
	const shape = "kind: Topics\ntopics: [{name: a}, b]\n"
	for text, want := range map[string]bool{
		"apiVersion: breakwater/v1": true, "apiVersion: breakwater/v9": true,
		"apiVersion: breakwater.io/v1": false, "apiVersion: v1": false, "a: breakwater/v1": false, "[breakwater/v1]": false,

		shape:                                  true,
		"apiVersion: ~\n" + shape:              true,
		"apiVersion: v1\n" + shape:             true,
		"apiVersion: breakwater\n" + shape:     true,
		"apiVersion: Breakwater/v1\n" + shape:  true,
		"apiVersion: example.org/v1\n" + shape: false,
		"kind: Topic\ntopics: [{name: a}]":     false,
		"kind: Topics":                         false,
		"kind: Topics\ntopics: [a]":            false,
		"kind: Topics\ntopics: [{id: a}]":      false,
		"kind: Topics\ntopics: {name: a}":      false,
		"kind: Topics\ntopics: [{name: [a]}]":  false,
		"topics: [{name: a}]":                  false,
		"spec: {kind: Topics, topics: []}":     false,
	} {
		docs, err := yamlx.Parse(format.Input{Text: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		if got := Owns(docs[0]); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestHints(t *testing.T) {
	for text, want := range map[string]bool{
		"kind: Topics\ntopics: []":            true,
		"topics: []\nkind:   'Topics' # x":    true,
		"kind : Topics\r\ntopics:\r\n":        true,
		`{"kind": "Topics", "topics": []}`:    true,
		"{\n  \"kind\":\"Topics\"\n, topics}": true,
		"# Topics\nkind: Topics\ntopics: []":  true,
		"kind: Topics":                        false,
		"a:\n  kind: Topics\ntopics: []":      false,
		"# kind: Topics\ntopics: []":          false,
		"mankind: Topics\ntopics: []":         false,
		"kind: KafkaTopics\ntopics: []":       false,
		"Topics of topics":                    false,
		"":                                    false,
	} {
		if got := Hints([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// A flood of the word is walked once.
func TestHintsEnd(t *testing.T) {
	for _, unit := range []string{"Topics", "kind: Topics ", "Topics\n"} {
		if Hints([]byte("x" + strings.Repeat(unit, 1<<17))) {
			t.Errorf("a flood of %q is taken for ours", unit)
		}
	}
}

func BenchmarkHints(b *testing.B) {
	text := []byte(strings.Repeat("key: value with some text behind it\n", 500))
	for b.Loop() {
		if Hints(text) {
			b.Fatal("it is taken for ours")
		}
	}
}
