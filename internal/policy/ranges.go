package policy

import (
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// ranges reads what topics may be set to.
func (d decoder) ranges(e yamlx.Entry) {
	for item := range d.List(e.Value, "ranges") {
		entry := rule.Range{At: item.At()}
		d.Map(item, "an entry of ranges",
			strict.Field{Name: "topics", Required: true, Read: func(e yamlx.Entry) { entry.Topics = d.topics(e.Value) }},
			strict.Field{Name: "config", Required: true, Read: func(e yamlx.Entry) { entry.Config = d.bounds(e.Value) }})
		d.policy.Settings.Ranges = append(d.policy.Settings.Ranges, entry)
	}
}

func (d decoder) bounds(n yamlx.Node) []rule.Bound {
	var out []rule.Bound
	for e := range d.Entries(n, "config") {
		key, ok := d.settingOf(e)
		switch {
		case !ok:
		case !e.Value.Exists():
			d.Errorf(e.KeyAt, "%s has no value: give min, max or one_of, or take the line out", key.name)
		default:
			out = append(out, d.bound(key, e))
		}
	}
	if strict.IsEmptyMap(n) {
		d.Errorf(n.At(), "config names no setting")
	}
	return out
}

// bound reads {min, max}, {one_of}, or a single value that must stand there.
func (d decoder) bound(key setting, e yamlx.Entry) rule.Bound {
	b := rule.Bound{Key: key.name, At: e.KeyAt}
	if e.Value.IsScalar() {
		b.OneOf = d.values(key, e.Value)
		return b
	}
	shaped := d.Map(e.Value, key.name,
		strict.Field{Name: "min", Read: func(e yamlx.Entry) { b.Min = d.limit(key, e) }},
		strict.Field{Name: "max", Read: func(e yamlx.Entry) { b.Max = d.limit(key, e) }},
		strict.Field{Name: "one_of", Read: func(e yamlx.Entry) {
			for item := range d.List(e.Value, key.name+".one_of") {
				b.OneOf = append(b.OneOf, d.values(key, item)...)
			}
		}})
	if shaped {
		d.consistent(key, e.Value, b)
	}
	return b
}

// consistent tells of a bound that cannot mean what it says.
func (d decoder) consistent(key setting, n yamlx.Node, b rule.Bound) {
	limited := n.Get("min").Exists() || n.Get("max").Exists()
	switch {
	case strict.IsEmptyMap(n):
		d.Errorf(n.At(), "%s allows everything: give min, max or one_of", key.name)
	case limited && n.Get("one_of").Exists():
		d.Errorf(n.At(), "%s has one_of beside min or max: give one or the other", key.name)
	case b.Min != nil && b.Max != nil && *b.Min > *b.Max:
		d.Errorf(n.At(), "%s allows nothing: min %s is more than max %s", key.name, n.Get("min").Text(), n.Get("max").Text())
	}
}
