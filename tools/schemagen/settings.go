package main

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// setting is a topic's key with what each release line says of it, oldest
// first. A file may be for any of them, so a schema takes what any takes.
type setting struct {
	name string
	defs []*catalog.Definition
}

// topicSettings lists every key that a topic has in any release line. Kafka's
// internal ones are left out: nobody should be offered them.
func topicSettings() []setting {
	byName := map[string]*setting{}
	for _, v := range catalog.Versions() {
		for _, name := range catalog.Names(model.LayerTopic, v) {
			d, _ := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v)
			if d.Internal {
				continue
			}
			if byName[name] == nil {
				byName[name] = &setting{name: name}
			}
			if s := byName[name]; !slices.Contains(s.defs, d) {
				s.defs = append(s.defs, d)
			}
		}
	}
	var out []setting
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, *byName[name])
	}
	return out
}

// newest is the definition that counts for everything but the range.
func (s setting) newest() *catalog.Definition { return s.defs[len(s.defs)-1] }

// isNumber tells whether the value is a whole number. No topic's key is a
// short.
func (s setting) isNumber() bool {
	t := s.newest().Type
	return t == catalog.Int || t == catalog.Long
}

// words are the values of an enumeration in any line; nil if the key takes
// something else. A version of Kafka is none, for its list is endless.
func (s setting) words() []string {
	var out []string
	for _, d := range s.defs {
		values := d.Valid.Values()
		if d.Type != catalog.List && d.Valid.String() != "one of "+strings.Join(values, ", ") {
			return nil
		}
		for _, v := range values {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	slices.Sort(out)
	return out
}

// commaList is the text of a list of the words.
func commaList(words []string) object {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(w)
	}
	one := "(" + strings.Join(quoted, "|") + ")"
	return pattern(`^( *` + one + `( *, *` + one + `)* *)?$`)
}

// number is the schema of a number in YAML within the widest of the ranges.
func (s setting) number(kind string) object {
	out := object{"type": kind}
	var low, high []float64
	for _, d := range s.defs {
		from, to := ends(d)
		low, high = append(low, from...), append(high, to...)
	}
	if len(low) == len(s.defs) {
		out["minimum"] = slices.Min(low)
	}
	if len(high) == len(s.defs) {
		out["maximum"] = slices.Max(high)
	}
	if _, _, alone := s.newest().Valid.Range(); alone != "" {
		n, _ := strconv.ParseInt(alone, 10, 64)
		return anyOf(out, object{"const": n})
	}
	return out
}

// ends are those of a definition's range, or else those of its type; none
// where a long is open.
func ends(d *catalog.Definition) (low, high []float64) {
	from, to, _ := d.Valid.Range()
	if d.Type == catalog.Int {
		from, to = or(from, "-2147483648"), or(to, "2147483647")
	}
	return parsed(from), parsed(to)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func parsed(text string) []float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	return []float64{n}
}
