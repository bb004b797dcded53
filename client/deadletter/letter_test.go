package deadletter

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// failed is the letter of the examples: an ordinary record that a consumer gave up.
func failed() Letter {
	l := Consumed(&kgo.Record{
		Topic: "orders", Partition: 3, Offset: 42, Timestamp: noon.Add(-time.Hour),
		Key: []byte("sensor-7"), Value: []byte(`{"celsius":"warm"}`),
		Headers: []kgo.RecordHeader{{Key: "trace", Value: []byte("abc")}, {Key: "trace", Value: nil}},
	}, errors.New("celsius is no number"))
	l.Failure.Attempts, l.Failure.Reason, l.Failure.Class = 5, "attempts exhausted", "poison"
	l.Failure.First = noon.Add(-time.Minute)
	return l
}

// v1 is the format without foreign headers and with the default budget.
func v1() format { return format{budget: DefaultHeaderBudget} }

func headerText(r *kgo.Record, name string) (text string, has bool) {
	for _, h := range r.Headers {
		if h.Key == name {
			text, has = string(h.Value), true
		}
	}
	return text, has
}

func TestALetterOfARecord(t *testing.T) {
	r := &kgo.Record{Topic: "orders", Partition: 2, Offset: 7, Timestamp: noon, Key: []byte{}, Value: nil}
	read, rejected := Consumed(r, errors.New("no")), Rejected(r, nil)
	if o := (Origin{Topic: "orders", Partition: 2, Offset: 7, Time: noon}); read.Origin != o || !read.Origin.Placed() || read.ID != "" {
		t.Errorf("consumed: %+v", read)
	}
	if o := (Origin{Topic: "orders", Partition: -1, Offset: -1, Time: noon}); rejected.Origin != o || rejected.Origin.Placed() {
		t.Errorf("rejected: %+v", rejected.Origin)
	}
	if read.Failure.Error != "no" || rejected.Failure.Error != "" || read.Key == nil || read.Value != nil {
		t.Errorf("%+v and %+v", read, rejected)
	}
	if other := Rejected(r, nil); !anID(rejected.ID) || other.ID == rejected.ID || !strings.HasPrefix(other.ID, "r1-") {
		t.Errorf("ids of rejected records: %s and %s", rejected.ID, other.ID)
	}
}

// TestARedriveGoesOnCounting: what a record brings from an earlier dead letter.
func TestARedriveGoesOnCounting(t *testing.T) {
	r := &kgo.Record{Topic: "orders", Headers: []kgo.RecordHeader{
		header("breakwater.dlq.redrive.count", "2"), header("breakwater.dlq.redrive.run", "run-9"),
		header("breakwater.dlq.first-failure-ts", "1000"), header("breakwater.dlq.error", "old"), header("breakwater.dlq.attempts", "no number"),
	}}
	l := Consumed(r, errors.New("new"))
	if l.Redrive != (Redrive{2, "run-9"}) || l.Failure.First.UnixMilli() != 1000 || l.Failure.Error != "new" || l.Failure.Attempts != 0 {
		t.Errorf("%+v %+v", l.Redrive, l.Failure)
	}
	r.Headers = []kgo.RecordHeader{header("breakwater.dlq.redrive.count", "-2"), header("breakwater.dlq.first-failure-ts", "x")}
	if l := Rejected(r, nil); l.Redrive.Count != 0 || !l.Failure.First.IsZero() {
		t.Errorf("unreadable: %+v %+v", l.Redrive, l.Failure)
	}
}

// random makes letters of all shapes, normalised as a Writer normalises them.
type random struct{ *rand.Rand }

func (r random) text(most int) string {
	runes := []rune("ab é€𝛼\x00\n")
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteRune(runes[r.IntN(len(runes))])
	}
	return b.String()
}

func (r random) bytes() []byte {
	if r.IntN(4) == 0 {
		return nil
	}
	b := make([]byte, r.IntN(40))
	for i := range b {
		b[i] = byte(r.IntN(256))
	}
	return b
}

func (r random) time() time.Time {
	if r.IntN(5) == 0 {
		return time.Time{}
	}
	return time.UnixMilli(r.Int64N(1 << 45)).UTC()
}

func (r random) headers() []kgo.RecordHeader {
	names := []string{"trace", "", "id", "kafka_dlt-original-topic", "__connect.errors.topic", "topic_poisoned", "breakwater.dlq", "Breakwater.dlq.v"}
	var out []kgo.RecordHeader
	for range r.IntN(6) {
		out = append(out, kgo.RecordHeader{Key: names[r.IntN(len(names))], Value: r.bytes()})
	}
	return out
}

func (r random) letter() Letter {
	l := Letter{
		Origin: Origin{Cluster: r.text(40), Topic: fmt.Sprint("orders.", r.IntN(9)), Partition: r.Int32N(50) - 1, Offset: r.Int64N(1<<40) - 1, Time: r.time()},
		Key:    r.bytes(), Value: r.bytes(), Headers: r.headers(),
		Failure: Failure{Group: r.text(40), Attempts: r.IntN(9), First: r.time(), Last: r.time(), Reason: r.text(60), Class: r.text(60), Error: r.text([]int{20, 300, 300, 20_000}[r.IntN(4)]), Handler: r.text(300), Client: r.text(60)},
		Redrive: Redrive{Count: r.IntN(4), Run: r.text(40)},
	}
	if r.IntN(3) == 0 {
		l = shrunk(l, 0, func(l Letter) int { return len(l.Value) + r.IntN(2)*(len(l.Key)+headerBytes(l.Headers)) })
	}
	if !l.Origin.Placed() {
		l.ID = randomID()
	}
	return l
}

// sameLetter compares all but the family; no headers and none are the same.
func sameLetter(a, b Letter) bool {
	a.Family, b.Family = V1, V1
	if len(a.Headers)+len(b.Headers) == 0 {
		a.Headers, b.Headers = nil, nil
	}
	if a.Pointer != nil && *a.Pointer == (Pointer{}) {
		a.Pointer = nil
	}
	if b.Pointer != nil && *b.Pointer == (Pointer{}) {
		b.Pointer = nil
	}
	return reflect.DeepEqual(a, b)
}
