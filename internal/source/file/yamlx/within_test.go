package yamlx

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestWithinALiteralBlock(t *testing.T) {
	const text = `kind: ConfigMap
---
data:
  a: |

    one=1
    two=2
  b: "one=1\ntwo=2"
  c: |-
        deep=1
  d: >
    folded=1
  e: |
`
	docs, err := Parse(format.Input{Path: "c.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"a": "two", "c": "deep"} {
		n := docs[1].Get("data", key)
		value := strings.Split(n.Text(), "\n")
		for i, line := range value {
			if !strings.HasPrefix(line, want) {
				continue
			}
			at := n.Within(i+1, 1)
			if got := strings.Split(text, "\n")[at.Line-1]; at.File != "c.yaml" || got[at.Column-1:] != line {
				t.Errorf("%s: %s is at %s, where %q stands", key, line, at, got)
			}
		}
	}
	for _, key := range []string{"b", "d", "e"} {
		if n := docs[1].Get("data", key); n.Within(2, 1) != n.At() {
			t.Errorf("%s: %s, want %s", key, n.Within(2, 1), n.At())
		}
	}
	if n := docs[1].Get("data", "nothing"); n.Within(1, 1) != n.At() {
		t.Error("nothing has a place")
	}
}
