package ledger

import (
	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Hash is XXH64 with seed 0 over key, value and headers of a record, exactly as a batch
// of format v2 has them: the bytes of the record from the length of its key to its end
// (org.apache.kafka.common.record.DefaultRecord). These are varint(length of the key),
// key, varint(length of the value), value, varint(number of headers), and for each header
// varint(length), name, varint(length), value. The varints are zigzag and as short as can
// be; null has length -1, so that it differs from empty. Nothing else takes part: not
// the topic, the timestamp or the offset.
//
// Whoever has a record in a batch can hash it where it lies. Compression changes nothing.
func Hash(r *kgo.Record) uint64 {
	var d digest
	d.reset(0)
	d.field(r.Key)
	d.field(r.Value)
	d.varint(len(r.Headers))
	for i := range r.Headers {
		d.varint(len(r.Headers[i].Key))
		d.text(r.Headers[i].Key)
		d.field(r.Headers[i].Value)
	}
	return d.sum()
}

// field is bytes behind their length.
func (d *digest) field(p []byte) {
	if p == nil {
		d.varint(-1)
		return
	}
	d.varint(len(p))
	d.bytes(p)
}

func (d *digest) varint(n int) {
	if n >= -1 && n < 64 && d.held < len(d.buf)-1 { // one byte, and room behind it
		d.buf[d.held] = byte(n<<1 ^ n>>63)
		d.held++
		return
	}
	var b [5]byte
	d.bytes(kbin.AppendVarint(b[:0], int32(n)))
}
