package produce

import (
	"encoding/binary"
	"slices"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// withoutNulls is a request to produce without the partitions that have null in the place of
// a batch, because kgo has failed their records while it wrote the request. Brokers never
// answer one that has any (a NullPointerException in Kafka 4.3.1), so that nothing else gets
// through on its connection until kgo gives that up. kgo knows what to do with a partition
// that is not in the answer: here there is nothing to do.
func withoutNulls(b []byte) []byte {
	req := kmsg.NewPtrProduceRequest()
	req.SetVersion(int16(binary.BigEndian.Uint16(b[requestVersion:])))
	r := kbin.Reader{Src: b[requestRest:]}
	r.Int32() // correlation id
	if !reads(req, &r) {
		return b
	}
	head := len(b) - len(r.Src)
	for i := range req.Topics {
		t := &req.Topics[i]
		t.Partitions = slices.DeleteFunc(t.Partitions, isNull)
	}
	req.Topics = slices.DeleteFunc(req.Topics, func(t kmsg.ProduceRequestTopic) bool { return len(t.Partitions) == 0 })
	out := req.AppendTo(slices.Clone(b[:head]))
	binary.BigEndian.PutUint32(out, uint32(len(out)-4))
	return out
}

func isNull(p kmsg.ProduceRequestTopicPartition) bool { return p.Records == nil }

func isBatch(p kmsg.ProduceRequestTopicPartition) bool { return p.Records != nil }
