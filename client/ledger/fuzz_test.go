package ledger

import (
	"bytes"
	"testing"
)

// FuzzBlock: whatever a block holds, it is read without a panic to its end or to damage
// with a place in it; what is read is sound, and written again it is the same entries.
func FuzzBlock(f *testing.F) {
	f.Add(encoded(Block{Ledger: 1, Sequence: 1, Sealed: noon, Opened: true}), false)
	f.Add(encoded(Block{Ledger: 1, Sequence: 2, Sealed: noon, Lost: 3}, wild(1, 40)...), false)
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
