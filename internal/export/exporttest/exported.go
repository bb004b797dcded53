package exporttest

import (
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// Strict has every rule, so that each one's expression is run.
var Strict = &rule.Settings{Profile: rule.Strict}

// Exported are the rules that have CEL.
func Exported() (out []*rule.Rule) {
	for _, r := range rules.All() {
		if len(r.CEL) > 0 {
			out = append(out, r)
		}
	}
	return out
}
