package policy

import (
	"math"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// setting is a topic's key, as any supported Kafka defines it: a policy may
// be for clusters of several versions.
type setting struct {
	name    string
	defs    []*catalog.Definition // newest first
	measure *measure              // nil: it is no whole number
}

func (d decoder) settingOf(e yamlx.Entry) (setting, bool) {
	s := setting{name: e.Key}
	k := model.Key{Layer: model.LayerTopic, Name: e.Key}
	lines := catalog.Lines(k)
	for i := range lines {
		def, _ := catalog.Lookup(k, lines[len(lines)-1-i])
		s.defs = append(s.defs, def)
	}
	if len(lines) == 0 {
		d.Errorf(e.KeyAt, "%s is not a setting of topics: %s", strict.Quote(e.Key), strings.TrimSuffix(insteadOfSetting(e.Key), "."))
		return s, false
	}
	if t := s.defs[0].Type; t == catalog.Int || t == catalog.Long { // no topic's key is a short
		s.measure = measureOf(e.Key)
	}
	return s, true
}

// insteadOfSetting ends the sentence about a name that is no topic's key.
func insteadOfSetting(name string) string {
	newest := catalog.Newest()
	if topic, ok := catalog.TopicSynonym(name); ok {
		return "topics have " + topic + " for it"
	}
	if known, ok := catalog.Invented(name); ok && known.In(model.LayerTopic) {
		return known.Note
	}
	if meant, ok := catalog.Suggest(model.LayerTopic, newest, name); ok {
		return "did you mean " + meant + "?"
	}
	if layers := catalog.ElsewhereIs(name, newest); len(layers) > 0 {
		return "it is one of a " + layers[0].String() + ", which ranges do not judge"
	}
	return "no Kafka from " + catalog.Versions()[0].String() + " to " + newest.String() + " has it"
}

// measureOf is how a number is written, by the end of its key's name.
func measureOf(key string) *measure {
	switch {
	case strings.HasSuffix(key, ".bytes"):
		return size
	case strings.HasSuffix(key, ".ms"):
		return period
	default:
		return count
	}
}

// limit reads min or max.
func (d decoder) limit(key setting, e yamlx.Entry) *int64 {
	what := key.name + "." + e.Key
	if key.measure == nil {
		d.Errorf(e.KeyAt, "%s takes no %s, for it is no whole number: write one_of with the values that are allowed", key.name, e.Key)
		return nil
	}
	text, ok := d.Text(e.Value, what)
	if !ok {
		return nil
	}
	n, err := key.measure.parse(text)
	switch {
	case err != nil:
		d.Errorf(e.Value.At(), "%s: %s", what, err)
	case n < 0 && key.measure != count:
		d.Errorf(e.Value.At(), "%s is %d, which stands for no amount: for no %s take the line out, to demand the value itself write %s: %d", what, n, e.Key, key.name, n)
	case e.Key == "min" && key.defs[0].Type == catalog.Int && n > math.MaxInt32:
		d.Errorf(e.Value.At(), "%s is %s, but Kafka takes no more than %d (32 bits) there: no topic could follow it", what, text, math.MaxInt32)
	default:
		return &n
	}
	return nil
}

// values reads one value that is allowed, in the key's own unit, and as Kafka
// would take it.
func (d decoder) values(key setting, n yamlx.Node) []string {
	raw, ok := d.Text(n, key.name)
	if !ok {
		return nil
	}
	if key.measure != nil {
		amount, err := key.measure.parse(raw)
		if err != nil {
			d.Errorf(n.At(), "%s: %s", key.name, err)
			return nil
		}
		raw = strconv.FormatInt(amount, 10)
	}
	var refused error
	for _, def := range key.defs {
		err := def.Check(raw)
		if err == nil {
			return []string{raw}
		}
		if refused == nil {
			refused = err
		}
	}
	d.Errorf(n.At(), "%s", refused)
	return nil
}
