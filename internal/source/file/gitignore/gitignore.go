// Package gitignore tells which files of a folder Git leaves out. It reads
// .gitignore as Git does; a test holds it against Git itself.
package gitignore

import (
	"bytes"
	"path"
	"strings"
)

// Folder is the rules that hold in one folder: those of its own .gitignore,
// and behind them those of the folders above. The nil Folder has no rules.
type Folder struct {
	above    *Folder
	base     string // the folder's path
	patterns []pattern
}

// Below are the rules of a folder with a .gitignore of its own. The base is
// the folder's path, written with slashes, in the form in which Ignores is
// asked.
func (f *Folder) Below(base string, text []byte) *Folder {
	own := parse(text)
	if len(own) == 0 {
		return f
	}
	return &Folder{above: f, base: base, patterns: own}
}

// Ignores tells whether the rules leave out a path below their folders. It
// looks at the path alone: what lies in an ignored folder is ignored whatever
// the rules say of it, and a walk does not come there.
func (f *Folder) Ignores(name string, isDir bool) bool {
	base := path.Base(name)
	for ; f != nil; f = f.above {
		inside := strings.TrimPrefix(strings.TrimPrefix(name, f.base), "/")
		for i := len(f.patterns) - 1; i >= 0; i-- {
			if p := &f.patterns[i]; p.matches(inside, base, isDir) {
				return !p.negated
			}
		}
	}
	return false
}

// pattern is one line of a .gitignore.
type pattern struct {
	negated  bool     // "!…": takes back what others leave out
	dirOnly  bool     // "…/"
	segments []string // what stands between the slashes
	anywhere bool     // no slash: matches a name at any depth
}

func (p *pattern) matches(inside, base string, isDir bool) bool {
	switch {
	case p.dirOnly && !isDir:
		return false
	case p.anywhere:
		return glob(p.segments[0], base)
	default:
		return matchPath(p.segments, strings.Split(inside, "/"))
	}
}

// parse reads a .gitignore. Lines that cannot match are left out.
func parse(text []byte) []pattern {
	var patterns []pattern
	for line := range bytes.Lines(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))) {
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if p, ok := parseLine(trimSpaces(string(line))); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

func parseLine(line string) (p pattern, ok bool) {
	if strings.HasPrefix(line, "#") {
		return p, false
	}
	line, p.negated = strings.CutPrefix(line, "!")
	line, p.dirOnly = strings.CutSuffix(line, "/")
	if line == "" {
		return p, false
	}
	p.anywhere = !strings.Contains(line, "/")
	p.segments = strings.Split(strings.TrimPrefix(line, "/"), "/")
	for i := range p.segments[:len(p.segments)-1] {
		if s := p.segments[i]; escapes(s) {
			p.segments[i] = s[:len(s)-1] // of "\/"
		}
	}
	return p, true
}

// escapes tells whether text ends in a backslash that protects what follows.
func escapes(text string) bool {
	return (len(text)-len(strings.TrimRight(text, `\`)))%2 == 1
}

// trimSpaces takes off the spaces at the end that no backslash protects.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}
