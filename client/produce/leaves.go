package produce

import (
	"encoding/binary"
	"slices"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// Where a request and a batch of format v2 have what is looked at, in bytes (KIP-98, and
// the header of requests in Kafka's RequestHeader.json).
const (
	requestKey     = 4
	requestVersion = 6
	requestRest    = 8

	batchProducer = 43
	batchEpoch    = 51
	batchSequence = 53
	batchRecords  = 57
)

// leaves notes what one write carries, and tells whether it is a request to produce that
// is answered. kgo writes a request at once, so that what does not begin as one, or cannot
// be read as one, may hold anything.
func (k *kit) leaves(b []byte) (f flight, asks bool) {
	if len(b) < requestRest || int(binary.BigEndian.Uint32(b)) != len(b)-4 {
		k.strange.Add(1)
		return flight{}, false
	}
	if binary.BigEndian.Uint16(b[requestKey:]) != keyProduce {
		return flight{}, false
	}
	f.version, f.bytes = int16(binary.BigEndian.Uint16(b[requestVersion:])), len(b)
	req := kmsg.NewPtrProduceRequest()
	req.SetVersion(f.version)
	r := kbin.Reader{Src: b[requestRest:]}
	f.correlation = r.Int32()
	if !reads(req, &r) {
		k.strange.Add(1)
		return flight{}, false
	}
	for i := range req.Topics {
		f.parts = k.topicLeaves(f.version, &req.Topics[i], f.parts)
		f.nulls = f.nulls || slices.ContainsFunc(req.Topics[i].Partitions, isNull)
	}
	if req.Acks == 0 {
		return flight{}, false
	}
	return f, true
}

// reads reads a request behind its correlation id, and tells whether it could.
func reads(req *kmsg.ProduceRequest, r *kbin.Reader) bool {
	if req.GetVersion() > req.MaxVersion() {
		return false
	}
	r.NullableString() // the client's id
	if req.IsFlexible() {
		kmsg.SkipTags(r)
	}
	return r.Ok() && req.ReadFrom(r.Src) == nil
}

// topicLeaves notes the batches of one topic, and adds them to what the request carries. A
// partition whose records kgo has failed while it wrote the request has null, and nothing of
// it leaves.
func (k *kit) topicLeaves(version int16, t *kmsg.ProduceRequestTopic, parts []departure) []departure {
	if !slices.ContainsFunc(t.Partitions, isBatch) {
		return parts
	}
	name, known := t.Topic, true
	if version >= 13 { // KIP-516: by topic id
		if name, known = k.name(t.TopicID); !known {
			k.strange.Add(1)
		}
	}
	for _, p := range t.Partitions {
		if isNull(p) {
			continue
		}
		if len(p.Records) < wire.BatchOverhead || p.Partition < 0 {
			k.strange.Add(1)
			continue
		}
		h := headOf(p.Records)
		k.producer.leaves(h.id, h.epoch)
		if known {
			at := k.parts.of(name, p.Partition)
			if version >= 13 {
				at.belongs(t.TopicID)
			}
			parts = append(parts, departure{at, at.leaves(h), t.TopicID})
		}
	}
	return parts
}

// name is that of a topic; one that is not known has the guard learn it, or is asked for
// again with the next request.
func (k *kit) name(id [16]byte) (string, bool) {
	if known, ok := k.names.Load(id); ok {
		return known.(string), true
	}
	select {
	case k.learn <- id:
	default:
	}
	return "", false
}
