package format

import (
	"path"
	"strings"
)

// pages and programs are the endings of files that quote a configuration, to
// explain it or to work with it. They configure nothing themselves.
var (
	pages = []string{
		".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".tex", ".html", ".htm", ".xhtml", ".ipynb", ".css", ".scss", ".less", ".svg",
	}
	programs = []string{
		".go", ".java", ".scala", ".kt", ".kts", ".groovy", ".clj", ".py", ".rb", ".php", ".pl", ".lua", ".r", ".js", ".mjs", ".cjs", ".jsx",
		".ts", ".tsx", ".vue", ".svelte", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".fs", ".swift", ".dart", ".ex", ".exs", ".erl", ".hs",
		".ml", ".zig", ".sql", ".proto", ".sh", ".bash", ".zsh", ".bats", ".ps1", ".bat", ".cmd",
	}
	engines = []string{".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".gotmpl", ".erb", ".template"}
)

// quoting is the endings of pages and programs.
var quoting = set(pages, programs)

// rendered is the endings that a template has behind its own.
var rendered = set(engines)

func set(lists ...[]string) map[string]bool {
	all := map[string]bool{}
	for _, list := range lists {
		for _, ending := range list {
			all[ending] = true
		}
	}
	return all
}

// Quotes tells by its name whether a file is a page or a program, or the
// template of one. What it says of Kafka is a quotation.
func Quotes(file string) bool {
	file = strings.ToLower(path.Base(file))
	if ending := path.Ext(file); rendered[ending] {
		file = strings.TrimSuffix(file, ending)
	}
	return quoting[path.Ext(file)]
}
