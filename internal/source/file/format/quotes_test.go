package format

import "testing"

func TestQuotes(t *testing.T) {
	for file, want := range map[string]bool{
		"README.md": true, "docs/OPERATE.ADOC": true, "a/b.go": true, "a.kts": true, "run.sh": true, "README.md.gotmpl": true, "index.html.j2": true,
		"server.properties": false, "topics.yaml": false, "a.json": false, "main.tf": false, "out.txt": false, "client.conf": false,
		"server.properties.j2": false, "a.tpl": false, "Makefile": false, "<stdin>": false, "": false, ".md": true, "docs.md/a.yaml": false,
		"a.j2.md": true, "a.md.j2.j2": false,
	} {
		if got := Quotes(file); got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}
