package produce

import (
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A departure is a batch in a request.
type departure struct {
	at     *partition
	number uint64   // which of the partition's requests it is
	id     [16]byte // of the topic, from version 13 of the request on
}

// hears takes in what a broker said to each batch of a request, before kgo has it.
func (k *kit) hears(f flight, resp *kmsg.ProduceResponse) {
	at := 0 // brokers mostly answer in the order of the request
	for i := range resp.Topics {
		for _, p := range resp.Topics[i].Partitions {
			var d departure
			if d, at = f.departure(&resp.Topics[i], p.Partition, at); d.at == nil {
				continue
			}
			d.at.hears(d.number, p.ErrorCode)
			if tooLarge(kerr.ErrorForCode(p.ErrorCode)) {
				k.lanes.Load().refused(d.at)
			}
		}
	}
}

// departure finds the batch of a partition, beginning at one, and where to look for the next.
func (f flight) departure(t *kmsg.ProduceResponseTopic, index int32, from int) (d departure, next int) {
	for i := range f.parts {
		at := (from + i) % len(f.parts)
		d := f.parts[at]
		if d.at.index == index && (d.id == t.TopicID && f.version >= 13 || f.version < 13 && d.at.topic == t.Topic) {
			return d, at + 1
		}
	}
	return departure{}, from
}

// stays notes that the request does not leave.
func (f flight) stays() {
	for _, d := range f.parts {
		d.at.stays(d.number)
	}
}

// lost notes that the request has no answer.
func (f flight) lost() {
	for _, d := range f.parts {
		d.at.loses(d.number)
	}
}

// unread notes that kgo may not have seen the answer.
func (f flight) unread() {
	for _, d := range f.parts {
		d.at.unread(d.number)
	}
}
