package cluster

import (
	"slices"
	"testing"
)

func TestHeadersOfBatches(t *testing.T) {
	one, two := batch(10, 19, 1000, 2000, 0), batch(20, 20, 2500, 2500, isTxn|isControl)
	both := slices.Concat(one, two)
	for _, c := range []struct {
		name  string
		bytes []byte
		want  int
	}{
		{"none", nil, 0},
		{"two", both, 2},
		{"the second is cut behind its header", slices.Concat(one, two[:headerSize]), 2},
		{"the second is cut inside of its header", slices.Concat(one, two[:headerSize-1]), 1},
		{"of an older format", with(one, atMagic, 1), 0},
		{"a length that is none", with(one, atLength, 0xff), 0},
		{"a length of nothing", with(with(one, atLength+2, 0), atLength+3, 0), 0},
		{"a negative offset", with(one, 0, 0xff), 0},
		{"a negative count", with(one, atLastDelta, 0xff), 0},
	} {
		if got := headers(c.bytes); len(got) != c.want {
			t.Errorf("%s: %d batches, want %d", c.name, len(got), c.want)
		}
	}
	if got := headers(with(one, atCount+3, 0)); len(got) != 1 || !got[0].empty {
		t.Errorf("a batch without a record is told as %+v", got)
	}
	if got := headers(batch(10, 19, 1000, 2000, isAppended)); got[0].first != 2000 {
		t.Errorf("the broker has stamped the records, and the first is told to be of %d", got[0].first)
	}
	got := headers(both)
	if want := (header{base: 10, last: 19, first: 1000, latest: 2000, producer: 7}); got[0] != want {
		t.Errorf("%+v, want %+v", got[0], want)
	}
	if want := (header{base: 20, last: 20, first: 2500, latest: 2500, producer: 7, control: true, transaction: true}); got[1] != want {
		t.Errorf("%+v, want %+v", got[1], want)
	}
}

// with is a copy in which one byte is another.
func with(bytes []byte, at int, b byte) []byte {
	out := slices.Clone(bytes)
	out[at] = b
	return out
}

func TestTheFirstRecordForAConsumer(t *testing.T) {
	data := func(base, last, producer int64) header { return header{base: base, last: last, producer: producer} }
	sent := func(base, last, producer int64) header {
		return header{base: base, last: last, producer: producer, transaction: true}
	}
	marker := func(at, producer int64) header {
		return header{base: at, last: at, producer: producer, transaction: true, control: true}
	}
	for _, c := range []struct {
		name    string
		batches []header
		aborted map[int64][]int64
		found   int64 // the base of its batch; -1: none
		next    int64
	}{
		{"nothing", nil, nil, -1, 5},
		{"at once", []header{data(5, 9, 1)}, nil, 5, 5},
		{"its batch begins before", []header{data(2, 9, 1)}, nil, 2, 5},
		{"a batch that is read already", []header{data(0, 4, 1), data(5, 5, 1)}, nil, 5, 5},
		{"only a marker", []header{marker(5, 1)}, nil, -1, 6},
		{"behind a marker", []header{marker(5, 1), data(6, 6, 2)}, nil, 6, 6},
		{"of a transaction that was committed", []header{sent(5, 6, 1), marker(7, 1)}, nil, 5, 5},
		{"of one that was aborted", []header{sent(5, 6, 1), marker(7, 1)}, map[int64][]int64{1: {5}}, -1, 8},
		{"the next one of the same producer", []header{sent(5, 6, 1), marker(7, 1), sent(8, 8, 1)}, map[int64][]int64{1: {5}}, 8, 8},
		{"two that were aborted", []header{sent(5, 6, 1), marker(7, 1), sent(8, 8, 1), marker(9, 1)}, map[int64][]int64{1: {5, 8}}, -1, 10},
		{"of another producer between", []header{sent(5, 5, 1), sent(6, 6, 2)}, map[int64][]int64{1: {5}}, 6, 6},
		{"compaction has emptied it", []header{{base: 2, last: 9, producer: 1, empty: true}, data(10, 12, 1)}, nil, 10, 10},
		{"compaction has emptied all", []header{{base: 2, last: 9, producer: 1, empty: true}}, nil, -1, 10},
		{"aborted before it is read from", []header{sent(5, 5, 1), marker(6, 1)}, map[int64][]int64{1: {2}}, -1, 7},
	} {
		if c.aborted == nil {
			c.aborted = map[int64][]int64{}
		}
		got, next, ok := firstRecord(c.batches, 5, c.aborted)
		if ok != (c.found >= 0) || ok && got.base != c.found || next != c.next {
			t.Errorf("%s: %+v, %d, %v; want the batch of %d, and %d", c.name, got, next, ok, c.found, c.next)
		}
	}
}

// FuzzHeaders reads bytes of anybody: what is read is in order, and ends.
func FuzzHeaders(f *testing.F) {
	f.Add(batch(10, 19, 1000, 2000, 0), int64(12))
	f.Add(slices.Concat(batch(10, 19, 1, 2, isTxn), batch(20, 20, 1, 2, isTxn|isControl)), int64(0))
	f.Add([]byte{0, 1, 2}, int64(-1))
	f.Fuzz(func(t *testing.T, bytes []byte, offset int64) {
		got := headers(bytes)
		if len(got) > len(bytes)/headerSize {
			t.Fatalf("%d batches in %d bytes", len(got), len(bytes))
		}
		if _, next, _ := firstRecord(got, offset, map[int64][]int64{7: {10}}); next < offset {
			t.Errorf("it goes back from %d to %d", offset, next)
		}
	})
}
