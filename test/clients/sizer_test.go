package clients

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// sizer sends records as one batch that no limit of its own keeps back.
type sizer struct {
	client *kgo.Client
	asked  atomic.Int32                 // how often a broker was asked to store something
	stored chan kgo.ProduceBatchMetrics // batches, by a goroutine of the client's
	topics map[int]string               // by their max.message.bytes
}

func newSizer(t *testing.T) *sizer {
	t.Helper()
	s := &sizer{stored: make(chan kgo.ProduceBatchMetrics, 1), topics: map[int]string{}}
	s.client = client(t, kgo.WithHooks(s), kgo.ProducerBatchMaxBytes(32<<20), kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ManualFlushing())
	return s
}

func (s *sizer) OnBrokerWrite(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, _ error) {
	if key == kmsg.Produce.Int16() {
		s.asked.Add(1)
	}
}

func (s *sizer) OnProduceBatchWritten(_ kgo.BrokerMetadata, _ string, _ int32, m kgo.ProduceBatchMetrics) {
	s.stored <- m
}

// within is a topic with that max.message.bytes.
func (s *sizer) within(t *testing.T, limit int) string {
	t.Helper()
	if s.topics[limit] == "" {
		s.topics[limit] = topic(t, fmt.Sprint("limit-", limit), 1, "max.message.bytes", strconv.Itoa(limit))
		s.know(t, s.topics[limit])
	}
	return s.topics[limit]
}

// know sends something to a topic, whatever becomes of it: what waits for a topic that
// the client has yet to look up may go in pieces.
func (s *sizer) know(t *testing.T, topic string) {
	t.Helper()
	var first kgo.FirstErrPromise
	s.client.Produce(t.Context(), &kgo.Record{Topic: topic}, first.Promise())
	if err := s.client.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if first.Err() == nil {
		<-s.stored
	}
}

// batch sends copies of records as one batch to a topic, and gives what the broker says.
func (s *sizer) batch(t *testing.T, topic string, records []*kgo.Record) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	asked, said := s.asked.Load(), make([]error, len(records))
	for i, r := range records {
		own := *r
		own.Topic = topic
		s.client.Produce(ctx, &own, func(_ *kgo.Record, err error) { said[i] = err })
	}
	if err := s.client.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(said, func(err error) bool { return !errors.Is(err, said[0]) }); i >= 0 {
		t.Errorf("%s: of one batch record 0 ends in %v, and record %d in %v", topic, said[0], i, said[i])
	}
	switch {
	case s.asked.Load() == asked:
		t.Fatalf("%s: no broker was asked: %v", topic, said[0])
	case said[0] == nil:
		if m := <-s.stored; m.NumRecords != len(records) || wire.BatchOverhead+m.UncompressedBytes != wire.Batch(records) {
			t.Errorf("%s: %d records of %d bytes went as a batch of %+v", topic, len(records), wire.Batch(records), m)
		}
	}
	return said[0]
}

// fits holds that the broker takes records as a batch where the limit of the topic is
// their size, and refuses them where it is one byte less.
func (s *sizer) fits(t *testing.T, name string, size int, records ...*kgo.Record) {
	t.Helper()
	if err := s.batch(t, s.within(t, size), records); err != nil {
		t.Errorf("%s, %d bytes: refused by its own limit: %v", name, size, err)
	}
	if err := s.batch(t, s.within(t, size-1), records); !errors.Is(err, kerr.MessageTooLarge) {
		t.Errorf("%s, %d bytes: with a limit of one byte less: %v", name, size, err)
	}
}
