package policyrules

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// SuppressionInvalid finds suppressions that do not count. Whether one does
// is known only after all other rules have run, so the engine judges it, and
// the rule has no Check of its own.
var SuppressionInvalid = &rule.Rule{
	Name: "policy/suppression-invalid", Severity: finding.Warning, On: model.KindFile,
	Needs: model.FactsOf(model.FactDocuments),
	Doc:   doc("suppression-invalid"),
}
