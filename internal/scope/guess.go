package scope

import (
	"iter"
	"path"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// guessed gives a home to what says nothing: the only scope of its nearest
// ancestor directory, or else its own directory.
func guessed(members []*member) {
	below := map[string]map[string]bool{} // directory → the scopes in it and below
	for _, m := range members {
		if m.home.Scope == "" || m.place.File == "" { // a running cluster lies in no directory
			continue
		}
		for dir := range ancestors(path.Dir(m.place.File)) {
			if below[dir] == nil {
				below[dir] = map[string]bool{}
			}
			below[dir][m.home.Scope] = true
		}
	}
	for _, m := range members {
		if m.home.Scope == "" {
			*m.home = model.Home{Scope: onlyScope(path.Dir(m.place.File), below), Certainty: model.Assumed}
		}
	}
}

// onlyScope is the only scope of the nearest ancestor that has any; the
// directory itself if there are several or none.
func onlyScope(own string, below map[string]map[string]bool) string {
	for dir := range ancestors(own) {
		if len(below[dir]) == 0 {
			continue
		}
		for scope := range below[dir] {
			if len(below[dir]) == 1 {
				return scope
			}
		}
		return own
	}
	return own
}

// ancestors walks from a directory up to the root or the working directory.
func ancestors(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for yield(dir) && dir != "." && dir != "/" && dir != ".." {
			dir = path.Dir(dir)
		}
	}
}
