package build

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// isRequirements tells pip's files of requirements and constraints.
func isRequirements(base string) bool {
	return strings.HasSuffix(base, ".txt") && (strings.HasPrefix(base, "requirements") || strings.HasPrefix(base, "constraints"))
}

// pinned is a requirement of one version alone: NAME[EXTRAS]==VERSION, and
// nothing that widens it. Options, as --hash, may follow (pip, requirements file
// format).
var pinned = regexp.MustCompile(`^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,#\\*]+)(?:\s+--.*|\s*[;#\\].*|\s*)$`)

// readRequirements reads the requirements that are pinned. The others leave the
// version to the day of the installation.
func readRequirements(in format.Input, found finder) error {
	n := 0
	for line := range strings.SplitSeq(string(in.Text), "\n") {
		n++
		line = strings.TrimSuffix(line, "\r")
		if m := pinned.FindStringSubmatchIndex(line); m != nil {
			at := in.At(n, utf8.RuneCountInString(line[:m[4]])+1)
			found.add(normal(line[m[2]:m[3]]), model.KnownValue(line[m[4]:m[5]], at))
		}
	}
	return nil
}

// separators of a package's name are all the same (PEP 503).
var separators = regexp.MustCompile(`[-_.]+`)

func normal(name string) string { return separators.ReplaceAllString(strings.ToLower(name), "-") }

// hasNormal tells whether a text has a package's name, however it is spelt.
func hasNormal(text []byte, name string) bool { return strings.Contains(normal(string(text)), name) }

// locked is a line of a lock file's table [[package]].
var locked = regexp.MustCompile(`^(name|version) = "([^"]+)"`)

// readPythonLock reads the tables [[package]] that poetry, uv and pdm write: a
// name, then its version.
func readPythonLock(in format.Input, found finder) error {
	name, n := "", 0
	for line := range strings.SplitSeq(string(in.Text), "\n") {
		n++
		m := locked.FindStringSubmatchIndex(line)
		switch {
		case strings.HasPrefix(line, "["):
			name = ""
		case m == nil:
		case line[m[2]:m[3]] == "name":
			name = normal(line[m[4]:m[5]])
		default:
			found.add(name, model.KnownValue(line[m[4]:m[5]], in.At(n, m[4]+1)))
		}
	}
	return nil
}
