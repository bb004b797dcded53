package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// TimestampsRefused finds topics that refuse a record as too old while its
// producer is still trying to send it. How wrong the producers' clocks are, no
// file says, so message.timestamp.after.max.ms is not judged.
var TimestampsRefused = &rule.Rule{
	Name: "topic/timestamps-refused", Severity: finding.Warning, On: model.KindTopic,
	Touches: []model.Kind{model.KindClient},
	Needs:   model.FactsOf(model.FactTopicConfig, model.FactClientConfig),
	Keys:    []model.Key{key.MessageTimestampBeforeMax, key.MessageTimestampType, key.ProducerDeliveryTimeoutMs},
	Doc:     doc("timestamps-refused"),
	NoCEL:   "needs the producers of the topic",
	Check: func(p *rule.Pass) {
		oldest, known := p.Millis(key.MessageTimestampBeforeMax)
		kind, also := p.Text(key.MessageTimestampType)
		if !known || !also || kind.S != "CreateTime" {
			return
		}
		for _, client := range p.ClientsOf(p.Topic()) {
			if !client.Roles.Has(model.RoleProducer) {
				continue
			}
			tries, ok := p.OfClient(client).Millis(key.ProducerDeliveryTimeoutMs)
			if !ok || tries.N <= oldest.N {
				continue
			}
			r := p.Report("records older than %s are refused (%s), but %s keeps a record for up to %s before it is delivered (%s): "+
				"after a short outage Kafka refuses what was waiting with INVALID_TIMESTAMP (error 32), and it is lost",
				oldest, oldest.Name, client.Name, tries, tries.Name).
				Because(kind).About(client.Name)
			pointTo(p, r, oldest.Reading, tries.Reading).
				Fix("set message.timestamp.before.max.ms: %d or more", 2*tries.N)
		}
	},
}
