package ledger

import (
	"encoding/binary"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/zeebo/xxh3"
)

// Hash is XXH3-64 with seed 0 over key, value and headers of a record, as a batch of format
// v2 has them (org.apache.kafka.common.record.DefaultRecord): the bytes of the record from
// the length of its key to its end, with the XXH3-64 of the value in the place of the value.
// These are varint(length of the key), key, varint(length of the value), the value's hash in
// 8 bytes, big-endian, varint(number of headers), and for each header varint(length), name,
// varint(length), value. The varints are zigzag and as short as can be. Null has length -1
// and nothing behind it, so that it differs from empty, also as a value. Nothing else takes
// part: not the topic, the timestamp or the offset.
//
// So the value, which is most of a record, is hashed where it lies, by whoever has it in a
// batch too. Compression changes nothing.
func Hash(r *kgo.Record) uint64 {
	switch most := mostBytes(r); {
	case most <= 64:
		var p [64]byte
		return hash(r, p[:0])
	case most <= 512: // with the headers of a trace
		var p [512]byte
		return hash(r, p[:0])
	default:
		return hash(r, make([]byte, 0, most))
	}
}

// hash gathers in p, which has room for it, what is hashed beside the value.
func hash(r *kgo.Record, p []byte) uint64 {
	p = appendField(p, r.Key)
	p = appendVarint(p, length(r.Value))
	if r.Value != nil {
		p = binary.BigEndian.AppendUint64(p, xxh3.Hash(r.Value))
	}
	p = appendVarint(p, int64(len(r.Headers)))
	for i := range r.Headers {
		h := &r.Headers[i]
		p = appendVarint(p, int64(len(h.Key)))
		p = append(p, h.Key...)
		p = appendField(p, h.Value)
	}
	return xxh3.Hash(p)
}

// mostBytes is more than what is hashed beside the value takes. A length takes five bytes.
func mostBytes(r *kgo.Record) int {
	n := 3*5 + 8 + len(r.Key)
	for i := range r.Headers {
		n += 2*5 + len(r.Headers[i].Key) + len(r.Headers[i].Value)
	}
	return n
}

// appendField appends bytes behind their length.
func appendField(p, field []byte) []byte {
	return append(appendVarint(p, length(field)), field...)
}

// length is that of bytes as Kafka writes it.
func length(p []byte) int64 {
	if p == nil {
		return -1
	}
	return int64(len(p))
}
