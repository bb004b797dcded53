package ledger

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzBlock: whatever a block holds, it is read without a panic to its end or to damage
// with a place in it; what is read is sound, and written again it is the same entries.
func FuzzBlock(f *testing.F) {
	f.Add(encoded(Block{Ledger: 1, Sequence: 1, Sealed: noon, Opened: true}), false)
	f.Add(encoded(Block{Ledger: 1, Sequence: 2, Sealed: noon, Lost: 3}, wild(1, 40)...), false)
	f.Add(flagged(encoded(Block{Ledger: 1, Sequence: 2, Sealed: noon}, traffic(5, true)...), 0), false)
	f.Add(encoded(Block{Ledger: 1, Sequence: 3, Sealed: noon, Closed: true}, traffic(5, true)...), true)
	f.Fuzz(func(t *testing.T, raw []byte, mend bool) {
		if mend {
			raw = mended(raw)
		}
		b, err := ParseBlock(raw)
		if err != nil {
			if !placed(err, len(raw)) {
				t.Fatal(err)
			}
			return
		}
		var entries []Entry
		for e, err := range b.Entries(nil) {
			if err != nil {
				if !placed(err, len(raw)) {
					t.Fatal(err)
				}
				return
			}
			if !e.sound() {
				t.Fatalf("an entry that nobody can append: %+v", e)
			}
			entries = append(entries, e)
		}
		if len(entries) != b.Count {
			t.Fatalf("%d entries of %d", len(entries), b.Count)
		}
		if again := encoded(b, entries...); len(again) <= MaxBlock {
			same(t, decoded(t, again, nil), entries)
		}
	})
}

// mended gives bytes the length and the CRC that they should have, so that the fuzzer
// comes behind them.
func mended(raw []byte) []byte {
	if len(raw) < room || len(raw) > MaxBlock {
		return raw
	}
	b, damage := fields(append(bytes.Clone(raw), 0, 0, 0, 0))
	if damage != nil {
		return raw
	}
	return seal(append(make([]byte, room), b.body()...), b)
}

// FuzzFile: whatever the last file holds, a reader ends in order or with damage that has
// a place, Open agrees with it, and what both give are entries that were written before.
func FuzzFile(f *testing.F) {
	two := append(encoded(Block{Ledger: 1, Sequence: 1, Sealed: noon, Opened: true}), encoded(Block{Ledger: 1, Sequence: 2, Sealed: noon}, traffic(9, true)...)...)
	f.Add(two, 40, byte(1), 300)
	f.Add(two, 0, byte(0), 90)
	f.Add(append(bytes.Clone(two), flagged(encoded(Block{Ledger: 1, Sequence: 3, Sealed: noon}, traffic(9, true)...), 0)...), 0, byte(0), -1)
	f.Add(append(two, encoded(Block{Ledger: 1, Sequence: 3, Sealed: noon}, wild(1, 5)...)...), 70, byte(7), 1000)
	f.Fuzz(func(t *testing.T, raw []byte, at int, flip byte, end int) {
		if at >= 0 && at < len(raw) {
			raw[at] ^= flip
		}
		if end >= 0 && end < len(raw) {
			raw = raw[:end]
		}
		m := newMemory()
		m.files[segmentName(1)] = &stored{data: raw}
		got, _, err := entriesOf(m)
		damage, isDamage := errors.AsType[*Damage](err)
		if err != nil && (!isDamage || damage.At < 0 || damage.At > int64(len(raw)) || damage.What == "") {
			t.Fatal(err)
		}
		l, fault := open(m, Config{}.withDefaults())
		if fault != nil {
			if err == nil || damage.Torn {
				t.Fatalf("Open says %v, a reader %v", fault, err)
			}
			return
		}
		if err != nil && !damage.Torn && damage.Block != 0 && l.Recovered().Cut != nil {
			t.Fatalf("Open has cut what a reader calls damage: %v", err)
		}
		l.mustClose(t)
		after, _, again := entriesOf(m)
		if again != nil && err == nil {
			t.Fatal(again)
		}
		same(t, after, got)
	})
}

// FuzzCursor: no bytes make a panic, and what is read is what was written.
func FuzzCursor(f *testing.F) {
	f.Add(shipped{ledger: 1, next: 2, exact: true}.bytes())
	f.Add([]byte("BWC1"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, what := parseShipped(raw)
		if what == "" && !bytes.Equal(c.bytes(), raw) {
			t.Fatalf("%x is read as %+v", raw, c)
		}
	})
}
