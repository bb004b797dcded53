package client

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DeliveryTimeoutShort finds producers that give a record up before its first
// try is over, or before the outage that they are to survive is. Only a
// written value is judged: Kafka raises its default as far as needed.
var DeliveryTimeoutShort = &rule.Rule{
	Name: "client/delivery-timeout-short", Severity: finding.Error, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ProducerDeliveryTimeoutMs, key.ProducerLingerMs, key.ProducerRequestTimeoutMs},
	Doc:   doc("delivery-timeout-short"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		delivery, ok := p.Millis(key.ProducerDeliveryTimeoutMs)
		if !ok || !delivery.Is() {
			return
		}
		linger, known := p.Millis(key.ProducerLingerMs)
		request, also := p.Millis(key.ProducerRequestTimeoutMs)
		if !known || !also {
			return
		}
		if need := firstTry(linger.N, request.N); delivery.N < need {
			if linger.N >= delivery.N {
				reportLinger(p, delivery, linger, request, need)
				return
			}
			p.Report("delivery.timeout.ms is %s, below linger.ms (%s) + request.timeout.ms (%s): "+
				"the producer throws ConfigException when it is made, and nothing is sent", delivery, linger, request).
				At(delivery).
				Fix("set delivery.timeout.ms=%d or more (Kafka's default is 120000), or lower request.timeout.ms", need)
			return
		}
		outage, declared := longest(p, "outage_tolerance", func(w *model.Workload) model.Value { return w.OutageTolerance })
		if declared && delivery.N < outage.N {
			p.Report("delivery.timeout.ms is %s, but the workload declares outages of up to %s: "+
				"a record that waits longer than the first for its broker is dropped with TimeoutException", delivery, outage).
				As(finding.Warning).At(delivery).
				Fix("set delivery.timeout.ms=%d, or keep what fails in the application and send it again", min(outage.N, math.MaxInt32))
		}
	},
}

// reportLinger tells of a wait that leaves no time for any request: a shorter
// request time-out would not help.
func reportLinger(p *rule.Pass, delivery, linger, request rule.Millis, need int64) {
	r := p.Report("linger.ms alone is %s, but delivery.timeout.ms, which must hold it and request.timeout.ms (%s), is %s: "+
		"the producer throws ConfigException when it is made, and nothing is sent", linger, request, delivery).
		At(delivery, linger)
	if rest := delivery.N - request.N; rest > 0 {
		r.Fix("set linger.ms=%d or less, or delivery.timeout.ms=%d or more (Kafka's default is 120000)", rest, need)
		return
	}
	r.Fix("set delivery.timeout.ms=%d or more (Kafka's default is 120000)", need)
}

// firstTry is the time that Kafka asks for at least; it computes with int.
func firstTry(linger, request int64) int64 {
	return min(min(linger, math.MaxInt32)+request, math.MaxInt32)
}
