package terraform

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// settings gathers what one resource declares.
type settings struct {
	of     resource
	layer  model.Layer
	doc    *model.Document
	config *model.Config
	before map[string]model.Setting
}

// read takes the settings in whatever form the resource has them: a map, a
// block, attributes, a JSON text or the text of server.properties.
func (s settings) read(n node) {
	switch n = n.first(); {
	case n.kind == unknown:
		s.withhold(n)
	case n.kind == scalar && s.of.shape.broker:
		s.properties(n)
	case n.kind == scalar:
		s.json(n)
	case n.kind == object:
		for _, f := range n.fields {
			s.declare(f.name, f.at, f.value)
		}
		if n.why != "" {
			s.withhold(n)
		}
	}
}

// attributes takes the settings that stand among the resource's own.
func (s settings) attributes(body node) {
	for _, f := range body.fields {
		switch f.name {
		case "min_insync_replicas", "retention_bytes", "retention_hours":
			s.declare(f.name, f.at, f.value)
		}
	}
}

// declare adds one setting, under Kafka's name.
func (s settings) declare(name string, at model.Origin, n node) {
	v := n.value(s.of.address)
	if s.of.shape.snake {
		name, v = kafkas(name, v)
	}
	if !v.IsSet() || s.of.shape.vendor && !isKafkas(s.layer, name, s.of.shape.snake) {
		return
	}
	set := model.Setting{Name: name, Value: v, At: addressed(at, s.of.address)}
	if first, twice := s.before[name]; twice {
		s.doc.Duplicates = append(s.doc.Duplicates, model.Duplicate{Key: name, First: first, Second: set})
	}
	s.before[name] = set
	format.Note(s.doc, name, v, set.At)
	s.config.Set(name, v, set.At)
}

// withhold makes every key unknown that is not declared: some expression
// decides which there are, so Kafka's defaults would be a guess.
func (s settings) withhold(n node) {
	hidden := model.UnknownValue(n.text, n.why, addressed(n.at, s.of.address))
	format.Note(s.doc, strings.Join(s.of.shape.config, "."), hidden, hidden.Origin())
	s.config.Rest(hidden)
}

// json reads settings that stand as JSON in a string.
func (s settings) json(n node) {
	p := newParser(format.Input{Text: []byte(n.text)})
	inner, err := p.value(0, true)
	if err != nil || inner.kind != object || p.peek() != 0 {
		s.withhold(node{kind: unknown, why: "it is not a JSON object", at: n.at})
		return
	}
	for _, f := range inner.fields {
		f.value.at = n.at
		s.declare(f.name, n.at, f.value)
	}
}

// properties reads the text of server.properties, as far as it needs no
// knowledge of Java's escapes: a plain line is KEY=VALUE.
func (s settings) properties(n node) {
	if strings.Contains(n.text, `\`) {
		s.withhold(node{kind: unknown, why: "it has backslashes, which only Java reads", at: n.at})
		return
	}
	lines := n.lines
	if lines == nil {
		for text := range strings.Lines(n.text) {
			lines = append(lines, line{strings.TrimRight(text, "\r\n"), n.at})
		}
	}
	for _, l := range lines {
		s.property(l, n.lines != nil)
	}
}

// property reads one line; exact tells whether its place is that of the line.
func (s settings) property(l line, exact bool) {
	text := strings.TrimLeft(l.text, " \t\f")
	end := strings.IndexAny(text, "=: \t\f")
	if text == "" || text[0] == '#' || text[0] == '!' {
		return
	}
	if end < 0 {
		end = len(text)
	}
	value := strings.TrimLeft(text[end:], " \t\f")
	if value != "" && (value[0] == '=' || value[0] == ':') {
		value = strings.TrimLeft(value[1:], " \t\f")
	}
	at, valueAt := l.at, l.at
	if exact {
		at.Column += len(l.text) - len(text)
		valueAt.Column += len(l.text) - len(value)
	}
	s.declare(text[:end], at, node{kind: scalar, text: strings.TrimRight(value, " \t\f"), at: valueAt})
}

// isKafkas tells a key of Kafka from one that only the platform knows. A
// provider with a schema has checked the name; where it is free, a slip of
// the pen stays a key of Kafka's.
func isKafkas(layer model.Layer, name string, checked bool) bool {
	if len(catalog.Lines(model.Key{Layer: layer, Name: name})) > 0 {
		return true
	}
	if checked {
		return false
	}
	_, slip := catalog.Suggest(layer, catalog.Newest(), name)
	_, invented := catalog.Invented(name)
	return slip || invented
}

const hour = 3_600_000 // in milliseconds

// kafkas is an attribute of a provider's schema as Kafka's key, and its value
// in Kafka's words. A provider writes an empty text for what is not set.
func kafkas(name string, v model.Value) (string, model.Value) {
	raw := v.Raw()
	switch {
	case name == "retention_hours":
		name = "retention.ms"
		if n, err := strconv.ParseInt(raw, 10, 32); err == nil {
			raw = strconv.FormatInt(max(n*hour, -1), 10)
		}
	case name == "message_down_conversion_enable":
		name = "message.downconversion.enable"
	default:
		name = strings.ReplaceAll(name, "_", ".")
		raw = word(name, raw)
	}
	switch {
	case !v.Usable():
		return name, v
	case raw == "":
		return name, model.Value{}
	default:
		return name, model.KnownValue(raw, v.Origin())
	}
}

// word is a provider's word for one of Kafka's, as CLEANUP_POLICY_COMPACT and
// log_append_time.
func word(key, raw string) string {
	prefix := strings.ToUpper(strings.ReplaceAll(key, ".", "_")) + "_"
	switch key {
	case "cleanup.policy":
		raw = strings.ToLower(strings.TrimPrefix(raw, prefix))
		if raw == "compact_and_delete" || raw == "compact_delete" {
			raw = "compact,delete"
		}
	case "compression.type":
		raw = strings.ToLower(strings.TrimPrefix(raw, prefix))
	case "message.timestamp.type":
		switch strings.ToLower(strings.TrimPrefix(raw, prefix)) {
		case "create_time":
			raw = "CreateTime"
		case "log_append_time":
			raw = "LogAppendTime"
		}
	}
	if strings.HasSuffix(strings.ToLower(raw), "unspecified") {
		return ""
	}
	return raw
}
