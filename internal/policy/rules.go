package policy

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// rules reads what the policy makes of single rules and of whole families.
func (d decoder) rules(e yamlx.Entry) {
	for e := range d.Entries(e.Value, "rules") {
		named, ok := d.named(e)
		if !ok {
			continue
		}
		o := rule.Override{Pattern: e.Key, At: e.KeyAt}
		switch {
		case e.Value.Text() == "off":
			o.Off = true
		case e.Value.IsMap():
			d.override(&o, named, e)
		default:
			d.Errorf(e.KeyAt, "%s must be off, or a mapping as {severity: warning}; {} switches it on as it is", e.Key)
		}
		d.policy.Settings.Rules = append(d.policy.Settings.Rules, o)
	}
}

// named finds the rule that an entry is about. It is nil for a family.
func (d decoder) named(e yamlx.Entry) (named *rule.Rule, ok bool) {
	var names, families []string
	for _, r := range d.known {
		if r.Name == e.Key {
			return r, true
		}
		names = append(names, r.Name)
		if family := r.Family() + "/*"; !slices.Contains(families, family) {
			families = append(families, family)
		}
	}
	if slices.Contains(families, e.Key) {
		return nil, true
	}
	if strings.Contains(e.Key, "*") {
		d.Errorf(e.KeyAt, "%s names no family of rules: %s", strict.Quote(e.Key), strict.Instead(e.Key, families))
		return nil, false
	}
	meant := "'breakwater rules' lists them all"
	if closest, ok := catalog.Closest(e.Key, names); ok {
		meant = "did you mean " + closest + "?"
	}
	d.Errorf(e.KeyAt, "no rule is called %s: %s", strict.Quote(e.Key), meant)
	return nil, false
}

func (d decoder) override(o *rule.Override, named *rule.Rule, e yamlx.Entry) {
	d.Map(e.Value, e.Key,
		strict.Field{Name: "severity", Read: func(s yamlx.Entry) { o.Severity = d.severity(e.Key, s) }},
		strict.Field{Name: "admit", Read: d.mode(&o.Admit, named)},
		strict.Field{Name: "settle", Read: d.patience(&o.Settle, named)},
		strict.Field{Name: "clear", Read: d.patience(&o.Clear, named)},
		strict.Field{Name: "params", Read: func(params yamlx.Entry) {
			switch {
			case named == nil:
				d.Errorf(params.KeyAt, "params belong to one rule: name it instead of %s", e.Key)
			case len(named.Params) == 0:
				d.Errorf(params.KeyAt, "%s has no params", e.Key)
			default:
				o.Params = d.params(named, params.Value)
			}
		}})
}

func (d decoder) severity(of string, e yamlx.Entry) finding.Severity {
	if e.Value.Text() == "off" {
		d.Errorf(e.Value.At(), "off is not a severity: write %s: off", of)
		return finding.None
	}
	word, ok := d.Word(e.Value, "severity", finding.Info.String(), finding.Warning.String(), finding.Error.String())
	if !ok {
		return finding.None
	}
	severity, _ := finding.ParseSeverity(word)
	return severity
}

func (d decoder) params(named *rule.Rule, n yamlx.Node) map[string]int64 {
	out := map[string]int64{}
	var fields []strict.Field
	for _, p := range named.Params {
		fields = append(fields, strict.Field{Name: p.Name, Read: func(e yamlx.Entry) {
			if n, ok := d.amount(unitOf(p.Unit), e.Value, p.Name); ok {
				out[p.Name] = n
			}
		}})
	}
	d.Map(n, "params of "+named.Name, fields...)
	return out
}

func unitOf(u rule.Unit) *measure {
	switch u {
	case rule.Size:
		return size
	case rule.Period:
		return period
	default:
		return count
	}
}

// amount reads an amount that is not negative.
func (d decoder) amount(m *measure, n yamlx.Node, what string) (int64, bool) {
	text, ok := d.Text(n, what)
	if !ok {
		return 0, false
	}
	amount, err := m.parse(text)
	switch {
	case err != nil:
		d.Errorf(n.At(), "%s: %s", what, err)
		return 0, false
	case amount < 0:
		d.Errorf(n.At(), "%s is %d: it must not be negative", what, amount)
		return 0, false
	}
	return amount, true
}
