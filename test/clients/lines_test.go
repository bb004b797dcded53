package clients

import (
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// line is a record as the programs write and read it: nil is null, and what is empty is
// not.
type line struct {
	Partition int32    `json:"partition,omitempty"`
	Offset    int64    `json:"offset,omitempty"`
	Timestamp int64    `json:"timestamp,omitempty"` // ms since 1970
	Key       []byte   `json:"key"`
	Value     []byte   `json:"value"`
	Headers   []header `json:"headers"`
}

type header struct {
	Key   string `json:"key"`
	Value []byte `json:"value"`
}

type toSend struct {
	ID    int    `json:"id"`
	Topic string `json:"topic"`
	line
}

func lineOf(r *kgo.Record) line {
	out := line{Key: r.Key, Value: r.Value}
	for _, h := range r.Headers {
		out.Headers = append(out.Headers, header(h))
	}
	return out
}

func (l line) record(topic string) *kgo.Record {
	r := &kgo.Record{Topic: topic, Partition: l.Partition, Offset: l.Offset, Timestamp: time.UnixMilli(l.Timestamp), Key: l.Key, Value: l.Value}
	for _, h := range l.Headers {
		r.Headers = append(r.Headers, kgo.RecordHeader(h))
	}
	return r
}
