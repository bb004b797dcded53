package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// RetentionBelowOutage finds topics that delete records before a consumer is
// back from an outage that the workload says it must survive.
var RetentionBelowOutage = &rule.Rule{
	Name: "topic/retention-below-outage", Severity: finding.Warning, On: model.KindTopic,
	Needs: layoutAndConfig,
	Keys:  []model.Key{key.CleanupPolicy, key.RetentionBytes, key.RetentionMs},
	Doc:   doc("retention-below-outage"),
	NoCEL: "needs what a policy file says of the workload",
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if load == nil {
			return
		}
		outage, ok := rule.PromisedTime("outage_tolerance", load.OutageTolerance)
		if !ok {
			return
		}
		if policy, ok := p.List(key.CleanupPolicy); !ok || !slices.Contains(policy.Items, "delete") {
			return
		}
		if kept, ok := p.Millis(key.RetentionMs); ok && kept.N >= 0 && kept.N < outage.N {
			pointTo(p, p.Report("records are deleted after %s (%s), but consumers may be down for %s: what they have not read by then is lost",
				kept, kept.Name, outage), kept.Reading).
				About(key.RetentionMs.Name).
				Fix("set retention.ms: %d or more", 2*outage.N)
		}
		checkSize(p, load, outage)
	},
}

// checkSize turns the size limit into a time by the declared rate.
func checkSize(p *rule.Pass, load *model.Workload, outage rule.Millis) {
	kept, ok := p.Bytes(key.RetentionBytes)
	if !ok || kept.N < 0 {
		return
	}
	perSecond, rate, ok := rateOf(p.Facts, load)
	if !ok || float64(kept.N)/perSecond*1000 >= float64(outage.N) {
		return
	}
	full := int64(float64(kept.N) / perSecond * 1000)
	p.Report("a partition keeps %s (%s), which the declared rate fills in about %s, but consumers may be down for %s: what they have not read by then is lost",
		kept, kept.Name, roughly(full), outage).
		Because(rate).About(key.RetentionBytes.Name).At(kept).
		Fix("set retention.bytes: %d or more", powerOfTwo(int64(perSecond*float64(outage.N)/1000)))
}

// roughly is a projected time, in whole units of the size that matters.
func roughly(millis int64) string {
	for _, unit := range []int64{86400000, 3600000, 60000, 1000} {
		if millis >= 2*unit {
			return rule.FormatMillis(millis / unit * unit)
		}
	}
	return rule.FormatMillis(millis)
}
