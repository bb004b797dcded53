// Package wire counts what records take in a batch of format v2, to the byte, before
// they are sent: what a client, a topic's max.message.bytes and its segment.bytes are
// held against.
package wire

import (
	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
)

// BatchOverhead is what a batch has beside its records, in bytes
// (org.apache.kafka.common.record.DefaultRecordBatch.RECORD_BATCH_OVERHEAD).
const BatchOverhead = 61

// Alone is the size in bytes of an uncompressed batch that holds the record alone. The
// record fits if that is not above max.message.bytes and not above segment.bytes: what
// is larger is refused as MESSAGE_TOO_LARGE, or as RECORD_LIST_TOO_LARGE. kgo's own
// limit counts a byte more: for what just fits, ProducerBatchMaxBytes must be one above.
func Alone(r *kgo.Record) int { return BatchOverhead + at(r, 0, 0) }

// Batch is the size in bytes of an uncompressed batch of records, in their order, as
// kgo writes it: timestamps count from the first record's, in ms. It is 0 for none. kgo
// stamps a record without a timestamp when it is produced, which may make it longer:
// Most is an upper bound also then.
func Batch(records []*kgo.Record) int {
	if len(records) == 0 {
		return 0
	}
	size, first := BatchOverhead, records[0].Timestamp.UnixMilli()
	for i, r := range records {
		var later int64
		if i > 0 {
			later = r.Timestamp.UnixMilli() - first
		}
		size += at(r, int32(i), later)
	}
	return size
}

// Most is the most that a record can add to a batch, wherever it stands in it: by it
// batches are kept below a limit without knowing what else is in them.
func Most(r *kgo.Record) int { return at(r, 1<<31-1, 1<<62) }

// at is the size of a record with its own length, at a place in its batch.
func at(r *kgo.Record, offset int32, later int64) int {
	length := 1 + kbin.VarlongLen(later) + kbin.VarintLen(offset) + // the first byte is for attributes
		lengthed(len(r.Key)) + lengthed(len(r.Value)) + kbin.VarintLen(int32(len(r.Headers)))
	for i := range r.Headers {
		length += lengthed(len(r.Headers[i].Key)) + lengthed(len(r.Headers[i].Value))
	}
	return kbin.VarintLen(int32(length)) + length
}

// lengthed is the size of bytes behind their length. Null, whose length is -1, takes
// one byte as the empty text does.
func lengthed(n int) int { return kbin.VarintLen(int32(n)) + n }
