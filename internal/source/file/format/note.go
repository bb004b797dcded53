package format

import "github.com/breakwaterhq/breakwater/internal/model"

// Declare adds a setting to a config, and notes in the document if it stands
// there twice or cannot be resolved.
func Declare(doc *model.Document, config *model.Config, name string, v model.Value, at model.Origin) {
	if first := config.Get(name); first.IsSet() {
		doc.Duplicates = append(doc.Duplicates, model.Duplicate{
			Key:    name,
			First:  model.Setting{Name: name, Value: first, At: first.Origin()},
			Second: model.Setting{Name: name, Value: v, At: at},
		})
	}
	Note(doc, name, v, at)
	config.Set(name, v, at)
}

// Note records a value that cannot be resolved.
func Note(doc *model.Document, name string, v model.Value, at model.Origin) {
	if v.IsSet() && !v.Usable() {
		doc.Unresolved = append(doc.Unresolved, model.Setting{Name: name, Value: v, At: at})
	}
}
