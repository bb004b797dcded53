package wire

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// shapes are records whose lengths lie around those at which a varint gets longer.
func shapes() []*kgo.Record {
	var out []*kgo.Record
	for _, n := range []int{0, 1, 62, 63, 64, 65, 100, 8190, 8191, 8192, 1 << 20} {
		value := bytes.Repeat([]byte("v"), n)
		out = append(out,
			&kgo.Record{Value: value, Timestamp: noon},
			&kgo.Record{Key: value, Timestamp: noon},
			&kgo.Record{Key: []byte{}, Value: value, Headers: []kgo.RecordHeader{{Key: "a"}, {Key: strings.Repeat("k", n%200), Value: value}}, Timestamp: noon})
	}
	many := &kgo.Record{Timestamp: noon}
	for i := range 70 {
		many.Headers = append(many.Headers, kgo.RecordHeader{Key: fmt.Sprint(i), Value: []byte("v")})
	}
	return append(out, many)
}

// written is a record as kmsg, which is generated from Kafka's own schema, writes it.
func written(r *kgo.Record, offset int32, later int64) []byte {
	w := kmsg.Record{TimestampDelta64: later, OffsetDelta: offset, Key: r.Key, Value: r.Value}
	for _, h := range r.Headers {
		w.Headers = append(w.Headers, kmsg.Header{Key: h.Key, Value: h.Value})
	}
	w.Length = int32(len(w.AppendTo(nil)) - 1) // a length of 0 takes one byte
	return w.AppendTo(nil)
}

func TestARecordAloneIsAsLargeAsWritten(t *testing.T) {
	for i, r := range shapes() {
		if got, want := Alone(r), 61+len(written(r, 0, 0)); got != want {
			t.Errorf("record %d: %d bytes, written are %d", i, got, want)
		}
	}
}

func TestABatchIsAsLargeAsWritten(t *testing.T) {
	records := shapes()
	for i, r := range records {
		r.Timestamp = noon.Add(time.Duration(i*i*i-40) * 37 * time.Millisecond) // also before the first
	}
	want := 61
	for i, r := range records {
		want += len(written(r, int32(i), r.Timestamp.Sub(records[0].Timestamp).Milliseconds()))
		if got := Batch(records[:i+1]); got != want {
			t.Fatalf("%d records: %d bytes, written are %d", i+1, got, want)
		}
	}
	if Batch(nil) != 0 {
		t.Errorf("no records have %d bytes", Batch(nil))
	}
}

func TestNowhereIsARecordLarger(t *testing.T) {
	for i, r := range shapes() {
		for _, offset := range []int32{0, 63, 64, 1 << 20, 1<<31 - 1} {
			for _, later := range []int64{0, -1, 64, -1 << 40, 1 << 50} {
				if got, most := len(written(r, offset, later)), Most(r); got > most {
					t.Errorf("record %d at %d, %d: %d bytes, above %d", i, offset, later, got, most)
				}
			}
		}
	}
}

func BenchmarkAlone(b *testing.B) {
	r := &kgo.Record{Key: []byte("sensor-7"), Value: make([]byte, 100), Headers: []kgo.RecordHeader{{Key: "id", Value: make([]byte, 16)}}}
	b.ReportAllocs()
	for b.Loop() {
		Alone(r)
	}
}
