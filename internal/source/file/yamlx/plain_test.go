package yamlx

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestIsPlain(t *testing.T) {
	for text, want := range map[string]bool{
		"a: 4.10": true, "a: word": true, "a: !!str 4.10": true,
		`a: "4.10"`: false, "a: '4.10'": false, "a: |\n  4.10": false, "a: [4.10]": false, "b: 4.10": false,
	} {
		docs, err := Parse(format.Input{Path: "f", Text: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		if got := docs[0].Get("a").IsPlain(); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}
