package client

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// explanation is what is known of an unknown key.
type explanation struct {
	why, effect, fix string
	severity         finding.Severity
	certain          bool // it was meant for Kafka, whatever else reads the file
}

// ignored is what an unknown key does.
const ignored = "the client ignores it and goes on without it"

// explain says what an unknown key is, and what to write instead: another
// layer's name, an invention, a key of another version or of another client,
// a slip. What is like nothing of Kafka's may belong to the application.
func explain(p *rule.Pass, name, raw string) explanation {
	e := explanation{effect: ignored, severity: finding.Error, certain: true}
	var ok bool
	for _, guess := range []func(*rule.Pass, string, string) (why, fix string, ok bool){
		translated, invented, otherVersion, brokersKey,
	} {
		if e.why, e.fix, ok = guess(p, name, raw); ok {
			return e
		}
	}
	if e.why, e.fix, ok = otherClients(p, name); ok {
		e.effect, e.severity = "this client ignores it, which is right only if the file also serves such a client", finding.Info
		return e
	}
	e.why = fmt.Sprintf("%s is not a key of %s in Kafka %s", name, whose(layersOf(p.Client())), p.Version())
	if meant, near := closest(p, name); near {
		e.why += "; did you mean " + meant + "?"
		e.fix = fmt.Sprintf("write %s=%s, or remove the line", meant, raw)
		e.certain = within(name, meant, slips)
		return e
	}
	e.effect, e.severity, e.certain = "the client ignores it", finding.Warning, false
	e.fix = "remove the line, or keep what is the application's own in another file"
	return e
}

// clientNames are keys of other layers and libraries whose meaning a Java
// client has under another name.
var clientNames = []struct {
	name, instead string
	role          model.ClientRoles
	owner         string
}{
	{"message.max.bytes", "max.request.size", model.RoleProducer, "of brokers and of librdkafka"},
	{"message.max.bytes", "max.partition.fetch.bytes", model.RoleConsumer, "of brokers and of librdkafka"},
	{"max.message.bytes", "max.request.size", model.RoleProducer, "of topics"},
	{"max.message.bytes", "max.partition.fetch.bytes", model.RoleConsumer, "of topics"},
}

func translated(p *rule.Pass, name, raw string) (why, fix string, ok bool) {
	for _, c := range clientNames {
		if c.name == name && (p.Client().Roles == 0 || p.Client().Roles.Has(c.role)) {
			return fmt.Sprintf("%s is a key %s; the Java client's is %s", name, c.owner, c.instead),
				fmt.Sprintf("write %s=%s", c.instead, raw), true
		}
	}
	return "", "", false
}

func invented(p *rule.Pass, name, raw string) (why, fix string, ok bool) {
	i, ok := catalog.Invented(name)
	if !ok || !meantFor(i, layersOf(p.Client())) {
		return "", "", false
	}
	why, fix = name+" is not a key of any client", "remove the line"
	if len(i.Layers) == 0 {
		why = name + " is not a key of any Kafka"
	}
	if i.Note != "" {
		why += " (" + strings.TrimSuffix(i.Note, ".") + ")"
	}
	for _, l := range layersOf(p.Client()) {
		if _, real := p.Define(model.Key{Layer: l, Name: i.Instead}); real {
			return why, fmt.Sprintf("write %s=%s, if that is what you need", i.Instead, raw), true
		}
	}
	return why, fix, true
}

func meantFor(i catalog.Invention, layers []model.Layer) bool {
	for _, l := range layers {
		if i.In(l) {
			return true
		}
	}
	return false
}

// otherVersion explains a key that older clients had, or that newer ones have.
func otherVersion(p *rule.Pass, name, _ string) (why, fix string, ok bool) {
	v := p.Version()
	for _, l := range layersOf(p.Client()) {
		lines := catalog.Lines(model.Key{Layer: l, Name: name})
		switch {
		case len(lines) == 0:
		case v.Before(lines[0]):
			return fmt.Sprintf("%s is a key of %ss from Kafka %s on, and this is for %s", name, l, lines[0], v),
				"remove the line until the client is of Kafka " + lines[0].String(), true
		default:
			return fmt.Sprintf("%s was removed: Kafka %s is the last line whose %ss have it, and this is for %s", name, lines[len(lines)-1], l, v),
				"remove the line", true
		}
	}
	return "", "", false
}

// brokersKey explains a key that only brokers and topics have.
func brokersKey(p *rule.Pass, name, _ string) (why, fix string, ok bool) {
	layers := catalog.ElsewhereIs(name, p.Version())
	for _, l := range layers {
		if isClientLayer(l) {
			return "", "", false
		}
	}
	if len(layers) == 0 {
		return "", "", false
	}
	return fmt.Sprintf("%s is a key of %s, and this is a client's file", name, whose(layers)),
		"move it to the configuration of the " + whose(layers), true
}

// otherClients explains a key of a client that does not read this file, as
// far as its other keys tell.
func otherClients(p *rule.Pass, name string) (why, fix string, ok bool) {
	var layers []model.Layer
	for _, l := range catalog.ElsewhereIs(name, p.Version()) {
		if isClientLayer(l) {
			layers = append(layers, l)
		}
	}
	if len(layers) == 0 {
		return "", "", false
	}
	return fmt.Sprintf("%s is a key of %s, and this file is for %s", name, whose(layers), whose(layersOf(p.Client()))),
		"move it to that client's file, or leave it if the file serves both", true
}
