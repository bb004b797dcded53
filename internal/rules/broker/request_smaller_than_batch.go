package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// RequestSmallerThanBatch finds batches that are allowed and that no request
// can carry.
var RequestSmallerThanBatch = &rule.Rule{
	Name: "broker/request-smaller-than-batch", Severity: finding.Error, On: model.KindBroker,
	Touches: []model.Kind{model.KindTopic},
	Needs:   withTopics,
	Keys:    []model.Key{key.BrokerSocketRequestMaxBytes, key.BrokerMessageMaxBytes, key.MaxMessageBytes},
	Doc:     doc("request-smaller-than-batch"),
	Check: func(p *rule.Pass) {
		request, known := p.Bytes(key.BrokerSocketRequestMaxBytes)
		if !known || !hostsTopics(p.Broker()) {
			return
		}
		tooLarge := func(n int64) bool { return n >= request.N }
		largest, ok := largestBatch(p, tooLarge)
		if !ok || !tooLarge(largest.N) {
			return
		}
		p.Report("socket.request.max.bytes is %s, but %s%s allows batches of %s: the broker closes the connection on such a request, "+
			"and the client tries again for ever", request, largest.Name, largest.by, largest.Bytes).
			At(request, largest).
			Fix("set socket.request.max.bytes well above %d, or lower %s%s", largest.N, largest.Name, largest.by)
	},
}
