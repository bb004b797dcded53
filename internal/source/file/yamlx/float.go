package yamlx

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Float is the number of a scalar without quotes that YAML takes for one in
// floating point, as 6.048e+08, 1.0 or a whole number above 64 bits; false
// for anything else.
func (n Node) Float() (float64, bool) {
	if !n.IsPlain() {
		return 0, false
	}
	y := target(n.yaml)
	if y.Style&yaml.TaggedStyle != 0 || y.Tag != "!!float" {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(y.Value, "_", ""), 64)
	return f, err == nil
}
