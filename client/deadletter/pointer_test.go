package deadletter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/client/wire"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

func small(t testing.TB, most int, errs ...error) (*Writer, *recorder) {
	t.Helper()
	sent := &recorder{errs: errs}
	w, err := New(Config{Sender: sent, Partitions: same(12), Sources: []string{"orders"}, Group: "billing", MaxMessageBytes: most, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	return w, sent
}

// TestTheLimitIsExact: a letter of exactly the limit is whole, one byte more is a pointer.
func TestTheLimitIsExact(t *testing.T) {
	const most = 20_000
	w, sent := small(t, most)
	l := failed()
	l.Value = bytes.Repeat([]byte("v"), 15_000)
	if err := w.Write(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	room := most - wire.Alone(sent.last())
	for more, pointer := range map[int]bool{room: false, room + 1: true} {
		l.Value = bytes.Repeat([]byte("v"), 15_000+more)
		if err := w.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if size := wire.Alone(sent.last()); size > most || !pointer && size != most {
			t.Errorf("%d more: %d bytes", more, size)
		}
		if got, err := Parse(sent.last()); err != nil || (got.Pointer != nil) != pointer {
			t.Errorf("%d more: %v %+v", more, err, got.Pointer)
		}
	}
	sent.limit = most
	l.Value = l.Value[:15_000+room]
	if err := w.Write(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if got, _ := Parse(sent.last()); got.Pointer == nil {
		t.Error("the client's own limit is one byte stricter: a letter of exactly that is not sent")
	}
}

// TestAPointerTellsWhatIsMissing: the largest parts, as few as needed, by size and hash.
func TestAPointerTellsWhatIsMissing(t *testing.T) {
	big := func(n int) []byte { return bytes.Repeat([]byte("x"), n) }
	many := []kgo.RecordHeader{{Key: "a", Value: big(20_000)}, {Key: "b", Value: big(20_000)}}
	for name, c := range map[string]struct {
		key, value            []byte
		headers               []kgo.RecordHeader
		noValue, noKey, noOwn bool
	}{
		"value":            {[]byte("k"), big(30_000), hs("trace", "x"), true, false, false},
		"value, null key":  {nil, big(30_000), nil, true, false, false},
		"key":              {big(30_000), []byte("v"), nil, false, true, false},
		"key, null value":  {big(30_000), nil, hs("trace", "x"), false, true, false},
		"headers":          {[]byte("k"), []byte("v"), many, false, false, true},
		"headers, null":    {nil, nil, many, false, false, true},
		"two of three":     {big(12_000), big(13_000), hs("h", string(big(9_000))), true, true, false},
		"everything":       {big(50_000), big(50_000), many, true, true, true},
		"nothing but room": {big(4_000), big(4_000), hs("h", string(big(4_000))), false, false, false},
	} {
		w, sent := small(t, 20_000)
		l := failed()
		l.Key, l.Value, l.Headers = c.key, c.value, c.headers
		if err := w.Write(t.Context(), l); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := Parse(sent.last())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if size := wire.Alone(sent.last()); size > 20_000 {
			t.Errorf("%s: %d bytes", name, size)
		}
		if got.ID != placedID(l.Origin, "billing") || got.Failure.Error != l.Failure.Error {
			t.Errorf("%s: %+v", name, got)
		}
		if null, _ := headerText(sent.last(), prefix+"orig.key-null"); null != fmt.Sprint(c.key == nil) {
			t.Errorf("%s: key-null is %s", name, null)
		}
		p := got.Pointer
		if p == nil {
			p = &Pointer{}
		}
		missing(t, name+": value", c.value, got.Value, p.Value, c.noValue)
		missing(t, name+": key", c.key, got.Key, p.Key, c.noKey)
		if want := len(c.headers); c.noOwn && (p.Headers != want || got.Headers != nil) || !c.noOwn && (p.Headers != 0 || !reflect.DeepEqual(got.Headers, c.headers)) {
			t.Errorf("%s: %d headers left out", name, p.Headers)
		}
	}
}

func missing(t *testing.T, name string, whole, got []byte, part *Part, left bool) {
	t.Helper()
	if !left {
		if part != nil || !reflect.DeepEqual(whole, got) {
			t.Errorf("%s: %d bytes of %d, %+v", name, len(got), len(whole), part)
		}
		return
	}
	sum := sha256.Sum256(whole)
	if part == nil || got != nil || part.Bytes != len(whole) || part.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%s: %d bytes, %+v", name, len(got), part)
	}
}

// TestShrunkLeavesOutAsFewAsPossible, against a model that tries all sets.
func TestShrunkLeavesOutAsFewAsPossible(t *testing.T) {
	r := random{rand.New(rand.NewPCG(3, 3))}
	size := func(l Letter) int { return len(l.Key) + len(l.Value) + headerBytes(l.Headers) }
	for range 5000 {
		l := Letter{Key: r.bytes(), Value: r.bytes(), Headers: r.headers()}
		whole, most := l, r.IntN(100)
		got := shrunk(l, most, size)
		parts := []int{len(l.Key), len(l.Value), headerBytes(l.Headers)}
		slices.Sort(parts)
		fewest, sum := 0, size(l)
		for sum > most && fewest < 3 {
			fewest++
			sum -= parts[3-fewest]
		}
		left := 0
		for _, is := range []bool{got.Pointer.Key != nil, got.Pointer.Value != nil, got.Pointer.Headers > 0} {
			if is {
				left++
			}
		}
		if size(got) > most || left != fewest || !reflect.DeepEqual(l, whole) {
			t.Fatalf("%d of %d bytes in %d: %d parts left out, %d would do", size(got), size(l), most, left, fewest)
		}
	}
}

// TestATopicThatTakesLess: its limit was lowered behind our back. The letter gets there as
// a pointer; and what was a pointer already is told as not stored.
func TestATopicThatTakesLess(t *testing.T) {
	for _, refusal := range []error{kerr.MessageTooLarge, kerr.RecordListTooLarge, fmt.Errorf("%w: %w", ErrNotStored, kerr.MessageTooLarge)} {
		w, sent := small(t, 100_000, refusal)
		l := failed()
		l.Value = make([]byte, 50_000)
		if err := w.Write(t.Context(), l); err != nil || len(sent.records) != 2 {
			t.Fatalf("%v after %d", err, len(sent.records))
		}
		got, err := Parse(sent.last())
		if err != nil || got.Pointer == nil || got.Pointer.Value.Bytes != 50_000 || string(got.Key) != "sensor-7" {
			t.Errorf("%v %+v", err, got)
		}
	}
	w, sent := small(t, 100_000, kerr.MessageTooLarge, kerr.MessageTooLarge)
	err := w.Write(t.Context(), failed())
	if e := stateOf(err); e != NotStored || len(sent.records) != 2 {
		t.Errorf("%v after %d", err, len(sent.records))
	}
	w, sent = small(t, 20_000, kerr.MessageTooLarge)
	l := failed()
	l.Value = make([]byte, 50_000)
	if err := w.Write(t.Context(), l); stateOf(err) != NotStored || len(sent.records) != 1 {
		t.Errorf("a pointer was refused: %v after %d", err, len(sent.records))
	}
}

// TestAPointerToNowhere: a rejected record that is too large is nowhere else.
func TestAPointerToNowhere(t *testing.T) {
	w, sent := small(t, 20_000)
	l := Rejected(&kgo.Record{Topic: "orders", Key: []byte("k"), Value: make([]byte, 50_000)}, errors.New("too large"))
	err := w.Write(t.Context(), l)
	if stateOf(err) != PointerOnly || !strings.Contains(err.Error(), "only as a pointer") {
		t.Errorf("%v", err)
	}
	if got, err := Parse(sent.last()); err != nil || got.ID != l.ID || got.Origin.Offset != -1 || got.Pointer.Value.Bytes != 50_000 {
		t.Errorf("%v %+v", err, got)
	}
	sent.errs = []error{errors.New("away")}
	if err := w.Write(t.Context(), l); stateOf(err) != InDoubt {
		t.Errorf("not acknowledged: %v", err)
	}
}

// TestAPointerIsMovedOnAsItIs: its hashes are of what the record had.
func TestAPointerIsMovedOnAsItIs(t *testing.T) {
	w, sent := small(t, 20_000)
	l := failed()
	l.Value, l.Key = make([]byte, 50_000), make([]byte, 15_000)
	if err := w.Write(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	first, err := Parse(sent.last())
	if err != nil || first.Pointer.Key != nil {
		t.Fatalf("%v %+v", err, first.Pointer)
	}
	tight, sent := small(t, 10_000)
	if err := tight.Write(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second, err := Parse(sent.last())
	if err != nil || *second.Pointer.Value != *first.Pointer.Value || second.Pointer.Key == nil || second.Pointer.Key.Bytes != 15_000 || second.ID != first.ID {
		t.Errorf("%v %+v", err, second.Pointer)
	}
	if first.Pointer.Key != nil {
		t.Error("the letter that was given was changed")
	}
}

func stateOf(err error) State {
	var e *Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.State
}
