package yamlx

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Declare adds a mapping's entries to a config, as format.Declare does for
// one setting, and in linear time for a mapping of any length. value is what
// the format makes of a node, as Node.Value does; a value that is not set is
// left out.
func (n Node) Declare(doc *model.Document, config *model.Config, value func(Node) model.Value) {
	before := map[string]model.Setting{}
	for e := range n.Entries() {
		s := model.Setting{Name: e.Key, Value: value(e.Value), At: e.KeyAt}
		if !s.Value.IsSet() {
			continue
		}
		noteTwice(doc, before, s)
		format.Note(doc, s.Name, s.Value, s.At)
		config.Set(s.Name, s.Value, s.At)
	}
}

// NoteDuplicates notes in the document which keys of the mapping stand there
// twice.
func (n Node) NoteDuplicates(doc *model.Document) {
	before := map[string]model.Setting{}
	for e := range n.Entries() {
		noteTwice(doc, before, model.Setting{Name: e.Key, Value: e.Value.Value(), At: e.KeyAt})
	}
}

func noteTwice(doc *model.Document, before map[string]model.Setting, s model.Setting) {
	if first, twice := before[s.Name]; twice {
		doc.Duplicates = append(doc.Duplicates, model.Duplicate{Key: s.Name, First: first, Second: s})
	}
	before[s.Name] = s
}
