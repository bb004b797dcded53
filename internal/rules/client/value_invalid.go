package client

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ValueInvalid finds values that Kafka does not take for a client's setting,
// by the type and range of the version in force.
var ValueInvalid = &rule.Rule{
	Name: "client/value-invalid", Severity: finding.Error, On: model.KindClient,
	Needs:   clientConfig,
	AllKeys: true,
	Doc:     doc("value-invalid"),
	Check: func(p *rule.Pass) {
		for _, s := range p.Client().Config.Settings() {
			defs := definitions(p, s.Name)
			if len(defs) == 0 {
				continue
			}
			if !s.Value.Usable() {
				p.Skip(s.Name, s.Value.Why(), s.Value.Origin())
				continue
			}
			if def := refusal(defs, s.Value.Raw()); def != nil {
				reportRefusal(p, s, def)
			}
		}
	},
}

func reportRefusal(p *rule.Pass, s model.Setting, def *catalog.Definition) {
	wrong, right := def.Meant(s.Value.Raw())
	r := p.Report("%s is %q%s, but a %s of Kafka %s takes %s: it throws ConfigException when it is made, and the application does not start",
		s.Name, s.Value.Raw(), wrong, def.Layer, p.Version(), def.Wants()).
		Because(rule.Reading{Name: s.Name, Written: s.Value.Raw(), Value: s.Value}).About(s.Name)
	if right == "" {
		r.Fix("set %s to %s", s.Name, def.Wants())
		return
	}
	r.Fix("write %s=%s", s.Name, right)
}

// definitions is what a key is to each of the clients that read the file.
func definitions(p *rule.Pass, name string) []*catalog.Definition {
	var defs []*catalog.Definition
	for _, layer := range layersOf(p.Client()) {
		if def, ok := p.Define(model.Key{Layer: layer, Name: name}); ok {
			defs = append(defs, def)
		}
	}
	return defs
}

// refusal is the definition that a value breaks; nil if one of the clients
// takes it, for whom it may be meant.
func refusal(defs []*catalog.Definition, raw string) *catalog.Definition {
	for _, def := range defs {
		if def.Check(raw) == nil {
			return nil
		}
	}
	return defs[0]
}
