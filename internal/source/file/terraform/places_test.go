package terraform

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestColumnsCountCharacters(t *testing.T) {
	long := strings.Repeat("größe ", 900)
	for name, text := range map[string]string{
		"plain":               "ab\ncd",
		"wide":                "\"größe\": 1\n\"日本\": 2",
		"one very long line":  long + "end",
		"lines over a block":  long + "\n" + long + "\nend",
		"a block's exact end": strings.Repeat("x", block) + "y",
		"empty":               "",
	} {
		p := newPlaces(format.Input{Text: []byte(text)})
		for offset := 0; offset <= len(text); offset++ {
			if offset < len(text) && !utf8.RuneStart(text[offset]) {
				continue
			}
			before := text[:offset]
			wantLine := strings.Count(before, "\n") + 1
			wantColumn := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
			if line, column := p.place(offset); line != wantLine || column != wantColumn {
				t.Fatalf("%s: byte %d is at %d:%d, want %d:%d", name, offset, line, column, wantLine, wantColumn)
			}
		}
	}
}
