package strimzi

import (
	"math"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// topicValue is a topic's setting as the topic operator hands it to Kafka,
// which joins lists with commas (configValueAsString in its source).
func topicValue(n yamlx.Node) model.Value {
	if !n.IsList() {
		return value(n)
	}
	var items []string
	for item := range n.Items() {
		v := value(item)
		if !v.Usable() {
			return v
		}
		items = append(items, v.Raw())
	}
	return model.KnownValue(strings.Join(items, ","), n.At())
}

// value is a setting in which null is an error, to the operator or to Kafka:
// neither is it left out.
func value(n yamlx.Node) model.Value {
	if n.IsNull() {
		return model.UnknownValue("null", "null stands where a value is expected", n.At())
	}
	return scalar(n)
}

// scalar is one value as the operator gets it. On its way there kubectl, Helm
// and the API server make JSON of it, in which a whole number has neither
// exponent nor fraction.
func scalar(n yamlx.Node) model.Value {
	v := n.Value()
	if f, ok := n.Float(); ok && v.Usable() && isWholeInJSON(f) {
		return v.As(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return v
}

// isWholeInJSON tells the numbers that Go's encoding/json writes with digits
// alone. Above 2⁵³ they are those of the nearest float64, and so may differ
// from what the author wrote.
func isWholeInJSON(f float64) bool { return f == math.Trunc(f) && math.Abs(f) < 1e21 }
