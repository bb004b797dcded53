package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// PayloadExceedsLimit finds payloads that a workload declares and that the
// topic or the producer refuses.
var PayloadExceedsLimit = &rule.Rule{
	Name: "topic/payload-exceeds-limit", Severity: finding.Error, On: model.KindTopic,
	Touches:  []model.Kind{model.KindClient},
	Needs:    topicConfig,
	Keys:     []model.Key{key.MaxMessageBytes, key.SegmentBytes, key.ProducerMaxRequestSize},
	Doc:      doc("payload-exceeds-limit"),
	Explains: []rule.Effect{{Rule: "cluster/topic-silent", By: rule.SameTopic}},
	NoCEL:    "needs what a policy file says of the workload",
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if load == nil {
			return
		}
		payload, ok := rule.PromisedSize("max_payload", load.MaxPayload)
		if !ok {
			return
		}
		checkWire(p, payload, load)
		for _, client := range p.SpeaksFor() {
			if client.Roles.Has(model.RoleProducer) {
				checkProducer(p, payload, client)
			}
		}
	},
}

// checkWire compares what travels, after compression, with what the topic
// takes: max.message.bytes and segment.bytes, of which the smaller decides,
// or the one that is surely too small.
func checkWire(p *rule.Pass, payload rule.Bytes, load *model.Workload) {
	wire, ok := p.OnTheWire(load)
	if !ok {
		return
	}
	var limits []rule.Bytes
	for _, k := range []model.Key{key.MaxMessageBytes, key.SegmentBytes} {
		if limit, known := p.Bytes(k); known {
			limits = append(limits, limit)
		}
	}
	refused := func(n int64) bool { return n < wire }
	i := rule.Worst(limits, refused, rule.Lower)
	if i < 0 || !refused(limits[i].N) {
		return
	}
	limit := limits[i]
	r := pointTo(p, p.Report("the declared payload of %s is %s on the wire, but %s allows %s: Kafka refuses every such record, with error 10 or 18",
		payload, rule.FormatBytes(wire), limit.Name, limit), limit.Reading)
	if load.CompressionRatio.IsSet() {
		r.Because(rule.Promise("compression_ratio", load.CompressionRatio))
	}
	need := powerOfTwo(wire)
	r.Fix("set max.message.bytes: %d and segment.bytes: %d or more", need, max(need, 1<<30))
}

// checkProducer compares the payload as serialised: the Java producer checks
// its limit before it compresses. It is asked once for each producer, at the
// topic of its largest payload, however many topics the producer writes.
func checkProducer(p *rule.Pass, payload rule.Bytes, client *model.Client) {
	limit, ok := p.OfClient(client).Bytes(key.ProducerMaxRequestSize)
	if !ok || payload.N+rule.BatchOverhead <= limit.N {
		return
	}
	r := p.Report("the declared payload of %s does not fit into the producer's %s of %s, which holds before compression: "+
		"the producer throws RecordTooLargeException and nothing is sent", payload, limit.Name, limit)
	if limit.Is() {
		r.At(limit)
	} else {
		r.AtOrigin(client.At)
	}
	r.About(client.Name).
		Fix("set max.request.size=%d in %s", powerOfTwo(payload.N+rule.BatchOverhead), client.Name)
}
