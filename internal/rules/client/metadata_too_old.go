package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// MetadataTooOld finds clients that were told to keep what they know of the
// cluster for long. The profile strict, or naming the rule in a policy, says
// that the cluster changes often.
var MetadataTooOld = &rule.Rule{
	Name: "client/metadata-too-old", Severity: finding.Info, From: rule.Strict, On: model.KindClient,
	Needs:  clientConfig,
	Keys:   []model.Key{key.ProducerMetadataMaxAgeMs, key.ConsumerMetadataMaxAgeMs},
	Params: []rule.Param{{Name: "max_age", Default: 60000, Unit: rule.Period, Doc: "The age of metadata from which on it is too old."}},
	Doc:    doc("metadata-too-old"),
	Check: func(p *rule.Pass) {
		k := key.ProducerMetadataMaxAgeMs
		if !isProducer(p) {
			k = key.ConsumerMetadataMaxAgeMs
		}
		if !isProducer(p) && !isConsumer(p) {
			return
		}
		age, ok := p.Millis(k)
		if most := p.Param("max_age"); ok && age.Is() && age.N > most {
			p.Report("metadata.max.age.ms is %s: a client that no error wakes up sees new partitions and moved leaders "+
				"only after that time", age).
				Fix("set metadata.max.age.ms=%d", min(most, 30000))
		}
	},
}
