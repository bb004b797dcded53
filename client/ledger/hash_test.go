package ledger

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/zeebo/xxh3"
)

// official is the input of xxHash's own vectors (cli/xsum_sanity_check.c).
func official(n int) []byte {
	out, gen := make([]byte, n), uint64(2654435761)
	for i := range out {
		out[i] = byte(gen >> 56)
		gen *= 11400714785074694797
	}
	return out
}

// TestXXH3 holds hashes that xxHash's own library (0.8.1) makes, a length or two of each
// of its ways, wherever in memory the bytes lie.
func TestXXH3(t *testing.T) {
	for _, c := range []struct {
		n    int
		want uint64
	}{
		{0, 0x2D06800538D394C2}, {1, 0xC44BDFF4074EECDB}, {2, 0x7A9978044CB8A8BB}, {3, 0x54247382A8D6B94D},
		{4, 0xE5DC74BC51848A51}, {8, 0x24CCC9ACAA9F65E4}, {9, 0x14D5001C15DD3F2B}, {16, 0x981B17D36C7498C9},
		{17, 0x796F5ACD3A60F862}, {128, 0xFCFF24126754D861}, {129, 0x98F1B0A679A2CA29}, {240, 0x81C3C2B67F568CCF},
		{241, 0xC5A639ECD2030E5E}, {512, 0x617E49599013CB6B}, {1023, 0x87A8F7B2F2E22496}, {1024, 0xDD85C9B5C1109C5C},
		{1025, 0xD870C0FA13211C6A}, {4096, 0xE91206429D1F48F9}, {70_000, 0x1F8D9E4A592B32BA},
	} {
		for at := range 8 {
			p := append(make([]byte, at), official(c.n)...)
			if got := xxh3.Hash(p[at:]); got != c.want {
				t.Errorf("%d bytes: %016X, want %016X", c.n, got, c.want)
			}
		}
	}
}

// TestAHashTakesMemoryOnlyForLongKeysAndHeaders: a trace in the headers is not long.
func TestAHashTakesMemoryOnlyForLongKeysAndHeaders(t *testing.T) {
	trace := []kgo.RecordHeader{{Key: "traceparent", Value: make([]byte, 55)}, {Key: "id", Value: make([]byte, 36)}}
	for _, c := range []struct {
		r    kgo.Record
		want float64
	}{
		{kgo.Record{Key: make([]byte, 36), Value: make([]byte, 100_000), Headers: trace}, 0},
		{kgo.Record{Key: make([]byte, 100_000), Headers: trace}, 1},
		{kgo.Record{Headers: many(1000)}, 1},
	} {
		if got := testing.AllocsPerRun(100, func() { Hash(&c.r) }); got != c.want {
			t.Errorf("a key of %d bytes and %d headers: %v allocations, not %v", len(c.r.Key), len(c.r.Headers), got, c.want)
		}
	}
}

// inBatch is the part of a record that is hashed, as kmsg, which is generated from
// Kafka's own schema, writes it.
func inBatch(r *kgo.Record) []byte {
	k := kmsg.Record{Key: r.Key, Value: r.Value}
	for _, h := range r.Headers {
		k.Headers = append(k.Headers, kmsg.Header{Key: h.Key, Value: h.Value})
	}
	b := kbin.Reader{Src: k.AppendTo(nil)}
	b.Varint() // length
	b.Int8()   // attributes
	b.Varint() // timestamp
	b.Varint() // offset
	return b.Src
}

// hashed is inBatch with the value's hash in the place of the value.
func hashed(r *kgo.Record) []byte {
	raw := inBatch(r)
	b := kbin.Reader{Src: raw}
	b.VarintBytes() // key
	b.Varint()      // length of the value
	if r.Value == nil {
		return raw
	}
	value := len(raw) - len(b.Src)
	return slices.Concat(binary.BigEndian.AppendUint64(raw[:value:value], xxh3.Hash(r.Value)), b.Src[len(r.Value):])
}

func TestAHashIsThatOfTheBytesInABatch(t *testing.T) {
	seen := map[uint64]string{}
	for _, n := range []int{0, 1, 62, 63, 64, 65, 127, 128, 200, 253, 254, 255, 256, 257, 1000, 8191, 8192, 70_000} {
		v := bytes.Repeat([]byte{'v'}, n)
		for i, r := range []*kgo.Record{
			{}, {Key: []byte{}}, {Value: []byte{}}, {Key: v, Value: []byte("x")}, {Key: []byte("x"), Value: v}, {Value: v},
			{Key: v, Headers: []kgo.RecordHeader{{Key: "a"}, {Key: strings.Repeat("k", n), Value: v}, {Key: "", Value: []byte{}}}},
			{Value: []byte("v"), Headers: many(n % 300)},
		} {
			want := xxh3.Hash(hashed(r))
			if got := Hash(r); got != want {
				t.Errorf("%d bytes, record %d: %x, want %x", n, i, got, want)
			}
			text := fmt.Sprintf("%q", inBatch(r))
			if before, known := seen[want]; known && before != text {
				t.Errorf("%s and %s have one hash", before, text)
			}
			seen[want] = text
		}
	}
}

func many(n int) (out []kgo.RecordHeader) {
	for i := range n {
		out = append(out, kgo.RecordHeader{Key: fmt.Sprint(i), Value: []byte("v")})
	}
	return out
}

// TestWhatAHashTellsApart: what lies where, and null from empty; nothing else.
func TestWhatAHashTellsApart(t *testing.T) {
	k, e := []byte("k"), []byte{}
	different := []*kgo.Record{
		{}, {Key: e}, {Value: e}, {Key: e, Value: e}, {Key: k}, {Value: k}, {Key: k, Value: e},
		{Headers: []kgo.RecordHeader{{Key: "k"}}}, {Headers: []kgo.RecordHeader{{Key: "k", Value: e}}},
		{Headers: []kgo.RecordHeader{{Key: "", Value: k}}}, {Headers: []kgo.RecordHeader{{Key: "k"}, {Key: "k"}}},
	}
	seen := map[uint64]int{}
	for i, r := range different {
		if other, known := seen[Hash(r)]; known {
			t.Errorf("records %d and %d have one hash", i, other)
		}
		seen[Hash(r)] = i
		moved := *r
		moved.Topic, moved.Partition, moved.Offset, moved.Timestamp = "t", 3, 4, noon
		if Hash(&moved) != Hash(r) {
			t.Errorf("record %d: topic, partition, offset or timestamp take part", i)
		}
	}
}

func TestOf(t *testing.T) {
	r := &kgo.Record{Topic: "t", Partition: 3, Offset: 4, Key: []byte("k"), ProducerID: 5, ProducerEpoch: 6, LeaderEpoch: -1}
	got := Of(r, 7, noon, []byte("id"))
	want := Entry{Topic: "t", Partition: 3, LeaderEpoch: 7, Offset: 4, Acked: noon.UnixMilli(), Hash: Hash(r), ID: []byte("id"), ProducerID: 5, ProducerEpoch: 6}
	if !equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
