package broker

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ValueInvalid finds values that Kafka does not take, by the type and range
// of the version in force. A broker with one of them does not start.
var ValueInvalid = &rule.Rule{
	Name: "broker/value-invalid", Severity: finding.Error, On: model.KindBroker,
	Needs:   brokerConfig,
	AllKeys: true,
	Doc:     doc("value-invalid"),
	Check: func(p *rule.Pass) {
		for _, s := range p.Broker().Config.Settings() {
			def, known := p.Define(model.Key{Layer: model.LayerBroker, Name: s.Name})
			if !known || !isWritten(s) || isDropped(p.Broker(), s.Name) {
				continue
			}
			if !s.Value.Usable() {
				p.Skip(s.Name, s.Value.Why(), s.Value.Origin())
				continue
			}
			if def.Check(s.Value.Raw()) == nil || isBetweenLines(p, s) {
				continue
			}
			wrong, right := def.Meant(s.Value.Raw())
			value := reading(s)
			r := p.Report("%s is %q%s, but Kafka %s takes %s: the broker does not start", s.Name, value.Written, wrong, p.Version(), def.Wants()).
				Because(value).At(value).About(s.Name)
			if right == "" || model.MayBeSecret(s.Name) {
				r.Fix("set %s to %s%s", s.Name, def.Wants(), plainDigits(def))
				continue
			}
			r.Fix("write %s", line(p.Broker(), s.Name, right))
		}
	},
}

// line is a setting as it stands in the broker's kind of file.
func line(b *model.Broker, name, value string) string {
	if b.Format == "properties" {
		return name + "=" + value
	}
	return name + ": " + value
}

// isBetweenLines tells a release that the catalogue has no line for, as 3.4
// and 3.5: the line that stands in for it does not know its name, and stands
// in for a broker of it, too.
func isBetweenLines(p *rule.Pass, s model.Setting) bool {
	if s.Name != "inter.broker.protocol.version" && s.Name != "log.message.format.version" {
		return false
	}
	v, err := model.ParseVersion(s.Value.Raw())
	if err != nil || v == p.Version() {
		return false
	}
	line, known := catalog.Nearest(v)
	return known && line == p.Version()
}

// plainDigits is what people who write numbers need to hear: templates render
// large ones with an exponent, and units are for other products.
func plainDigits(def *catalog.Definition) string {
	if def.Type == catalog.Short || def.Type == catalog.Int || def.Type == catalog.Long {
		return ", in plain digits: no unit, no point, no exponent"
	}
	return ""
}
