package cluster

import "encoding/binary"

// header is what the fixed part of a record batch tells (KIP-98, message format
// 2). The records themselves are never looked into.
type header struct {
	base, last    int64 // offsets
	first, latest int64 // timestamps, ms since 1970
	producer      int64
	control       bool // a marker of a transaction: no record
	empty         bool // compaction has left nothing but the header
	transaction   bool
}

// The fixed part of a record batch, and where its fields are.
const (
	headerSize   = 61
	atLength     = 8
	atMagic      = 16
	atAttributes = 21
	atLastDelta  = 23
	atFirstTime  = 27
	atMaxTime    = 35
	atProducer   = 43
	atCount      = 57

	magic       = 2
	isAppended  = 1 << 3 // LogAppendTime: all records have the latest timestamp
	isTxn       = 1 << 4
	isControl   = 1 << 5
	beforeBatch = 12 // bytes that the length does not count
)

// headers reads the batches of a Fetch answer until the bytes end, or are no
// batches. The last one may be cut: its header is enough.
func headers(bytes []byte) []header {
	var out []header
	for len(bytes) >= headerSize && bytes[atMagic] == magic {
		attributes := binary.BigEndian.Uint16(bytes[atAttributes:])
		h := header{
			base:        int64(binary.BigEndian.Uint64(bytes)),
			first:       int64(binary.BigEndian.Uint64(bytes[atFirstTime:])),
			latest:      int64(binary.BigEndian.Uint64(bytes[atMaxTime:])),
			producer:    int64(binary.BigEndian.Uint64(bytes[atProducer:])),
			control:     attributes&isControl != 0,
			transaction: attributes&isTxn != 0,
			empty:       binary.BigEndian.Uint32(bytes[atCount:]) == 0,
		}
		if attributes&isAppended != 0 {
			h.first = h.latest
		}
		delta := int32(binary.BigEndian.Uint32(bytes[atLastDelta:]))
		length := int32(binary.BigEndian.Uint32(bytes[atLength:]))
		if delta < 0 || length < headerSize-beforeBatch || h.base < 0 {
			return out
		}
		h.last = h.base + int64(delta)
		out = append(out, h)
		size := int64(length) + beforeBatch
		if size > int64(len(bytes)) {
			return out
		}
		bytes = bytes[size:]
	}
	return out
}

// firstRecord is the batch of the first record at or behind an offset that a
// consumer with read_committed gets: no marker, and nothing of a transaction
// that was aborted, and no batch that compaction has emptied (it keeps the last one
// of a producer). Next is the offset up to which the batches were gone
// through without finding one.
func firstRecord(batches []header, offset int64, aborted map[int64][]int64) (found header, next int64, ok bool) {
	next = offset
	open := map[int64]bool{} // producers inside of a transaction that was aborted
	for _, h := range batches {
		starts := aborted[h.producer]
		for len(starts) > 0 && starts[0] <= h.last {
			open[h.producer] = true
			starts = starts[1:]
		}
		aborted[h.producer] = starts
		switch {
		case h.control:
			delete(open, h.producer)
		case h.empty, h.transaction && open[h.producer]:
		case h.last >= offset:
			return h, next, true
		}
		next = max(next, h.last+1)
	}
	return header{}, next, false
}
