package terraform

import (
	"path"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Link joins what plans declare with what .tf files of the same run declare
// for the same resources. The plan knows the values, the .tf file is where
// the author must change them: so the plan's topic stays, its values point
// into the .tf file, and the .tf file's topic goes, because it must not be
// judged twice.
//
// A resource of a .tf file and one of a plan are the same if they have the
// same type and name, leaving modules and indices out, and if nothing that
// the .tf file knows is different in the plan. A plan that is out of date, or
// of another directory, therefore hides nothing.
func Link(now *model.Snapshot) {
	var all []declared
	for _, t := range now.Topics {
		all = append(all, declared{t, t.Format, t.Name, &t.At, []*model.Value{&t.Partitions, &t.Replicas}, &t.Config})
	}
	for _, b := range now.Brokers {
		all = append(all, declared{b, b.Format, b.Name, &b.At, []*model.Value{&b.Version}, &b.Config})
	}
	linked := link(all)
	if len(linked) == 0 {
		return
	}
	gone := make(map[any]bool, len(linked))
	for _, d := range linked {
		gone[d.thing] = true
	}
	now.Topics = without(now.Topics, gone)
	now.Brokers = without(now.Brokers, gone)
	resolve(now.Docs, linked)
}

// declared is a topic or a broker, as far as linking needs it.
type declared struct {
	thing  any
	format string
	name   string
	at     *model.Origin
	values []*model.Value
	config *model.Config
}

// link moves the origins of what plans declare, and lists what .tf files
// declare for the same.
func link(all []declared) []declared {
	sources := map[string][]declared{}
	for _, d := range all {
		if d.format == sourceFormat {
			sources[d.at.Address] = append(sources[d.at.Address], d)
		}
	}
	var linked []declared
	for _, d := range all {
		if d.format != planFormat {
			continue
		}
		if of, found := d.source(sources[declaration(d.at.Address)]); found {
			linked = append(linked, of)
			d.point(of)
		}
	}
	return linked
}

func without[T any](things []*T, gone map[any]bool) []*T {
	var out []*T
	for _, t := range things {
		if !gone[t] {
			out = append(out, t)
		}
	}
	return out
}

// declaration is the address of the block that declares a resource:
// module.x["a"].kafka_topic.iot[0] is declared by kafka_topic.iot.
func declaration(address string) string {
	address = withoutKeys(address)
	for {
		module, found := strings.CutPrefix(address, "module.")
		_, rest, more := strings.Cut(module, ".")
		if !found || !more {
			return withoutIndex(address)
		}
		address = rest
	}
}

// withoutKeys is an address without the keys of for_each, in which a dot may
// stand.
func withoutKeys(address string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(address, `["`)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, address, _ = strings.Cut(rest, `"]`)
	}
}

// source is the one block that declares a plan's resource: in the plan's own
// directory, or else the only one.
func (d declared) source(candidates []declared) (declared, bool) {
	var beside, all []declared
	for _, c := range candidates {
		if !d.agrees(c) {
			continue
		}
		all = append(all, c)
		if path.Dir(c.at.File) == path.Dir(d.at.File) {
			beside = append(beside, c)
		}
	}
	switch {
	case len(beside) == 1:
		return beside[0], true
	case len(beside) == 0 && len(all) == 1:
		return all[0], true
	}
	return declared{}, false
}

// agrees tells whether nothing that the .tf file knows contradicts the plan.
func (d declared) agrees(source declared) bool {
	if source.name != d.name && source.name != standIn(source.at.Address) {
		return false
	}
	for i, v := range source.values {
		if contradicts(*d.values[i], *v) {
			return false
		}
	}
	planned := byName(d.config)
	for _, s := range source.config.Settings() {
		v, found := planned[s.Name]
		if !found {
			v.Value = d.config.Get(s.Name)
		}
		if contradicts(v.Value, s.Value) {
			return false
		}
	}
	return true
}

func contradicts(plan, source model.Value) bool {
	switch {
	case !source.Usable() || plan.IsSet() && !plan.Usable() || plan.IsSet() && plan.Raw() == source.Raw():
		return false
	case !plan.IsSet():
		return true
	}
	m, errM := strconv.ParseFloat(plan.Raw(), 64)
	n, errN := strconv.ParseFloat(source.Raw(), 64)
	return errM != nil || errN != nil || m != n
}

func byName(c *model.Config) map[string]model.Setting {
	out := make(map[string]model.Setting, c.Len())
	for _, s := range c.Settings() {
		out[s.Name] = s
	}
	return out
}

// point moves the origins into the .tf file, wherever a value stands there.
// The address stays the plan's.
func (d declared) point(source declared) {
	address := d.at.Address
	*d.at = addressed(*source.at, address)
	for i, v := range d.values {
		*v = moved(*v, *source.values[i], address)
	}
	at := byName(source.config)
	for _, s := range d.config.Settings() {
		to, found := at[s.Name]
		if !found {
			// It may stand in what the .tf file leaves to an expression.
			to.Value = source.config.Get(s.Name)
			to.At = to.Value.Origin()
		}
		if to.Value.IsSet() {
			d.config.Set(s.Name, moved(s.Value, to.Value, address), addressed(to.At, address))
		}
	}
}

func moved(v, to model.Value, address string) model.Value {
	at := addressed(to.Origin(), address)
	switch {
	case !v.IsSet() || !to.IsSet():
		return v
	case v.Usable():
		return model.KnownValue(v.Raw(), at)
	default:
		return model.UnknownValue(v.Raw(), v.Why(), at)
	}
}

// resolve takes back what the documents note as unknown and the plan knows.
func resolve(docs []*model.Document, linked []declared) {
	known := map[model.Origin]bool{}
	for _, d := range linked {
		known[*d.at] = true
		for _, v := range d.values {
			known[v.Origin()] = true
		}
		for _, s := range d.config.Settings() {
			known[s.At] = true
		}
		known[d.config.Get("").Origin()] = true // of all keys that it leaves to an expression
	}
	for _, d := range docs {
		if d.Format != sourceFormat {
			continue
		}
		var left []model.Setting
		for _, s := range d.Unresolved {
			if !known[s.At] {
				left = append(left, s)
			}
		}
		d.Unresolved = left
	}
}
