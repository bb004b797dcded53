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

// has says whether an entry is of the stream. What differs most often is looked at first.
func (s *stream) has(e *Entry) bool {
	return s.partition == e.Partition && s.producer == e.ProducerID && s.epoch == e.LeaderEpoch &&
		s.producerEpoch == e.ProducerEpoch && s.topic == e.Topic
}

// ending is a stream, and the offset that is expected next in it.
type ending struct {
	stream
	next int64
}

// encoder gathers entries in a buffer, behind the room for a header.
type encoder struct {
	buf     []byte
	limit   int // entries are taken up to here
	count   int
	acked   int64 // of the entry before
	streams []ending
	numbers map[stream]uint32
	topics  map[string]int
	// recent is, by the last bits of a partition, the stream that such an entry had last: it
	// is held against the entry, and nearly always spares a look into numbers.
	recent [64]uint32
}

// begin starts a block in an empty buffer.
func (b *encoder) begin(buf []byte) {
	b.buf = buf[:room]
	b.limit = cap(buf) - trailer - maxEntry
	b.count, b.acked, b.streams = 0, 0, b.streams[:0]
	if b.numbers == nil {
		b.numbers, b.topics = map[stream]uint32{}, map[string]int{}
	}
	clear(b.numbers)
	clear(b.topics)
}

func (b *encoder) full() bool { return len(b.buf) > b.limit }

// add takes a sound entry; the buffer must not be full.
func (b *encoder) add(e *Entry) {
	p := b.buf
	at := b.recent[uint32(e.Partition)%uint32(len(b.recent))]
	if at < uint32(len(b.streams)) && b.streams[at].has(e) {
		p = appendUvarint(p, uint64(at)+1)
	} else {
		p, at = b.stream(p, e)
	}
	s := &b.streams[at]
	p = appendVarint(p, e.Offset-s.next)
	s.next = e.Offset + 1
	p = appendVarint(p, e.Acked-b.acked)
	b.acked = e.Acked
	p = binary.BigEndian.AppendUint64(p, e.Hash)
	p = append(p, byte(len(e.ID)))
	b.buf = append(p, e.ID...)
	b.count++
}

// stream writes the number of the entry's stream, and what it is where it is new.
func (b *encoder) stream(p []byte, e *Entry) ([]byte, uint32) {
	at, known := b.numbers[streamOf(e)]
	if known {
		p = appendUvarint(p, uint64(at)+1)
	} else {
		at = uint32(len(b.streams))
		p = b.define(p, streamOf(e))
	}
	b.recent[uint32(e.Partition)%uint32(len(b.recent))] = at
	return p, at
}

func (b *encoder) define(p []byte, s stream) []byte {
	b.numbers[s] = uint32(len(b.streams))
	b.streams = append(b.streams, ending{stream: s})
	p = append(p, 0)
	if n, known := b.topics[s.topic]; known {
		p = appendUvarint(p, uint64(n)+1)
	} else {
		b.topics[s.topic] = len(b.topics)
		p = append(appendUvarint(append(p, 0), uint64(len(s.topic))), s.topic...)
	}
	p = appendUvarint(p, uint64(s.partition))
	p = appendVarint(p, int64(s.epoch))
	p = appendVarint(p, s.producer)
	return appendVarint(p, int64(s.producerEpoch))
}

func appendVarint(p []byte, v int64) []byte { return appendUvarint(p, uint64(v<<1)^uint64(v>>63)) }

// appendUvarint is binary.AppendUvarint, with its common case inlined.
func appendUvarint(p []byte, v uint64) []byte {
	if v < 0x80 {
		return append(p, byte(v))
	}
	return binary.AppendUvarint(p, v)
}
