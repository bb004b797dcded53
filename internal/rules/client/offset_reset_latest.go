package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// OffsetResetLatest finds members of groups that skip what they have not
// read when their position is lost.
var OffsetResetLatest = &rule.Rule{
	Name: "client/offset-reset-latest", Severity: finding.Info, From: rule.Strict, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ConsumerAutoOffsetReset, key.ConsumerGroupID},
	Doc:   doc("offset-reset-latest"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) || !inGroup(p.Client()) {
			return
		}
		reset, ok := p.Text(key.ConsumerAutoOffsetReset)
		if !ok || reset.S != "latest" {
			return
		}
		p.Report("auto.offset.reset is %s: where the group has no valid offset (a new partition, expired offsets, retention "+
			"that was faster), the consumer skips to the end, and nobody is told of the records in between", reset).
			Fix("set auto.offset.reset=earliest, or none to be told by an exception")
	},
}
