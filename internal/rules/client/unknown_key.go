package client

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// UnknownKey finds settings that none of the clients that read the file has
// in the version in force. Kafka logs them at best, and goes on without.
var UnknownKey = &rule.Rule{
	Name: "client/unknown-key", Severity: finding.Error, On: model.KindClient,
	Needs:   clientConfig,
	AllKeys: true,
	Doc:     doc("unknown-key"),
	Check: func(p *rule.Pass) {
		if p.Client().Library != "java" {
			return
		}
		for _, s := range p.Client().Config.Settings() {
			if len(definitions(p, s.Name)) > 0 || isLegal(s.Name) {
				continue
			}
			e := explain(p, s.Name, shown(s))
			if !e.certain && hasForeignClass(p) {
				continue // a class of the application's own may read it
			}
			r := p.Report("%s: %s", e.why, e.effect).
				Because(rule.Reading{Name: s.Name, Written: shown(s), Value: s.Value}).About(s.Name).As(e.severity).Fix("%s", e.fix)
			if s.At.Written() {
				r.AtOrigin(s.At)
			}
		}
	},
}

// legal start keys that Kafka reads although no list can hold them, and those
// of the serializers and services that most often share a client's file: the
// schema registries of Confluent and Apicurio, and Confluent's interceptors.
// Kafka's SSL engine asks for ssl.client.auth in a client, too, and people keep
// one set of ssl.* keys for both ends, as Kafka's own container image does.
var legal = []string{
	"listener.name.", "config.providers", "rlmm.", "rsm.",
	"schema.registry.", "basic.auth.", "bearer.auth.", "apicurio.", "confluent.",
	"ssl.client.auth", "auto.register.schemas", "use.latest.version", "specific.avro.reader",
}

func isLegal(name string) bool {
	for _, prefix := range legal {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// shown is a setting's value as a report may print it. Kafka marks its own
// passwords; of an unknown key the name alone tells.
func shown(s model.Setting) string {
	name := strings.ToLower(s.Name)
	for _, mark := range []string{"passw", "pasw", "secret", "token", "credential", "jaas", "private", "user.info"} {
		if strings.Contains(name, mark) {
			return "[hidden]"
		}
	}
	return s.Value.Raw()
}

// hasForeignClass tells whether a class that is not Kafka's own is
// configured. Kafka hands it every key of the file, its own among them. A
// class that is only known when it is deployed may be one.
func hasForeignClass(p *rule.Pass) bool {
	for _, s := range p.Client().Config.Settings() {
		for _, def := range definitions(p, s.Name) {
			if namesClasses(def) && isForeign(s.Value) {
				return true
			}
		}
	}
	return false
}

// namesClasses tells whether a key takes a class or a list of classes.
func namesClasses(def *catalog.Definition) bool {
	switch def.Name {
	case "interceptor.classes", "metric.reporters", "partition.assignment.strategy", "security.providers":
		return true
	}
	return def.Type == catalog.Class
}

func isForeign(v model.Value) bool {
	if !v.Usable() {
		return true
	}
	for _, class := range catalog.Split(v.Raw()) {
		if class != "" && !strings.HasPrefix(class, "org.apache.kafka.") {
			return true
		}
	}
	return false
}
