package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// RequestExceedsTopic finds producers that let records pass which their
// topics refuse. Without a workload that names the topics, it asks for a
// record that no topic of the cluster takes.
var RequestExceedsTopic = &rule.Rule{
	Name: "client/request-exceeds-topic", Severity: finding.Error, On: model.KindClient,
	Touches: []model.Kind{model.KindTopic, model.KindBroker},
	Needs:   withTopics,
	Keys:    []model.Key{key.ProducerMaxRequestSize, key.ProducerCompressionType, key.MaxMessageBytes, key.BrokerMessageMaxBytes},
	Doc:     doc("request-exceeds-topic"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		request, ok := p.Bytes(key.ProducerMaxRequestSize)
		if !ok {
			return
		}
		if topics := usedTopics(p, p.Client()); len(topics) > 0 {
			reportTightest(p, request, limitsOf(p, topics))
			return
		}
		limits, ok := limitsOfScope(p, func(n rule.Bytes) bool { return n.N >= request.N })
		if ok && certain(p, limits) {
			reportRequest(p, request, extreme(limits, higher), "no topic of this cluster accepts more than")
		}
	},
}

// reportTightest reports one of the topics that the client is declared to
// write: the one that breaks its workload's promise, else the tightest.
func reportTightest(p *rule.Pass, request rule.Bytes, limits []limit) {
	var worst limit
	for _, l := range limits {
		if l.N >= request.N || worst.topic != nil && !worse(p, l, worst) {
			continue
		}
		worst = l
	}
	if worst.topic != nil {
		reportRequest(p, request, worst, worst.who()+" accepts no more than")
	}
}

// worse puts a sure limit before a guess, which would turn an error into a
// warning.
func worse(p *rule.Pass, a, b limit) bool {
	if x, y := a.Sure(), b.Sure(); x != y {
		return x
	}
	if x, y := breaksPromise(p, a), breaksPromise(p, b); x != y {
		return x
	}
	return a.N < b.N
}

// breaksPromise tells whether a payload that somebody declared is too large
// for the topic after compression.
func breaksPromise(p *rule.Pass, l limit) bool {
	if l.topic == nil {
		return false
	}
	wire, ok := p.OnTheWire(p.WorkloadOf(l.topic))
	return ok && wire > l.N
}

// reportRequest compares a limit before compression with one after it: which
// is an error where nothing is compressed, or where the payload is known.
func reportRequest(p *rule.Pass, request rule.Bytes, most limit, refusal string) {
	compression, ok := p.Text(key.ProducerCompressionType)
	if !ok {
		return
	}
	fits := false
	if most.topic != nil {
		wire, promised := p.OnTheWire(p.WorkloadOf(most.topic))
		fits = promised && wire <= most.N
	}
	r := p.Report("%s is %s, but %s %s (%s): with compression.type=%s a record that is still larger leaves the producer, "+
		"is refused with MESSAGE_TOO_LARGE (error 10), and is dropped",
		request.Name, request, refusal, most.Bytes, most.Name, compression).
		AtOrigin(toChange(p, request.Reading, most.Reading)).
		Fix("set max.request.size=%d in %s, or max.message.bytes=%d on the topic if such records are wanted", most.N, p.Client().Name, request.N)
	switch {
	case breaksPromise(p, most):
		r.Because(rule.Promise("max_payload", p.WorkloadOf(most.topic).MaxPayload))
	case fits, compression.S != "none":
		r.As(finding.Warning)
	}
}
