// Package policytest is what the tests of policies share: a small catalogue
// of rules that stays as it is while the real one grows, and files that say
// themselves what is wrong with them.
package policytest

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Rules is the catalogue that the files below testdata are written for.
func Rules() []*rule.Rule {
	return []*rule.Rule{
		{Name: "topic/batch-exceeds-segment", Severity: finding.Error, On: model.KindTopic},
		{Name: "topic/min-isr-one", Severity: finding.Error, On: model.KindTopic},
		{Name: "topic/segments-explode", Severity: finding.Error, On: model.KindTopic, Params: []rule.Param{
			{Name: "per_partition", Unit: rule.Count, Doc: "How many segments a partition may have."},
			{Name: "smallest", Default: 1 << 20, Unit: rule.Size, Doc: "The size below which a segment is small."},
			{Name: "window", Default: 86400000, Unit: rule.Period, Doc: "The time that is looked at."},
		}},
		{Name: "tuning/compression-off", Severity: finding.Info, From: rule.Strict, On: model.KindTopic},
		{Name: "tuning/linger-zero", Severity: finding.Info, From: rule.Strict, On: model.KindClient},
	}
}
