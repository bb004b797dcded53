package config

import (
	"path/filepath"
	"strings"
)

// base turns paths as the user names them, relative to where the command
// runs, into paths relative to the folder of breakwater.yaml.
type base struct {
	dir string // the folder, absolute; "" if the working directory is not known
	cwd string // the working directory
}

func baseOf(dir string) base {
	cwd, err := filepath.Abs(".")
	if err != nil {
		return base{}
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(cwd, dir)
	}
	return base{dir: filepath.Clean(dir), cwd: cwd}
}

// parts is a path below the folder, cut at its slashes; ok is false if it
// lies elsewhere.
func (b base) parts(path string) (parts []string, ok bool) {
	path = filepath.FromSlash(path)
	if b.dir != "" {
		if !filepath.IsAbs(path) {
			path = filepath.Join(b.cwd, path)
		}
		relative, err := filepath.Rel(b.dir, path)
		if err != nil {
			return nil, false
		}
		path = relative
	}
	parts = strings.Split(filepath.ToSlash(filepath.Clean(path)), "/")
	return parts, parts[0] != ".." && !filepath.IsAbs(path)
}

// matcher tells whether a path matches one of the globs. It is nil if there
// are none.
func (b base) matcher(globs []glob) func(path string) bool {
	if len(globs) == 0 {
		return nil
	}
	return func(path string) bool {
		parts, ok := b.parts(path)
		if !ok {
			return false
		}
		for _, g := range globs {
			if g.match(parts) {
				return true
			}
		}
		return false
	}
}
