package filerules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Unresolved tells how much of a file could not be judged, because its values
// are filled in elsewhere.
var Unresolved = &rule.Rule{
	Name: "file/unresolved", Severity: finding.Info, From: rule.Strict, On: model.KindFile,
	Needs: documents,
	Doc:   doc("unresolved"),
	Check: func(p *rule.Pass) {
		settings := p.Document().Unresolved
		if len(settings) == 0 {
			return
		}
		verb := "values are"
		if len(settings) == 1 {
			verb = "value is"
		}
		r := p.Report("%d %s not known here, so no rule has judged them: %s", len(settings), verb, reasons(settings)).
			Fix("lint the file as it is deployed, with its values filled in")
		for _, s := range settings {
			r.Because(reading(s))
		}
	},
}

// reasons counts the settings by why they are not known, the most frequent
// first. The reason of a secret may quote it, as the default of a template, so
// it is left out.
func reasons(settings []model.Setting) string {
	count := map[string]int{}
	var order []string
	for _, s := range settings {
		why := s.Value.Why()
		if model.MayBeSecret(s.Name) {
			why = "a secret whose value is not in the file"
		}
		if count[why]++; count[why] == 1 {
			order = append(order, why)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return count[b] - count[a] })
	for i, why := range order {
		order[i] = fmt.Sprintf("%d × %s", count[why], why)
	}
	return strings.Join(order, "; ")
}
