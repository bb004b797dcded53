package file

import (
	"fmt"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestBuildSuppressions(t *testing.T) {
	const mark = `breakwater:ignore advisory/client-version reason="no use"`
	for name, c := range map[string]struct{ text, want string }{
		"behind, in go.mod":       {"module a\nrequire x v1 // " + mark + "\n", "2:14 2-2"},
		"above, in go.mod":        {"module a\n// " + mark + "\n// more\n\nrequire x v1\nrequire y v1\n", "2:1 5-5"},
		"above, in requirements":  {"# " + mark + "\na==1\n", "1:1 2-2"},
		"behind, in requirements": {"a==1 # " + mark + "\r\n", "1:6 1-1"},
		"above, in XML":           {"<a>\n  <!-- " + mark + " -->\n  <version>1</version>\n</a>", "2:3 3-3"},
		"behind, in XML":          {"<version>1</version> <!-- " + mark + " -->", "1:22 1-1"},
		"nothing follows":         {"a==1\n# " + mark + "\n", "2:1 2-2 nothing follows this suppression of advisory/client-version, so it does nothing: put it right above what it is about"},
		"two above one":           {"# " + mark + "\nb==1 # " + mark + "\n", "1:1 2-2; 2:6 2-2"},
		"no comment":              {"a = \"" + mark + "\"\n", ""},
		"a word before the mark":  {"# see " + mark + "\na==1", ""},
		"none":                    {"a==1\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for i, s := range buildSuppressions(format.Input{Path: "f", Text: []byte(c.text)}) {
				if i > 0 {
					got += "; "
				}
				got += fmt.Sprintf("%d:%d %d-%d", s.At.Line, s.At.Column, s.FirstLine, s.LastLine)
				if s.Problem != "" {
					got += " " + s.Problem
				}
				if s.Rule != "advisory/client-version" || s.Reason != "no use" {
					t.Errorf("%+v", s)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
