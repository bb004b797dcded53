package topic

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// batchOverhead is what a batch of one record adds to its value at the least:
// 61 bytes of the batch's header and 7 of the record's fields.
const batchOverhead = 68

// PayloadExceedsLimit finds payloads that a workload declares and that the
// topic or the producer refuses.
var PayloadExceedsLimit = &rule.Rule{
	Name: "topic/payload-exceeds-limit", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindClient},
	Needs:   topicConfig,
	Keys:    []model.Key{key.MaxMessageBytes, key.SegmentBytes, key.ProducerMaxRequestSize},
	Doc:     doc("payload-exceeds-limit"),
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if load == nil {
			return
		}
		payload, ok := sizeOf("max_payload", load.MaxPayload)
		if !ok {
			return
		}
		checkWire(p, payload, load.CompressionRatio)
		for _, client := range p.ClientsOf(p.Topic()) {
			if client.Roles.Has(model.RoleProducer) {
				checkProducer(p, payload, client)
			}
		}
	},
}

// checkWire compares what travels, after compression, with what the topic
// takes.
func checkWire(p *rule.Pass, payload rule.Bytes, ratio model.Value) {
	wire, ok := onTheWire(p, payload, ratio)
	if !ok {
		return
	}
	limit, known := p.Bytes(key.MaxMessageBytes)
	if segment, also := p.Bytes(key.SegmentBytes); also && (!known || segment.N < limit.N) {
		limit, known = segment, true
	}
	if !known || wire+batchOverhead <= limit.N {
		return
	}
	r := pointTo(p, p.Report("the declared payload of %s is %s on the wire, but %s allows %s: Kafka refuses every such record, with error 10 or 18",
		payload, rule.FormatBytes(wire+batchOverhead), limit.Name, limit), limit.Reading)
	if ratio.IsSet() {
		r.Because(reading("compression_ratio", ratio))
	}
	need := powerOfTwo(wire + batchOverhead)
	r.Fix("set max.message.bytes: %d and segment.bytes: %d or more", need, max(need, 1<<30))
}

// onTheWire is the payload after compression. A ratio that cannot be read is
// a skip.
func onTheWire(p *rule.Pass, payload rule.Bytes, ratio model.Value) (int64, bool) {
	if !ratio.IsSet() {
		return payload.N, true
	}
	by, err := strconv.ParseFloat(strings.TrimSpace(ratio.Raw()), 64)
	if err != nil || by <= 0 {
		p.Skip("compression_ratio", strconv.Quote(ratio.Raw())+" is not a ratio", ratio.Origin())
		return 0, false
	}
	return int64(float64(payload.N) * by), true
}

// checkProducer compares the payload as serialised: the Java producer checks
// its limit before it compresses.
func checkProducer(p *rule.Pass, payload rule.Bytes, client *model.Client) {
	limit, ok := p.OfClient(client).Bytes(key.ProducerMaxRequestSize)
	if !ok || payload.N+batchOverhead <= limit.N {
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
		Fix("set max.request.size=%d in %s", powerOfTwo(payload.N+batchOverhead), client.Name)
}
