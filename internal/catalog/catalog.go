package catalog

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Versions lists the release lines in the catalogue, oldest first.
func Versions() []model.Version { return slices.Clone(data().versions) }

// Newest is the newest release line in the catalogue.
func Newest() model.Version {
	versions := data().versions
	return versions[len(versions)-1]
}

// Release is the patch release that a line was read from, as in "4.1.2"; ""
// for a line that is not in the catalogue.
func Release(v model.Version) string {
	if i := data().line(v); i >= 0 {
		return data().releases[i]
	}
	return ""
}

// Nearest is the line that stands in for v: the newest one that is not newer.
// ok is false for a version older than the oldest line, which then stands in,
// or newer than the newest.
func Nearest(v model.Version) (line model.Version, ok bool) {
	versions := data().versions
	if v.Before(versions[0]) {
		return versions[0], false
	}
	if newest := Newest(); newest.Before(v) {
		return newest, false
	}
	for _, line = range slices.Backward(versions) {
		if !v.Before(line) {
			break
		}
	}
	return line, true
}

// Lookup is the definition of a key in a release line of the catalogue.
func Lookup(k model.Key, v model.Version) (*Definition, bool) {
	i := data().line(v)
	if i < 0 {
		return nil, false
	}
	for _, d := range data().keys[k] {
		if d.lines&(1<<i) != 0 {
			return d, true
		}
	}
	return nil, false
}

// Names lists the keys of a layer in a release line, sorted.
func Names(l model.Layer, v model.Version) []string {
	i := data().line(v)
	if i < 0 {
		return nil
	}
	var names []string
	for k := range data().defs {
		if d := &data().defs[k]; d.Layer == l && d.lines&(1<<i) != 0 {
			names = append(names, d.Name)
		}
	}
	return names
}

// Lines lists every release line that has the key, oldest first; none has it
// if the list is empty.
func Lines(k model.Key) []model.Version {
	var mask uint32
	for _, d := range data().keys[k] {
		mask |= d.lines
	}
	var lines []model.Version
	for i, v := range data().versions {
		if mask&(1<<i) != 0 {
			lines = append(lines, v)
		}
	}
	return lines
}

// ElsewhereIs lists the layers that have a key of this name in a release
// line: for a key that stands in the wrong file.
func ElsewhereIs(name string, v model.Version) []model.Layer {
	var layers []model.Layer
	for _, l := range model.Layers() {
		if _, ok := Lookup(model.Key{Layer: l, Name: name}, v); ok {
			layers = append(layers, l)
		}
	}
	return layers
}

// TopicSynonym is the topic key whose default a broker key gives, in any
// release line.
func TopicSynonym(brokerKey string) (topicKey string, ok bool) {
	topicKey, ok = data().synonyms[brokerKey]
	return topicKey, ok
}
