package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// BufferBelowRequest finds producers whose memory does not hold the largest
// record that they allow.
var BufferBelowRequest = &rule.Rule{
	Name: "client/buffer-below-request", Severity: finding.Error, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ProducerBufferMemory, key.ProducerMaxRequestSize},
	Doc:   doc("buffer-below-request"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		buffer, known := p.Bytes(key.ProducerBufferMemory)
		request, also := p.Bytes(key.ProducerMaxRequestSize)
		if !known || !also || buffer.N >= request.N {
			return
		}
		p.Report("buffer.memory is %s, but max.request.size allows %s: the producer throws RecordTooLargeException "+
			"for every record between the two, and smaller ones wait for each other", buffer, request).
			At(buffer, request).
			Fix("set buffer.memory=%d or more (Kafka's default is 33554432), or lower max.request.size to %d", roomFor(request.N), buffer.N)
	},
}

// roomFor is a buffer that holds several such records.
func roomFor(request int64) int64 { return max(32<<20, 4*min(request, 1<<40)) }
