package clients

import (
	"errors"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// TestM07_ARecordAloneFitsToTheByte: the broker takes what is as large as the limit by our
// count, and refuses the same record where the limit is one byte less.
func TestM07_ARecordAloneFitsToTheByte(t *testing.T) {
	sizer := newSizer(t)
	for name, r := range shapes() {
		sizer.fits(t, name, wire.Alone(r), r)
	}
}

// TestM07_ABatchFitsToTheByte: as a record alone.
func TestM07_ABatchFitsToTheByte(t *testing.T) {
	sizer := newSizer(t)
	for name, records := range together(time.Now().Add(-time.Hour)) {
		sizer.fits(t, name, wire.Batch(records), records...)
	}
}

// TestM07_ASegmentHoldsABatchToTheByte: segment.bytes is a limit, too, with an error of
// its own.
func TestM07_ASegmentHoldsABatchToTheByte(t *testing.T) {
	segments := topic(t, "segments", 1, "max.message.bytes", "4194304", "segment.bytes", "1048576")
	fits := &kgo.Record{Timestamp: time.Now()}
	fits.Value = text(1<<20 - (wire.Alone(&kgo.Record{Value: text(1 << 19)}) - 1<<19))
	over := &kgo.Record{Value: append(text(1), fits.Value...), Timestamp: fits.Timestamp}
	if wire.Alone(fits) != 1<<20 || wire.Alone(over) != 1<<20+1 {
		t.Fatalf("%d and %d bytes", wire.Alone(fits), wire.Alone(over))
	}
	sizer := newSizer(t)
	if err := sizer.batch(t, segments, []*kgo.Record{fits}); err != nil {
		t.Errorf("as large as a segment: %v", err)
	}
	if err := sizer.batch(t, segments, []*kgo.Record{over}); !errors.Is(err, kerr.RecordListTooLarge) {
		t.Errorf("a byte larger than a segment: %v", err)
	}
}

// TestM07_KgoCountsAByteMore: ProducerBatchMaxBytes must be one above a topic's limit,
// for what just fits to be sent. The topic here would take far more.
func TestM07_KgoCountsAByteMore(t *testing.T) {
	const limit = 10_000
	topic := topic(t, "own-limit", 1)
	of := func(size int) *kgo.Record {
		r := &kgo.Record{Topic: topic, Value: text(size - 70)}
		r.Value = text(len(r.Value) + size - wire.Alone(r))
		return r
	}
	for _, c := range []struct {
		most, size int
		sent       bool
	}{{limit, limit - 1, true}, {limit, limit, false}, {limit + 1, limit, true}, {limit + 1, limit + 1, false}} {
		producer := client(t, kgo.ProducerBatchMaxBytes(int32(c.most)))
		send(t, producer, of(1000)) // before the first answer kgo counts three bytes more
		r := of(c.size)
		if err := producer.ProduceSync(t.Context(), r).FirstErr(); wire.Alone(r) != c.size || c.sent != (err == nil) || !c.sent && !errors.Is(err, kerr.MessageTooLarge) {
			t.Errorf("a record of %d bytes within %d: %v", wire.Alone(r), c.most, err)
		}
	}
}
