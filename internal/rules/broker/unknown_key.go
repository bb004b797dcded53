package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// UnknownKey finds settings that no broker reads. Kafka starts with them and
// logs nothing, so a slip stays unseen until its value is missed.
var UnknownKey = &rule.Rule{
	Name: "broker/unknown-key", Severity: finding.Warning, On: model.KindBroker,
	Needs:   brokerConfig,
	AllKeys: true,
	Doc:     doc("unknown-key"),
	Check: func(p *rule.Pass) {
		settings := p.Broker().Config.Settings()
		j := keyJudge{p: p, custom: hasOwnClasses(settings)}
		for _, s := range settings {
			why, fix := j.judge(s)
			if why == "" || !isWritten(s) {
				continue
			}
			r := p.Report("%s", why).Because(reading(s)).About(s.Name).Fix("%s", fix)
			if s.At.Written() {
				r.AtOrigin(s.At)
			}
		}
	},
}
