package produce

import (
	"errors"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestARead of a log, whatever the batches are: where it begins and ends, and every record
// with who has written it.
func TestARead(t *testing.T) {
	c := cluster(t)
	g, client := guarded(t, c, Config{}, kgo.ProducerBatchCompression(kgo.SnappyCompression()))
	for i := range 20 {
		if o := g.ProduceSync(t.Context(), order(2, fmt.Sprint(i))); o.Kind != Persisted {
			t.Fatal(o.Err)
		}
	}
	r, p := &reader{client: client}, newPartition("orders", 2)
	id, _, _ := client.ProducerID(t.Context())
	at, err := r.where(t.Context(), p)
	if err != nil || at.start != 0 || at.id == [16]byte{} {
		t.Fatalf("%+v, %v", at, err)
	}
	if end, err := r.ended(t.Context(), p, at, at.epoch); err != nil || end != 20 {
		t.Errorf("the log ends at %d, %v", end, err)
	}
	for from := range int64(20) {
		for next := from; next < 20; {
			got, behind, bytes, err := r.fetch(t.Context(), p, at, next)
			if err != nil || len(got) == 0 || bytes == 0 || behind <= next {
				t.Fatalf("from %d: %d records of %d bytes, up to %d, %v", next, len(got), bytes, behind, err)
			}
			for i, rec := range got {
				want := int(next) + i
				if rec.Offset != int64(want) || rec.ProducerID != id || !alike(rec, order(2, fmt.Sprint(want))) {
					t.Errorf("offset %d holds %s of producer %d", rec.Offset, rec.Value, rec.ProducerID)
				}
			}
			next = behind
		}
	}
	if _, _, _, err := r.fetch(t.Context(), p, at, 20); !errors.Is(err, errEnds) {
		t.Errorf("behind the end: %v", err)
	}
}

// TestAReadFails where anything may be hidden, and says of what does not pass that it stays.
func TestAReadFails(t *testing.T) {
	for name, c := range map[string]struct {
		key   int16
		stays bool
		spoil func(kmsg.Request) kmsg.Response
	}{
		"no leader": {3, false, func(r kmsg.Request) kmsg.Response {
			return edited(r.ResponseKind().(*kmsg.MetadataResponse), func(m *kmsg.MetadataResponse) {
				m.Topics = []kmsg.MetadataResponseTopic{{Topic: kmsg.StringPtr("orders"), Partitions: []kmsg.MetadataResponseTopicPartition{{Partition: 2, Leader: -1}}}}
			})
		}},
		"no topic": {3, true, func(r kmsg.Request) kmsg.Response {
			return edited(r.ResponseKind().(*kmsg.MetadataResponse), func(m *kmsg.MetadataResponse) {
				m.Topics = []kmsg.MetadataResponseTopic{{Topic: kmsg.StringPtr("orders"), ErrorCode: kerr.UnknownTopicOrPartition.Code}}
			})
		}},
		"no start":       {2, false, func(r kmsg.Request) kmsg.Response { return r.ResponseKind() }},
		"another leader": {1, false, func(r kmsg.Request) kmsg.Response { return fetched(r, kerr.NotLeaderForPartition.Code) }},
		"nothing there":  {1, true, func(r kmsg.Request) kmsg.Response { return fetched(r, 0) }},
		"deleted":        {1, true, func(r kmsg.Request) kmsg.Response { return fetched(r, kerr.OffsetOutOfRange.Code) }},
		"no partition":   {1, false, func(r kmsg.Request) kmsg.Response { return r.ResponseKind() }},
		"no records": {1, true, func(r kmsg.Request) kmsg.Response {
			return edited(fetched(r, 0).(*kmsg.FetchResponse), func(f *kmsg.FetchResponse) {
				f.Topics[0].Partitions[0].HighWatermark, f.Topics[0].Partitions[0].RecordBatches = 9, []byte("these are no records at all")
			})
		}},
	} {
		cl := cluster(t)
		g, client := guarded(t, cl, Config{})
		if o := g.ProduceSync(t.Context(), order(2, "a")); o.Kind != Persisted {
			t.Fatal(o.Err)
		}
		cl.ControlKey(c.key, func(r kmsg.Request) (kmsg.Response, error, bool) {
			cl.KeepControl()
			return c.spoil(r), nil, true
		})
		r, p := &reader{client: client}, newPartition("orders", 2)
		at, err := r.where(t.Context(), p)
		if err == nil {
			_, _, _, err = r.fetch(t.Context(), p, at, 0)
		}
		if err == nil || lasts(err) != c.stays {
			t.Errorf("%s: %v, it stays: %t", name, err, lasts(err))
		}
	}
}

func edited[R any](r R, edit func(R)) R {
	edit(r)
	return r
}

// fetched answers a fetch of one partition with no record and an error.
func fetched(req kmsg.Request, code int16) kmsg.Response {
	resp := req.ResponseKind().(*kmsg.FetchResponse)
	asked := req.(*kmsg.FetchRequest).Topics[0]
	resp.Topics = []kmsg.FetchResponseTopic{{Topic: asked.Topic, TopicID: asked.TopicID, Partitions: []kmsg.FetchResponseTopicPartition{{Partition: 2, ErrorCode: code}}}}
	return resp
}
