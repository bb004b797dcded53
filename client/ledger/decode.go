package ledger

import (
	"iter"
	"math"
)

// Select says of which partitions entries are wanted; nil wants all.
type Select func(topic string, partition int32) bool

// Entries are the entries of the block in the order in which they were appended. An
// error, which is a *Damage, ends the iteration.
func (b Block) Entries(only Select) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		d := decoder{only: only}
		d.block(b, yield)
	}
}

// decoder reads blocks one after the other, and keeps the names of topics.
type decoder struct {
	only    Select
	names   map[string]string
	topics  []string
	streams []known
	acked   int64
	in      input
}

// known is a stream that the block has defined.
type known struct {
	stream
	next   int64
	wanted bool
}

// block yields the entries of a block, and false when that was the end of it.
func (d *decoder) block(b Block, yield func(Entry, error) bool) bool {
	d.topics, d.streams, d.acked = d.topics[:0], d.streams[:0], 0
	d.in = input{p: b.raw[:len(b.raw)-trailer], at: b.bodyAt}
	for range b.Count {
		var e Entry
		at := d.in.at
		wanted := d.entry(&e)
		if d.in.bad != "" {
			yield(Entry{}, &Damage{At: int64(at), Block: b.Sequence, What: d.in.bad})
			return false
		}
		if wanted && !yield(e, nil) {
			return false
		}
	}
	if d.in.at != len(d.in.p) {
		yield(Entry{}, &Damage{At: int64(d.in.at), Block: b.Sequence, What: "the block holds more than its entries"})
		return false
	}
	return true
}

// entry reads one, and says whether it is wanted.
func (d *decoder) entry(e *Entry) bool {
	n := d.in.uvarint()
	if n == 0 && d.in.bad == "" {
		d.define()
		n = uint64(len(d.streams))
	}
	if d.in.bad != "" || n > uint64(len(d.streams)) {
		d.in.fail("an entry belongs to a stream that the block does not define")
		return false
	}
	s := &d.streams[n-1]
	e.Offset = s.next + d.in.varint()
	s.next = e.Offset + 1
	d.acked += d.in.varint()
	e.Acked = d.acked
	e.Hash = d.in.uint64()
	e.ID = d.in.take(uint64(d.in.byte()))
	e.Topic, e.Partition, e.LeaderEpoch, e.ProducerID, e.ProducerEpoch = s.topic, s.partition, s.epoch, s.producer, s.producerEpoch
	if !e.sound() {
		d.in.fail("an entry has a negative offset or time, or an id above 64 bytes")
	}
	return s.wanted
}

func (d *decoder) define() {
	topic := d.topic()
	partition, epoch, producer, producerEpoch := d.in.uvarint(), d.in.varint(), d.in.varint(), d.in.varint()
	if partition > math.MaxInt32 || epoch < -1 || epoch > math.MaxInt32 || producer < -1 || producerEpoch < -1 || producerEpoch > math.MaxInt16 {
		d.in.fail("partition, leader epoch or producer of a stream are none")
	}
	if d.in.bad != "" {
		return
	}
	s := stream{topic, producer, int32(partition), int32(epoch), int16(producerEpoch)}
	d.streams = append(d.streams, known{stream: s, wanted: d.only == nil || d.only(topic, s.partition)})
}

func (d *decoder) topic() string {
	n := d.in.uvarint()
	if n > uint64(len(d.topics)) {
		d.in.fail("a stream belongs to a topic that the block does not define")
	}
	if d.in.bad != "" {
		return ""
	}
	if n > 0 {
		return d.topics[n-1]
	}
	return d.name(d.in.take(d.in.uvarint()))
}

// name takes the name of a topic that is new in the block.
func (d *decoder) name(name []byte) string {
	if len(name) == 0 || len(name) > maxTopic {
		d.in.fail("the name of a topic does not have 1 to 249 bytes")
		return ""
	}
	topic, known := d.names[string(name)]
	if !known {
		topic = string(name)
		if d.names == nil || len(d.names) >= maxNames {
			d.names = map[string]string{}
		}
		d.names[topic] = topic
	}
	d.topics = append(d.topics, topic)
	return topic
}

// maxNames bounds what is kept of the names of topics.
const maxNames = 10_000
