package deadletter

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// writerFor is a Writer that puts letters into record.
func writerFor(t testing.TB, compat Compat, budget int) (*Writer, *recorder) {
	t.Helper()
	sent := &recorder{}
	w, err := New(Config{Sender: sent, Partitions: same(12), Sources: []string{"orders"}, Group: "billing", Cluster: "c1", Compat: compat, HeaderBudget: budget, Now: clock, Handler: "h", Client: "pod-1"})
	if err != nil {
		t.Fatal(err)
	}
	return w, sent
}

// TestWhatIsWrittenIsRead: any letter, in any set of formats, comes back as it was, with
// the error's text clipped, and what the Writer knows filled in.
func TestWhatIsWrittenIsRead(t *testing.T) {
	r := random{rand.New(rand.NewPCG(7, 7))}
	for i := range 3000 {
		compat := Compat(i % 16)
		w, sent := writerFor(t, compat, 8<<10)
		l := r.letter()
		l.Headers = w.own(l.Headers) // what is replaced does not come back
		if err := w.Write(t.Context(), l); err != nil && !pointerOnly(err) {
			t.Fatalf("letter %d: %v", i, err)
		}
		got, err := Parse(sent.last())
		if err != nil {
			t.Fatalf("letter %d: %v", i, err)
		}
		want := l
		w.normalise(&want)
		if want.ID == "" {
			want.ID = placedID(want.Origin, want.Failure.Group)
		}
		if !strings.HasPrefix(want.Failure.Error, got.Failure.Error) {
			t.Fatalf("letter %d: the error became %q", i, got.Failure.Error)
		}
		want.Failure.Error = got.Failure.Error
		if !sameLetter(want, got) {
			t.Fatalf("letter %d in %04b:\nwrote %+v\nread  %+v", i, compat, want, got)
		}
	}
}

func pointerOnly(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.State == PointerOnly
}

// TestWhatWasReadCanBeWritten: a letter that is moved on keeps its id and its origin, and
// is the same letter when it is read again.
func TestWhatWasReadCanBeWritten(t *testing.T) {
	w, sent := writerFor(t, allCompat, 8<<10)
	if err := w.Write(t.Context(), failed()); err != nil {
		t.Fatal(err)
	}
	first, err := Parse(sent.last())
	if err != nil {
		t.Fatal(err)
	}
	parked, err := New(Config{Sender: sent, Partitions: same(1), Sources: []string{"orders"}, Group: "parker", Naming: Named("parked"), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := parked.Write(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second, err := Parse(sent.last())
	if err != nil || !reflect.DeepEqual(first, second) || sent.last().Topic != "parked" {
		t.Errorf("%v\nfirst  %+v\nsecond %+v", err, first, second)
	}
}

// TestNullAndEmptyAreTold also for a client between that makes one of the other.
func TestNullAndEmptyAreTold(t *testing.T) {
	for name, key := range map[string][]byte{"null": nil, "empty": {}, "full": []byte("k")} {
		w, sent := writerFor(t, 0, 0)
		l := failed()
		l.Key, l.Value = key, nil
		if err := w.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if r := sent.last(); !reflect.DeepEqual(r.Key, key) || r.Value != nil {
			t.Errorf("%s: written are %#v and %#v", name, r.Key, r.Value)
		}
		if len(key) == 0 {
			for _, between := range [][]byte{nil, {}} {
				sent.last().Key = between
				if got, err := Parse(sent.last()); err != nil || !reflect.DeepEqual(got.Key, key) {
					t.Errorf("%s: read is %#v, %v", name, got.Key, err)
				}
			}
		}
	}
}

// TestWhatStandsBehindTheBlock: an interceptor's header is the record's own, a name that
// this reader does not know is none of its business.
func TestWhatStandsBehindTheBlock(t *testing.T) {
	w, sent := writerFor(t, Connect, 0)
	if err := w.Write(t.Context(), failed()); err != nil {
		t.Fatal(err)
	}
	r := sent.last()
	r.Headers = append(r.Headers, header("traceparent", "00-1"), header("breakwater.dlq.later", "x"))
	before := fmt.Sprint(r.Headers)
	got, err := Parse(r)
	if fmt.Sprint(r.Headers) != before {
		t.Error("the record was changed")
	}
	if err != nil || len(got.Headers) != 3 || got.Headers[2].Key != "traceparent" {
		t.Errorf("%v %+v", err, got.Headers)
	}
	if got.Headers[0].Key != "trace" || got.Headers[1].Value != nil {
		t.Errorf("the record's own: %+v", got.Headers)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	block := func(change ...string) []kgo.RecordHeader {
		hs := v1().block(Letter{ID: "o1-" + strings.Repeat("0", 32), Origin: Origin{Topic: "orders", Partition: 3, Offset: 4}})
		for i := 0; i < len(change); i += 2 {
			hs = append(hs, header(prefix+change[i], change[i+1]))
		}
		return hs
	}
	for name, c := range map[string]struct {
		headers []kgo.RecordHeader
		says    string
	}{
		"nothing":        {nil, "no dead letter of a known format"},
		"only own":       {[]kgo.RecordHeader{header("trace", "x")}, "no dead letter"},
		"version":        {block("v", "2"), `header breakwater.dlq.v: the version is "2"`},
		"no id":          {[]kgo.RecordHeader{header(prefix+"v", "1"), header(prefix+"orig.topic", "t")}, "breakwater.dlq.id is missing"},
		"id":             {block("id", "o1-zz"), `"o1-zz" is no id`},
		"no topic":       {[]kgo.RecordHeader{header(prefix+"v", "1"), header(prefix+"id", "o1-"+strings.Repeat("0", 32))}, "the topic has no name"},
		"topic":          {block("orig.topic", "a b"), `has the character ' '`},
		"partition":      {block("orig.partition", "2147483648"), "header breakwater.dlq.orig.partition: \"2147483648\" is no whole number"},
		"negative":       {block("orig.offset", "-1"), "orig.offset"},
		"offset":         {block("orig.offset", "1e3"), "orig.offset"},
		"huge":           {block("attempts", strings.Repeat("9", 1<<20)), "attempts"},
		"plus":           {block("attempts", "+5"), `"+5" is no whole number`},
		"leading zero":   {block("attempts", "05"), "attempts"},
		"time":           {block("orig.ts", "2026-11-30"), "orig.ts"},
		"key-null":       {block("orig.key-null", "yes"), "neither true nor false"},
		"hash":           {block("pointer.value-sha256", "abc"), "SHA-256"},
		"hash not hex":   {block("pointer.value-sha256", strings.Repeat("g", 64)), "SHA-256"},
		"size, no hash":  {block("pointer.key-bytes", "7"), "sha256 is missing"},
		"headers":        {block("pointer.headers", "many"), "pointer.headers"},
		"connect offset": {[]kgo.RecordHeader{header("__connect.errors.topic", "t"), header("__connect.errors.offset", "x")}, "__connect.errors.offset"},
	} {
		l, err := Parse(&kgo.Record{Topic: "orders.billing.dlq", Partition: 1, Offset: 5, Headers: c.headers})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "orders.billing.dlq partition 1 offset 5") {
			t.Errorf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(l, Letter{}) {
			t.Errorf("%s: half a letter, %+v", name, l)
		}
	}
	if _, err := Parse(nil); err == nil {
		t.Error("nil was read")
	}
	if _, err := Parse(&kgo.Record{}); !errors.Is(err, ErrNoLetter) {
		t.Error(err)
	}
}

// fuzzRecord makes headers of bytes: a name by its number, or by its length and text.
func fuzzRecord(data []byte) *kgo.Record {
	names := []string{"trace", "__connect.errors.topic", "kafka_dlt-original-topic", "kafka_original-topic", "kafka_dlt-original-partition", "kafka_dlt-original-offset", "kafka_dlt-original-timestamp", "retry_topic-attempts", "__streams.errors.topic", "__streams.errors.exception", "__streams.errors.offset", "__dlq.errors.topic", "__dlq.errors.delivery.count", "topic_poisoned", "reason_poisoned", "__connect.errors.partition", "kafka_exception-message"}
	for _, f := range fields {
		names = append(names, prefix+f.name)
	}
	r := &kgo.Record{Topic: "q", Partition: 1, Offset: 9}
	for len(data) > 2 {
		h, n := kgo.RecordHeader{Key: names[int(data[0])%len(names)]}, int(data[1])
		data = data[2:]
		h.Value = data[:min(n, len(data))]
		data = data[len(h.Value):]
		r.Headers = append(r.Headers, h)
	}
	r.Key, r.Value = data, nil
	return r
}

func seeds(f *testing.F) {
	number := map[string]byte{}
	for i := range 256 {
		if r := fuzzRecord([]byte{byte(i), 0, 0}); len(r.Headers) == 1 {
			if _, has := number[r.Headers[0].Key]; !has {
				number[r.Headers[0].Key] = byte(i)
			}
		}
	}
	l := failed()
	l.ID = placedID(l.Origin, "g")
	for compat := range allCompat + 1 {
		for _, hs := range [][]kgo.RecordHeader{format{compat, 8 << 10}.block(l), compat.append(nil, &l)} {
			var data []byte
			for _, h := range hs {
				if n, has := number[h.Key]; has {
					data = append(append(data, n, byte(len(h.Value))), h.Value...)
				}
			}
			f.Add(data)
		}
	}
}

// FuzzParse: Parse never fails otherwise than by an error, and what it reads can be
// written and is read again as the same letter.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(fuzzRecord(data))
		if err != nil {
			return
		}
		if !anID(l.ID) || l.Family == NoFamily || legalTopic(l.Origin.Topic) != nil {
			t.Fatalf("%+v", l)
		}
		w, sent := writerFor(t, 0, 0)
		w.cfg.Naming = Named("parked.letters")
		if l.Origin.Topic == "parked.letters" || decorated(l.Origin.Topic) {
			return
		}
		if err := w.Write(t.Context(), l); err != nil && !pointerOnly(err) {
			t.Fatalf("%+v: %v", l, err)
		}
		again, err := Parse(sent.last())
		if err != nil {
			t.Fatalf("%+v: %v", l, err)
		}
		w.normalise(&l)
		l.Failure.Error = clip(l.Failure.Error, len(again.Failure.Error))
		if l.Pointer != nil {
			l.Pointer.Guessed = false // v1 tells, or there is nothing to tell
		}
		if !sameLetter(l, again) {
			t.Fatalf("read  %+v\nagain %+v", l, again)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	w, sent := writerFor(b, 0, 0)
	if err := w.Write(b.Context(), failed()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(sent.last()); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleParse() {
	letter, err := Parse(&kgo.Record{
		Topic: "orders-dlt",
		Value: []byte("{"),
		Headers: []kgo.RecordHeader{
			{Key: "trace", Value: []byte("abc")},
			{Key: "kafka_dlt-original-topic", Value: []byte("orders")},
			{Key: "kafka_dlt-original-partition", Value: []byte{0, 0, 0, 3}},
			{Key: "kafka_dlt-original-offset", Value: []byte{0, 0, 0, 0, 0, 0, 0, 42}},
			{Key: "kafka_dlt-exception-message", Value: []byte("unexpected end of JSON input")},
		},
	})
	fmt.Println(err, letter.Family, letter.Origin.Topic, letter.Origin.Partition, letter.Origin.Offset)
	fmt.Println(letter.Failure.Error, letter.Headers[0].Key)
	// Output:
	// <nil> spring orders 3 42
	// unexpected end of JSON input trace
}
