package deadletter

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/client/wire"
	"github.com/twmb/franz-go/pkg/kgo"
)

func TestTheBlockIsInItsOrder(t *testing.T) {
	r := random{rand.New(rand.NewPCG(1, 1))}
	for range 200 {
		l := r.letter()
		at := -1
		for _, h := range v1().block(l) {
			i := slices.IndexFunc(fields, func(f field) bool { return prefix+f.name == h.Key })
			if i <= at || len(h.Value) == 0 {
				t.Fatalf("%s is at %d behind %d, or empty", h.Key, i, at)
			}
			at = i
		}
	}
	if block := v1().block(Letter{}); block[0].Key != "breakwater.dlq.v" || string(block[0].Value) != "1" {
		t.Errorf("the block begins with %v", block[0])
	}
}

// measured is what headers take in a record, by the package that counts records.
func measured(headers []kgo.RecordHeader) int {
	with, without := wire.Alone(&kgo.Record{Headers: headers, Value: make([]byte, 100)}), wire.Alone(&kgo.Record{Value: make([]byte, 100)})
	return with - without
}

// TestNoBlockIsAboveTheBudget: whatever the letter is, and however its runes lie. A block
// also uses what it has: not more than a rune and the lengths stay free.
func TestNoBlockIsAboveTheBudget(t *testing.T) {
	r := random{rand.New(rand.NewPCG(2, 2))}
	for i := range 4000 {
		f := format{compat: Compat(i % 16)}
		f.budget = f.least() + r.IntN(3000)
		l := r.letter()
		w := Writer{cfg: Config{Now: clock}}
		w.normalise(&l)
		block := f.block(l)
		if size := measured(block); size > f.budget+4 { // 4: the count and the record's length may get longer
			t.Fatalf("letter %d in %04b: %d bytes, of %d", i, f.compat, size, f.budget)
		}
		text, _ := headerText(&kgo.Record{Headers: block}, prefix+"error")
		if !utf8.ValidString(text) || !strings.HasPrefix(l.Failure.Error, text) {
			t.Fatalf("letter %d: the error became %q", i, text)
		}
		if unused := f.budget - headerBytes(block); text != l.Failure.Error && unused > 12*(1+f.compat.errors()) {
			t.Fatalf("letter %d in %04b: the error is clipped, and %d bytes of %d are unused", i, f.compat, unused, f.budget)
		}
	}
}

func TestTheLargestLetterFitsIntoTheLeastBudget(t *testing.T) {
	long := strings.Repeat("€", 5000)
	for compat := range allCompat + 1 {
		f := format{compat: compat}
		f.budget = f.least()
		l := Letter{
			ID: randomID(), Origin: Origin{long, strings.Repeat("t", mostTopic), 1<<31 - 1, 1<<63 - 1, time.UnixMilli(1<<63 - 1)},
			Failure: Failure{long, 1<<63 - 1, time.UnixMilli(1<<63 - 1), time.UnixMilli(1<<63 - 1), long, long, long, long, long},
			Redrive: Redrive{1<<63 - 1, long}, Pointer: &Pointer{&Part{1<<31 - 1, partOf(nil).SHA256}, &Part{1<<31 - 1, partOf(nil).SHA256}, 1<<31 - 1, false},
		}
		w := Writer{cfg: Config{Now: clock}}
		w.normalise(&l)
		if size := headerBytes(f.block(l)); size > f.budget {
			t.Errorf("%04b: %d bytes, of %d", compat, size, f.budget)
		}
		if text, _ := headerText(&kgo.Record{Headers: f.block(l)}, prefix+"error"); len(text) < leastError-8 {
			t.Errorf("%04b: %d bytes of the error", compat, len(text))
		}
	}
	if (format{compat: allCompat}).least() > DefaultHeaderBudget {
		t.Errorf("all formats take %d, above the default budget", format{compat: allCompat}.least())
	}
}

// TestOwnHeadersStayAsTheyAre: in their order, twice, null and empty; only what an earlier
// failure wrote is replaced.
func TestOwnHeadersStayAsTheyAre(t *testing.T) {
	own := []kgo.RecordHeader{
		{Key: "b", Value: []byte("1")}, {Key: "a", Value: nil}, {Key: "b", Value: []byte{}}, {Key: "", Value: []byte("x")},
		{Key: "kafka_dlt-original-topic", Value: []byte("upstream")}, {Key: "__connect.errors.topic", Value: []byte("upstream")},
	}
	for compat, kept := range map[Compat]int{0: 6, Spring: 5, Connect: 5, Spring | Connect: 4, Streams | ShareGroup: 6} {
		w, sent := writerFor(t, compat, 0)
		l := failed()
		l.Headers = slices.Concat([]kgo.RecordHeader{header(prefix+"error", "old")}, own, []kgo.RecordHeader{header(prefix+"unknown", "old")})
		before := slices.Clone(l.Headers)
		if err := w.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		got := sent.last().Headers
		if fmt.Sprint(got[:kept]) != fmt.Sprint(own[:kept]) && compat == 0 || got[kept].Key != prefix+"v" {
			t.Errorf("%04b: %v", compat, got[:kept+1])
		}
		n := 0
		for _, h := range got {
			if h.Key == prefix+"error" {
				n++
			}
			if string(h.Value) == "old" {
				t.Errorf("%04b: %s is from an earlier failure", compat, h.Key)
			}
		}
		if n != 1 || fmt.Sprint(before) != fmt.Sprint(l.Headers) {
			t.Errorf("%04b: %d errors, or the caller's headers were changed", compat, n)
		}
	}
}

// TestOldHeadersDoNotGrow: a record that fails again and again keeps one block.
func TestOldHeadersDoNotGrow(t *testing.T) {
	w, sent := writerFor(t, allCompat, 0)
	l := failed()
	var first int
	for i := range 20 {
		if err := w.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = len(sent.last().Headers)
		}
		l.Headers = slices.DeleteFunc(slices.Clone(sent.last().Headers), func(h kgo.RecordHeader) bool { return h.Key == prefix+"v" })
	}
	if n := len(sent.last().Headers); n != first {
		t.Errorf("%d headers, and %d at first", n, first)
	}
}
