package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// IdempotenceLost finds producers whose other settings take idempotence away:
// in silence where it is only the default, by an exception where somebody
// relies on it.
var IdempotenceLost = &rule.Rule{
	Name: "client/idempotence-lost", Severity: finding.Error, On: model.KindClient,
	Needs: clientConfig,
	Keys: []model.Key{key.ProducerEnableIdempotence, key.ProducerAcks, key.ProducerRetries,
		key.ProducerMaxInFlight, key.ProducerTransactionalID},
	Doc: doc("idempotence-lost"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		idempotence, ok := p.Bool(key.ProducerEnableIdempotence)
		if !ok {
			return
		}
		if !idempotence.On {
			checkTransactional(p, idempotence)
			return
		}
		for _, l := range losses(p, idempotence) {
			l.report(p, idempotence)
		}
	},
}

// checkTransactional reports a transactional producer without idempotence.
func checkTransactional(p *rule.Pass, idempotence rule.Bool) {
	id, transactional := written(p.Client(), key.ProducerTransactionalID)
	if !transactional {
		return
	}
	p.Report("enable.idempotence is %s, but %s is set: the producer throws ConfigException when it is made, and nothing is sent",
		idempotence, id.Name).
		Because(id).About(idempotence.Name).At(idempotence).
		Fix("remove enable.idempotence=false, or transactional.id")
}

// loss is a setting that idempotence does not go together with.
type loss struct {
	by          rule.Reading
	consequence string // where the producer turns idempotence off in silence
	fix         string
}

// losses lists what takes idempotence away. With more than five requests in
// flight, 4.x and a producer that asks for idempotence do not start at all,
// which client/in-flight-exceeds-five reports.
func losses(p *rule.Pass, idempotence rule.Bool) []loss {
	var out []loss
	if inFlight, ok := p.Int(key.ProducerMaxInFlight); ok && inFlight.N > mostInFlight && !idempotence.Is() {
		if !p.Version().Before(kafka4) {
			return nil
		}
		out = append(out, loss{inFlight.Reading, "a retry may write a record twice and out of order",
			"set max.in.flight.requests.per.connection=5"})
	}
	if acks, ok := p.Text(key.ProducerAcks); ok && (acks.S == "0" || acks.S == "1") {
		out = append(out, loss{acks.Reading, "a retry may write a record twice and out of order", "set acks=all"})
	}
	if retries, ok := p.Int(key.ProducerRetries); ok && retries.N == 0 {
		out = append(out, loss{retries.Reading, "the first passing error, as a change of leader, loses records",
			"remove retries=0: the default is bounded by delivery.timeout.ms"})
	}
	return out
}

// report says whether the producer throws or goes on in silence.
func (l loss) report(p *rule.Pass, idempotence rule.Bool) {
	id, transactional := written(p.Client(), key.ProducerTransactionalID)
	var r *rule.Report
	switch {
	case idempotence.Is():
		r = p.Report("enable.idempotence is %s, but %s is %s: the producer throws ConfigException when it is made, and nothing is sent",
			idempotence, l.by.Name, l.by).Fix("%s", l.fix)
	case transactional:
		r = p.Report("%s is set, but %s is %s, which turns idempotence off: the producer throws ConfigException when it is made, and nothing is sent",
			id.Name, l.by.Name, l.by).Because(id, idempotence).Fix("%s", l.fix)
	default:
		r = p.Report("%s is %s, and enable.idempotence is only the default: the producer turns idempotence off without an error, and %s",
			l.by.Name, l.by, l.consequence).Because(idempotence).
			Fix("%s; if you do not need idempotence, say enable.idempotence=false", l.fix)
	}
	r.About(l.by.Name).At(l.by)
}
