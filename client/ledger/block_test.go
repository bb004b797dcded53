package ledger

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// encoded is a block with entries, as the store writes it.
func encoded(b Block, entries ...Entry) []byte {
	var e encoder
	e.begin(make([]byte, 0, MaxBlock))
	for i := range entries {
		e.add(&entries[i])
	}
	b.Count = len(entries)
	return seal(e.buf, b)
}

func decoded(tb testing.TB, raw []byte, only Select) []Entry {
	tb.Helper()
	b, err := ParseBlock(raw)
	if err != nil {
		tb.Fatal(err)
	}
	var out []Entry
	for e, err := range b.Entries(only) {
		if err != nil {
			tb.Fatal(err)
		}
		e.ID = slices.Clone(e.ID)
		out = append(out, e)
	}
	return out
}

func TestABlockHoldsWhatWasPutIn(t *testing.T) {
	for seed := range uint64(50) {
		entries := wild(seed, int(seed*seed)%800)
		same(t, decoded(t, encoded(Block{Ledger: 1, Sequence: 1, Sealed: noon}, entries...), nil), entries)
	}
}

var noon = time.Date(2026, 11, 30, 12, 0, 0, 123e6, time.UTC)

func TestHeaderOfABlock(t *testing.T) {
	for _, want := range []Block{
		{Ledger: 1, Sequence: 1, Sealed: time.UnixMilli(0)},
		{Ledger: math.MaxUint64, Sequence: math.MaxUint64, Sealed: noon, Lost: math.MaxUint64, Opened: true, place: 3},
		{Ledger: 77, Sequence: 128, Sealed: noon, Lost: 5, Closed: true, place: 127},
	} {
		got, err := ParseBlock(encoded(want))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Bytes()) != len(encoded(want)) || len(got.body()) != 0 {
			t.Errorf("%d bytes, %d of entries", len(got.Bytes()), len(got.body()))
		}
		got.raw, got.bodyAt = nil, 0
		got.Sealed, want.Sealed = got.Sealed.UTC(), want.Sealed.UTC()
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestOnlyTheWantedPartitions(t *testing.T) {
	entries := wild(7, 500)
	only := func(topic string, partition int32) bool { return topic == "t1" && partition <= 1 }
	want := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return !only(e.Topic, e.Partition) })
	if len(want) < 20 {
		t.Fatalf("%d entries prove nothing", len(want))
	}
	same(t, decoded(t, encoded(Block{Sequence: 1, Sealed: noon}, entries...), only), want)
}

func TestIterationMayEndEarly(t *testing.T) {
	b, err := ParseBlock(encoded(Block{Sequence: 1, Sealed: noon}, traffic(10, true)...))
	if err != nil {
		t.Fatal(err)
	}
	for range b.Entries(nil) {
		break
	}
}

// TestNoEntryIsLonger holds maxEntry, on which the limits of blocks rest.
func TestNoEntryIsLonger(t *testing.T) {
	e := Entry{Topic: strings.Repeat("t", maxTopic), Partition: math.MaxInt32, LeaderEpoch: math.MaxInt32, Offset: math.MaxInt64,
		Acked: math.MaxInt64, ID: make([]byte, MaxID), ProducerID: math.MaxInt64, ProducerEpoch: math.MaxInt16}
	empty := len(encoded(Block{Sequence: 1, Sealed: noon}))
	if got := len(encoded(Block{Sequence: 1, Sealed: noon}, e)) - empty; got > maxEntry {
		t.Errorf("%d bytes", got)
	}
}

func TestEveryChangedBitIsSeen(t *testing.T) {
	raw := encoded(Block{Ledger: 5, Sequence: 9, Sealed: noon}, traffic(120, true)...)
	for i := range raw {
		for bit := range 8 {
			bad := slices.Clone(raw)
			bad[i] ^= 1 << bit
			if _, err := ParseBlock(bad); !placed(err, len(raw)) {
				t.Fatalf("byte %d, bit %d: %v", i, bit, err)
			}
		}
	}
	for n := range raw {
		if _, err := ParseBlock(raw[:n]); !placed(err, n) {
			t.Fatalf("cut after %d: %v", n, err)
		}
	}
	if _, err := ParseBlock(append(slices.Clone(raw), 0)); !placed(err, len(raw)) {
		t.Errorf("one byte more: %v", err)
	}
}

// placed says whether an error is damage at one of the first bytes.
func placed(err error, most int) bool {
	damage, is := errors.AsType[*Damage](err)
	return is && damage.At >= 0 && damage.At <= int64(most) && damage.What != "" && !damage.Torn
}

// TestCraftedBlocks: the CRC is right, and what is in the block is not.
func TestCraftedBlocks(t *testing.T) {
	stream := []byte{0, 0, 1, 't', 0, 1, 1, 1}            // topic t, partition 0, all else -1
	entry := append(slices.Clone(stream), 0, 0)           // offset 0, time 0
	whole := append(append(entry, make([]byte, 8)...), 0) // hash and no id
	for name, c := range map[string]struct {
		body  []byte
		count int
		what  string
	}{
		"nothing in it":       {nil, 1, "cut"},
		"no stream":           {[]byte{1}, 1, "does not define"},
		"no topic":            {[]byte{0, 2}, 1, "topic that the block does not define"},
		"an empty topic":      {[]byte{0, 0, 0, 0, 0, 0, 0}, 1, "1 to 249"},
		"a long topic":        {append([]byte{0, 0, 0xfa, 1}, make([]byte, 300)...), 1, "1 to 249"},
		"a topic cut":         {[]byte{0, 0, 20, 't'}, 1, "longer than the block"},
		"a large partition":   {append([]byte{0, 0, 1, 't'}, 0x80, 0x80, 0x80, 0x80, 0x08, 1, 1, 1), 1, "partition"},
		"an epoch of -2":      {[]byte{0, 0, 1, 't', 0, 3, 1, 1}, 1, "leader epoch"},
		"a number too long":   {[]byte{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1}, 1, "64 bits"},
		"a negative offset":   {append(append(slices.Clone(stream), 1, 0), make([]byte, 9)...), 1, "negative offset"},
		"a hash cut":          {append(slices.Clone(entry), 1, 2, 3), 1, "hash is cut"},
		"no id":               {append(slices.Clone(entry), make([]byte, 8)...), 1, "id is cut"},
		"an id cut":           {append(append(slices.Clone(entry), make([]byte, 8)...), 5, 1), 1, "longer than the block"},
		"a long id":           {append(append(slices.Clone(entry), make([]byte, 8)...), append([]byte{65}, make([]byte, 65)...)...), 1, "above 64"},
		"fewer than it says":  {whole, 2, "cut"},
		"more than it says":   {append(slices.Clone(whole), whole...), 1, "more than its entries"},
		"bytes and no entry":  {[]byte{7}, 0, "more than its entries"},
		"more than can stand": {whole, 9999, "header"},
	} {
		raw := seal(append(make([]byte, room), c.body...), Block{Sequence: 1, Sealed: noon, Count: c.count})
		b, err := ParseBlock(raw)
		if err == nil {
			for _, fault := range b.Entries(nil) {
				err = fault
			}
		}
		if !placed(err, len(raw)) || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEntriesThatTheFormatCannotHold(t *testing.T) {
	good := traffic(1, true)[0]
	if !good.sound() {
		t.Fatal(good.unsound())
	}
	for what, spoil := range map[string]func(*Entry){
		"has 0 bytes":      func(e *Entry) { e.Topic = "" },
		"has 250 bytes":    func(e *Entry) { e.Topic = strings.Repeat("t", 250) },
		"has 65 bytes":     func(e *Entry) { e.ID = make([]byte, 65) },
		"partition -1":     func(e *Entry) { e.Partition = -1 },
		"leader epoch -2":  func(e *Entry) { e.LeaderEpoch = -2 },
		"offset -1":        func(e *Entry) { e.Offset = -1 },
		"time -1":          func(e *Entry) { e.Acked = -1 },
		"producer -2":      func(e *Entry) { e.ProducerID = -2 },
		"its epoch -2 are": func(e *Entry) { e.ProducerEpoch = -2 },
	} {
		e := good
		spoil(&e)
		if e.sound() || !strings.Contains(e.unsound().Error(), what) {
			t.Errorf("%s: %v", what, e.unsound())
		}
	}
}
