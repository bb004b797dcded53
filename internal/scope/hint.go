package scope

import (
	"path"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// site is a directory that declares a cluster which a hint may mean.
type site struct {
	dir, scope string
	certain    bool // it has a name that the hint lacks a part of
	many       bool // others lie below the same directory
}

// sites finds clusters by hint and by directory: for each directory the one
// in it or below it.
type sites map[string]map[string]site

func (s sites) add(hint string, at site) {
	if s[hint] == nil {
		s[hint] = map[string]site{}
	}
	for dir := range ancestors(at.dir) {
		one := at
		if other, seen := s[hint][dir]; seen {
			one.many = other.many || other.scope != at.scope
			one.certain = other.certain && at.certain
			one.dir = min(other.dir, at.dir)
		}
		s[hint][dir] = one
	}
}

// nearest is the only cluster that a hint means below the nearest ancestor
// which has any.
func (s sites) nearest(hint, dir string) (site, bool) {
	for ancestor := range ancestors(dir) {
		if at, found := s[hint][ancestor]; found {
			return at, !at.many
		}
	}
	return site{}, false
}

// hinted gives a home to things whose identity lacks a part, as a topic whose
// label names a cluster in a namespace that is only filled in later. Things
// with one hint in one directory belong together; across directories the
// nearest directory that holds such a cluster decides, as a guess.
func hinted(members []*member) {
	clusters, alternatives := sites{}, rivals{}
	for _, m := range members {
		if m.cr {
			alternatives.add(m)
		}
	}
	for _, m := range members {
		if m.cr {
			alternatives.settle(m)
			for hint, certain := range hintsFor(m.place) {
				clusters.add(hint, site{path.Dir(m.place.File), m.home.Scope, certain, false})
			}
		}
	}
	for _, m := range members {
		if m.place.Hint == "" || m.home.Scope != "" {
			continue
		}
		dir := path.Dir(m.place.File)
		at, found := clusters.nearest(m.place.Hint, dir)
		switch {
		case !found || at.dir == dir && !at.certain:
			alternatives.settle(m)
		default:
			*m.home = model.Home{Scope: at.scope, Certainty: model.Assumed}
		}
	}
}

// rivals are the files of a directory that declare one cluster, by hint and
// directory. Several are examples of it, of which one is applied: Strimzi's
// own kafka-persistent.yaml and kafka-ephemeral.yaml have one name, and their
// node pools are not to be added up.
type rivals map[[2]string]map[string]bool

func (r rivals) add(m *member) {
	at := [2]string{m.place.Hint, path.Dir(m.place.File)}
	if r[at] == nil {
		r[at] = map[string]bool{}
	}
	r[at][m.place.File] = true
}

// settle makes a hint in its own directory a scope, or in its own file where
// the directory has rivals.
func (r rivals) settle(m *member) {
	if m.home.Scope != "" || m.place.Hint == "" {
		return
	}
	dir := path.Dir(m.place.File)
	files := r[[2]string{m.place.Hint, dir}]
	if len(files) > 1 && files[m.place.File] {
		dir = path.Clean(m.place.File)
	}
	m.home.Scope = strings.TrimPrefix(dir+"/"+display(m.place.Hint), "./")
}

// hintsFor lists the hints that may mean a cluster, and of each whether the
// cluster's own name says more.
func hintsFor(p model.Place) map[string]bool {
	out := map[string]bool{}
	for _, id := range append([]string{p.Hint}, p.Names...) {
		name, isStrimzi := strings.CutPrefix(id, "strimzi:")
		if !isStrimzi {
			continue
		}
		out[id] = id != p.Hint
		if _, cluster, namespaced := strings.Cut(name, "/"); namespaced {
			out["strimzi:"+cluster] = true
		}
	}
	return out
}
