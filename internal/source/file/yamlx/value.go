package yamlx

import (
	"math/big"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Text is a scalar as it is written, without quotes; "" for anything else.
func (n Node) Text() string {
	if !n.IsScalar() {
		return ""
	}
	return target(n.yaml).Value
}

// Value is a scalar as a model value. Something that is not a scalar is an
// unknown value; nothing is a value that is not set.
//
// It is the text as written, but for plain numbers in another base or with
// underscores and for plain yes, no, on and off: whatever reads YAML for Kafka
// makes decimal numbers, true and false of these.
func (n Node) Value() model.Value { return n.value(literal) }

// Word is a scalar as a model value, exactly as it is written: a name.
func (n Node) Word() model.Value {
	return n.value(func(y *yaml.Node) string { return y.Value })
}

func (n Node) value(text func(*yaml.Node) string) model.Value {
	at := n.At()
	switch {
	case !n.Exists():
		return model.Value{}
	case n.IsMap():
		return model.UnknownValue("", "a mapping stands where a value is expected", at)
	case n.IsList():
		return model.UnknownValue("", "a list stands where a value is expected", at)
	}
	y := target(n.yaml)
	if y.Style&yaml.TaggedStyle != 0 && !coreTag(y.Tag) {
		return model.UnknownValue(y.Value, "the tag "+y.Tag+" decides what it is", at)
	}
	return format.Value(text(y), at)
}

func coreTag(tag string) bool {
	switch tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp":
		return true
	}
	return false
}

// literal is the text that Kafka gets of a scalar.
func literal(y *yaml.Node) string {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	switch {
	case y.Style&quoted != 0:
		return y.Value
	case y.Tag == "!!int":
		return decimal(y.Value)
	}
	switch y.Value {
	case "yes", "Yes", "YES", "on", "On", "ON":
		return "true"
	case "no", "No", "NO", "off", "Off", "OFF":
		return "false"
	}
	return y.Value
}

// decimal is a whole number without underscores and in base ten. Only the
// library's integers come here, which have 64 bits at most.
func decimal(s string) string {
	digits := strings.TrimLeft(s, "+-")
	if !strings.HasPrefix(digits, "0") && !strings.Contains(digits, "_") || digits == "0" {
		return s
	}
	var n big.Int
	if _, ok := n.SetString(strings.ReplaceAll(s, "_", ""), 0); !ok {
		return s
	}
	return n.String()
}
