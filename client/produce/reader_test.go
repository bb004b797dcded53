package produce

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestReadBetween reads what lies between two offsets, whatever the batches are.
func TestReadBetween(t *testing.T) {
	c := cluster(t)
	g, client := guarded(t, c, Config{}, kgo.ProducerBatchCompression(kgo.SnappyCompression()))
	for i := range 20 {
		if o := g.ProduceSync(t.Context(), order(2, fmt.Sprint(i))); o.Kind != Persisted {
			t.Fatal(o.Err)
		}
	}
	r, p := &reader{client: client}, newPartition("orders", 2)
	id, _, _ := client.ProducerID(t.Context())
	for _, span := range [][2]int64{{0, 20}, {0, 1}, {7, 12}, {19, 20}, {5, 5}, {-1, 20}} {
		got, err := r.between(t.Context(), p, id, span[0], span[1], time.Now().Add(-time.Hour))
		if err != nil || len(got) != int(span[1]-max(span[0], 0)) {
			t.Errorf("%v: %d records, %v", span, len(got), err)
		}
		for i, rec := range got {
			want := int(max(span[0], 0)) + i
			if others, err := r.between(t.Context(), p, id+1, span[0], span[1], time.Now().Add(-time.Hour)); err != nil || len(others) > 0 {
				t.Errorf("%v: %d records of another producer, %v", span, len(others), err)
			}
			if rec.Offset != int64(want) || rec.ProducerID != id || !alike(rec, order(2, fmt.Sprint(want))) {
				t.Errorf("%v: offset %d holds %s of producer %d", span, rec.Offset, rec.Value, rec.ProducerID)
			}
		}
	}
}

// TestClocksThatDiffer: a barrier that is older than what was sent before it shows that
// times tell nothing here.
func TestClocksThatDiffer(t *testing.T) {
	g, client := guarded(t, cluster(t), Config{})
	for _, at := range []time.Time{time.Now().Add(-time.Hour), time.Now()} {
		r := order(2, "a")
		r.Timestamp = at
		if o := g.ProduceSync(t.Context(), r); o.Kind != Persisted {
			t.Fatal(o.Err)
		}
	}
	got, err := (&reader{client: client}).between(t.Context(), newPartition("orders", 2), 1, -1, 0, time.Now())
	if err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("%d records, %v", len(got), err)
	}
}

// TestReadBetweenFails where anything may be hidden: the settler reads again later.
func TestReadBetweenFails(t *testing.T) {
	for name, c := range map[string]struct {
		key   int16
		spoil func(kmsg.Request) kmsg.Response
	}{
		"no leader": {3, func(r kmsg.Request) kmsg.Response {
			return edited(r.ResponseKind().(*kmsg.MetadataResponse), func(m *kmsg.MetadataResponse) {
				m.Topics = []kmsg.MetadataResponseTopic{{Topic: kmsg.StringPtr("orders"), Partitions: []kmsg.MetadataResponseTopicPartition{{Partition: 2, Leader: -1}}}}
			})
		}},
		"another leader": {1, func(r kmsg.Request) kmsg.Response { return fetched(r, kerr.NotLeaderForPartition.Code) }},
		"nothing there":  {1, func(r kmsg.Request) kmsg.Response { return fetched(r, 0) }},
		"deleted":        {1, func(r kmsg.Request) kmsg.Response { return fetched(r, kerr.OffsetOutOfRange.Code) }},
		"no partition": {1, func(r kmsg.Request) kmsg.Response {
			return r.ResponseKind()
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
		got, err := (&reader{client: client}).between(t.Context(), newPartition("orders", 2), 1, 0, 1, time.Now())
		if err == nil {
			t.Errorf("%s: %d records, and no error", name, len(got))
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
