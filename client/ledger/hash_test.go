package ledger

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
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

func xxh64(seed uint64, parts ...[]byte) uint64 {
	var d digest
	d.reset(seed)
	for _, p := range parts {
		d.bytes(p)
	}
	return d.sum()
}

// TestXXH64 holds the vectors of xxHash, those of 0, 1, 4, 14 and 222 bytes from its own
// sanity check.
func TestXXH64(t *testing.T) {
	const prime32 = 2654435761
	for _, c := range []struct {
		n          int
		seed, want uint64
	}{
		{0, 0, 0xEF46DB3751D8E999}, {0, prime32, 0xAC75FDA2929B17EF},
		{1, 0, 0xE934A84ADB052768}, {1, prime32, 0x5014607643A9B4C3},
		{4, 0, 0x9136A0DCA57457EE}, {4, prime32, 0xCAAB286BD8E9FDB5},
		{14, 0, 0x8282DCC4994E35C8}, {14, prime32, 0xC3BD6BF63DEB6DF0},
		{32, 0, 0x18B216492BB44B70}, {33, 0, 0x55C8DC3E578F5B59},
		{222, 0, 0xB641AE8CB691C174}, {222, prime32, 0x20CB8AB7AE10C14A},
		{512, 0, 0x4358D2FDD62B58A7},
	} {
		if got := xxh64(c.seed, official(c.n)); got != c.want {
			t.Errorf("%d bytes, seed %d: %016X, want %016X", c.n, c.seed, got, c.want)
		}
	}
}

// TestXXH64InParts: where the input is divided changes nothing, by bytes or by text.
func TestXXH64InParts(t *testing.T) {
	for _, n := range []int{1, 31, 32, 33, 255, 256, 257, 511, 512, 513, 1000} {
		p := official(n)
		want := xxh64(0, p)
		for cut := range p {
			var d digest
			d.reset(0)
			d.text(string(p[:cut]))
			d.bytes(p[cut:])
			if got := d.sum(); got != want {
				t.Fatalf("%d bytes, the first %d as text: %x, want %x", n, cut, got, want)
			}
			if got := xxh64(0, p[:cut/2], p[cut/2:cut], nil, p[cut:]); got != want {
				t.Fatalf("%d bytes, cut at %d: %x, want %x", n, cut, got, want)
			}
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

func TestAHashIsThatOfTheBytesInABatch(t *testing.T) {
	seen := map[uint64]string{}
	for _, n := range []int{0, 1, 62, 63, 64, 65, 127, 128, 200, 253, 254, 255, 256, 257, 1000, 8191, 8192, 70_000} {
		v := bytes.Repeat([]byte{'v'}, n)
		for i, r := range []*kgo.Record{
			{}, {Key: []byte{}}, {Value: []byte{}}, {Key: v, Value: []byte("x")}, {Key: []byte("x"), Value: v}, {Value: v},
			{Key: v, Headers: []kgo.RecordHeader{{Key: "a"}, {Key: strings.Repeat("k", n), Value: v}, {Key: "", Value: []byte{}}}},
			{Value: []byte("v"), Headers: many(n % 300)},
		} {
			want := xxh64(0, inBatch(r))
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
