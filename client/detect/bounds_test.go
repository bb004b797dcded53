package detect

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// TestBounds: where an offset is known, from there to the end; of the other partitions what
// is young enough; nothing where nothing came since.
func TestBounds(t *testing.T) {
	e := embed(t)
	for i, at := range []time.Duration{-time.Hour, 0, time.Second} {
		for p := range int32(2) {
			r := &kgo.Record{Topic: "t", Partition: p, Value: fmt.Append(nil, i), Timestamp: began.Add(at)}
			if err := e.client.ProduceSync(t.Context(), r).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := ledger.Doubt{Topic: "t", Partition: -1, From: -1}
	for _, c := range []struct {
		doubts   []ledger.Doubt
		complete time.Time
		want     []Range
	}{
		{[]ledger.Doubt{{Topic: "t", Partition: 0, From: 2}, all}, began, []Range{{"t", 0, 2, 3}, {"t", 1, 1, 3}}},
		{[]ledger.Doubt{{Topic: "t", Partition: 0, From: 3}, all}, began.Add(time.Hour), nil},
		{[]ledger.Doubt{{Topic: "gone", Partition: -1, From: -1}}, began, nil},
		{nil, began, nil},
	} {
		got, err := Bounds(t.Context(), e.client, ledger.Recovered{Doubts: c.doubts, Complete: c.complete})
		slices.SortFunc(got, func(a, b Range) int { return int(a.Partition - b.Partition) })
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v: %v", c.doubts, got, c.want, err)
		}
	}
	e.ControlKey(kmsg.ListOffsets.Int16(), func(req kmsg.Request) (kmsg.Response, error, bool) {
		e.KeepControl()
		resp := req.ResponseKind().(*kmsg.ListOffsetsResponse)
		return resp, nil, true
	})
	if _, err := Bounds(t.Context(), e.client, ledger.Recovered{Doubts: []ledger.Doubt{all}}); err == nil {
		t.Error("a partition was not asked, and nothing said so")
	}
}
