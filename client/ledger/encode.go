package ledger

import "encoding/binary"

// maxEntry is more than the longest entry takes.
const maxEntry = 400

// stream is what entries that follow each other mostly have in common. Its number in the
// block stands for it.
type stream struct {
	topic         string
	producer      int64
	partition     int32
	epoch         int32
	producerEpoch int16
}

func streamOf(e *Entry) stream {
	return stream{e.Topic, e.ProducerID, e.Partition, e.LeaderEpoch, e.ProducerEpoch}
}

// encoder gathers entries in a buffer, behind the room for a header.
type encoder struct {
	buf     []byte
	limit   int // entries are taken up to here
	count   int
	acked   int64 // of the entry before
	last    int   // the stream of the entry before
	streams []stream
	next    []int64 // for each stream, the offset that is expected
	numbers map[stream]int
	topics  map[string]int
}

// begin starts a block in an empty buffer.
func (b *encoder) begin(buf []byte) {
	b.buf = buf[:room]
	b.limit = cap(buf) - trailer - maxEntry
	b.count, b.acked, b.last = 0, 0, 0
	b.streams, b.next = b.streams[:0], b.next[:0]
	if b.numbers == nil {
		b.numbers, b.topics = map[stream]int{}, map[string]int{}
	}
	clear(b.numbers)
	clear(b.topics)
}

func (b *encoder) full() bool { return len(b.buf) > b.limit }

// add takes a sound entry; the buffer must not be full.
func (b *encoder) add(e *Entry) {
	at := b.stream(e)
	p := appendVarint(b.buf, e.Offset-b.next[at])
	b.next[at] = e.Offset + 1
	p = appendVarint(p, e.Acked-b.acked)
	b.acked = e.Acked
	p = binary.BigEndian.AppendUint64(p, e.Hash)
	p = append(p, byte(len(e.ID)))
	b.buf = append(p, e.ID...)
	b.count++
}

// stream writes the number of the entry's stream, and what it is where it is new.
func (b *encoder) stream(e *Entry) int {
	if b.last < len(b.streams) && b.streams[b.last] == streamOf(e) {
		b.buf = appendUvarint(b.buf, uint64(b.last)+1)
		return b.last
	}
	at, known := b.numbers[streamOf(e)]
	if known {
		b.buf = appendUvarint(b.buf, uint64(at)+1)
	} else {
		at = b.define(streamOf(e))
	}
	b.last = at
	return at
}

func (b *encoder) define(s stream) int {
	at := len(b.streams)
	b.streams, b.next = append(b.streams, s), append(b.next, 0)
	b.numbers[s] = at
	p := append(b.buf, 0)
	if n, known := b.topics[s.topic]; known {
		p = appendUvarint(p, uint64(n)+1)
	} else {
		b.topics[s.topic] = len(b.topics)
		p = append(appendUvarint(append(p, 0), uint64(len(s.topic))), s.topic...)
	}
	p = appendUvarint(p, uint64(s.partition))
	p = appendVarint(p, int64(s.epoch))
	p = appendVarint(p, s.producer)
	b.buf = appendVarint(p, int64(s.producerEpoch))
	return at
}

func appendVarint(p []byte, v int64) []byte { return appendUvarint(p, uint64(v<<1)^uint64(v>>63)) }

// appendUvarint is binary.AppendUvarint, with its common case inlined.
func appendUvarint(p []byte, v uint64) []byte {
	if v < 0x80 {
		return append(p, byte(v))
	}
	return binary.AppendUvarint(p, v)
}
