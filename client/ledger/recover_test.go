package ledger

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// written is a ledger of three blocks with entries in one file, closed or not.
func written(t *testing.T, closed bool) (*memory, []Entry) {
	m := newMemory()
	l := begin(t, m, Config{CommitEvery: time.Hour, Now: func() time.Time { return noon }})
	entries := traffic(60, true)
	for part := range slices.Chunk(entries, 20) {
		l.mustAppend(t, part...)
		l.mustSync(t)
	}
	if closed {
		l.mustClose(t)
		return m, entries
	}
	left := m.copyOf(func(_ string, data []byte) []byte { return data })
	l.mustClose(t)
	return left, entries
}

// places are where the blocks of the only file begin, and its size.
func places(t *testing.T, m *memory) (out []int) {
	t.Helper()
	at := 0
	out = append(out, at)
	walk(m, func(b Block, err error) bool {
		if err != nil {
			t.Fatal(err)
		}
		at += len(b.Bytes())
		out = append(out, at)
		return true
	})
	return out
}

func TestRecoveredIsASentence(t *testing.T) {
	for name, c := range map[string]struct {
		of   func() *memory
		want string
	}{
		"new":    {newMemory, "the ledger is new"},
		"closed": {func() *memory { m, _ := written(t, true); return m }, "the ledger is complete: it was closed at 2026-11-30T12:00:00.123Z with block 5"},
		"killed": {func() *memory { m, _ := written(t, false); return m }, "complete up to 2026-11-30T12:00:00.123Z, block 4; acknowledgements after that may be missing in iot-telemetry-v2, partition 0, from offset 60 on; iot-telemetry-v2, all other partitions: it was not closed"},
		"torn": {func() *memory {
			m, _ := written(t, false)
			return m.copyOf(func(_ string, data []byte) []byte { return data[:len(data)-3] })
		}, "block 3; acknowledgements after that may be missing in iot-telemetry-v2, partition 0, from offset 40 on; iot-telemetry-v2, all other partitions; 616 bytes of block 4 that were not finished were cut from 00000000000000000001.ledger at byte 1269"},
	} {
		l := begin(t, c.of(), Config{})
		if got := l.Recovered().String(); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
		l.mustClose(t)
	}
}

// TestTheNextProcessGoesOn with the name of the ledger and its sequence.
func TestTheNextProcessGoesOn(t *testing.T) {
	m := newMemory()
	var want []Entry
	name := uint64(0)
	for life := range 5 {
		l := begin(t, m, Config{CommitEvery: time.Hour})
		if found := l.Recovered(); found.New != (life == 0) || found.Clean == (life == 0) {
			t.Errorf("life %d: %+v", life, found)
		}
		if life > 0 && l.Ledger() != name {
			t.Errorf("life %d: ledger %x, and it was %x", life, l.Ledger(), name)
		}
		name = l.Ledger()
		part := wild(uint64(life), 30)
		want = append(want, part...)
		l.mustAppend(t, part...)
		l.mustClose(t)
	}
	got, _, err := entriesOf(m)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
	sequence := uint64(0)
	walk(m, func(b Block, err error) bool {
		sequence++
		if err != nil || b.Sequence != sequence || b.Ledger != name || b.Opened != (sequence%3 == 1) || b.Closed != (sequence%3 == 0) {
			t.Errorf("block %d: %+v, %v", sequence, b, err)
		}
		return true
	})
}

// TestEveryChangedByteOfAFile is told with its place, by a reader and by Open; nobody
// reads an entry that was not written. What a change can make look like an unfinished
// write is cut off, and that is told.
func TestEveryChangedByteOfAFile(t *testing.T) {
	for _, closed := range []bool{true, false} {
		m, entries := written(t, closed)
		starts := places(t, m)
		size := starts[len(starts)-1]
		cuts := 0
		for at := range size {
			bad := m.copyOf(func(_ string, data []byte) []byte { data[at] ^= 0x41; return data })
			block := 0
			for starts[block+1] <= at {
				block++
			}
			got, _, err := entriesOf(bad)
			damage, is := errors.AsType[*Damage](err)
			if !is || damage.File != segmentName(1) || damage.At < int64(starts[block]) || damage.At > int64(size) || damage.Block != uint64(block+1) {
				t.Fatalf("byte %d of block %d: %v", at, block+1, err)
			}
			same(t, got, entries[:max(0, min(block-1, 3))*20])
			l, err := open(bad, Config{}.withDefaults())
			if err == nil {
				cuts++
				if found := l.Recovered(); found.Cut == nil || found.Cut.At != int64(starts[block]) || block != len(starts)-2 {
					t.Fatalf("byte %d of block %d: Open says %+v", at, block+1, found)
				}
				l.mustClose(t)
				continue
			}
			if other, is := errors.AsType[*Damage](err); !is || other.At != damage.At || other.Torn {
				t.Fatalf("byte %d of block %d: Open says %v, a reader %v", at, block+1, err, damage)
			}
		}
		if cuts > 3 { // the bytes of the last block's length
			t.Errorf("%d changes were taken for unfinished writes", cuts)
		}
	}
}

// TestForeignFiles: what is no ledger's is named, and nothing is changed.
func TestForeignFiles(t *testing.T) {
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(rand.Uint32()) | 1
	}
	good, _ := written(t, true)
	other, _ := written(t, true)
	file := good.files[segmentName(1)].data
	for name, c := range map[string]struct {
		file string
		data []byte
		what string
	}{
		"another name":        {"notes.txt", []byte("x"), "notes.txt, byte 0: this file is not a ledger's"},
		"nearly a name":       {"1.ledger", file, "1.ledger, byte 0: this file"},
		"no number":           {"0000000000000000000x.ledger", file, "this file is not"},
		"number 0":            {segmentName(0), file, "this file is not"},
		"noise":               {segmentName(6), noise, segmentName(6) + ", byte 0 (block 6): no block of format v1 begins here"},
		"text":                {segmentName(6), []byte("BWL2"), "no block of format v1"},
		"one letter":          {segmentName(6), []byte("X"), "no block of format v1"},
		"another ledger's":    {segmentName(6), other.files[segmentName(1)].data, "another ledger"},
		"its own again":       {segmentName(6), file, "block 1 stands here"},
		"a gap":               {segmentName(9), nil, "block 6): the next file begins with block 9"},
		"an empty file":       {segmentName(6), nil, "(block 6): the "},
		"an overlap":          {segmentName(4), nil, "the next file begins with block 4"},
		"noise before a good": {segmentName(1), append(slices.Clone(noise), file...), "no block"},
	} {
		m := good.copyOf(func(_ string, data []byte) []byte { return data })
		m.files[c.file] = &stored{data: c.data}
		if name == "another ledger's" {
			m.files[c.file].data = moved(c.data)
		}
		if name == "an empty file" {
			m.files[segmentName(7)] = &stored{}
		}
		_, _, err := entriesOf(m)
		if err == nil || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%s: a reader says %v", name, err)
		}
		before := slices.Clone(m.files[c.file].data)
		l, err := open(m, Config{}.withDefaults())
		if err == nil || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%s: Open says %v", name, err)
		}
		if l != nil || !slices.Equal(before, m.files[c.file].data) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// moved is the first block of a file with the sequence 6.
func moved(file []byte) []byte {
	b, _ := parse(file)
	b.Sequence = 6
	return seal(append(make([]byte, room), b.body()...), b)
}

// TestLostAndFound: the root of a volume has such a folder.
func TestLostAndFound(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, lostFound), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir, Config{})
	if err != nil {
		t.Fatal(err)
	}
	l.mustClose(t)
}

// TestTornEnds: which ends of a last file are unfinished writes.
func TestTornEnds(t *testing.T) {
	m, _ := written(t, false)
	starts := places(t, m)
	last, size := starts[len(starts)-2], starts[len(starts)-1]
	zeros := func(from, to int) func([]byte) []byte {
		return func(p []byte) []byte { clear(p[from:to]); return p }
	}
	behind := func(change func([]byte) []byte) func([]byte) []byte {
		return func(p []byte) []byte { return append(change(p), make([]byte, 700)...) }
	}
	for name, c := range map[string]struct {
		change func([]byte) []byte
		torn   bool
	}{
		"cut in the magic":        {func(p []byte) []byte { return p[:last+2] }, true},
		"cut in the length":       {func(p []byte) []byte { return p[:last+6] }, true},
		"cut in the entries":      {func(p []byte) []byte { return p[:size-1] }, true},
		"zeros alone":             {zeros(last, size), true},
		"zeros behind a letter":   {zeros(last+1, size), true},
		"zeros behind the length": {zeros(last+8, size), true},
		"no CRC":                  {zeros(size-4, size), true},
		"a sector is missing":     {zeros(1536, 1536+400), true},
		"zeros behind it":         {behind(zeros(size, size)), true},
		"a few zeros in a sector": {zeros(last+100, last+120), false},
		"a length that is none":   {func(p []byte) []byte { binary.BigEndian.PutUint32(p[last+4:], 1<<31); return p }, false},
		"cut in the CRC":          {behind(zeros(size-3, size)), true},
		"zeros at the end of it":  {zeros(size-3, size), false},
		"a change before zeros": {behind(func(p []byte) []byte {
			p[last+100]++
			p[size-1] |= 1
			return p
		}), false},
		"letters behind it":         {func(p []byte) []byte { return append(p, "abc"...) }, false},
		"the block before is empty": {zeros(starts[2], starts[3]), false},
	} {
		bad := m.copyOf(func(_ string, data []byte) []byte { return c.change(data) })
		_, _, err := entriesOf(bad)
		damage, is := errors.AsType[*Damage](err)
		if !is || damage.Torn != c.torn {
			t.Errorf("%s: %v", name, err)
		}
		l, err := open(bad, Config{}.withDefaults())
		if (err == nil) != c.torn {
			t.Errorf("%s: Open says %v", name, err)
		}
		if l != nil {
			l.mustClose(t)
		}
	}
}

// TestTornCommitOfSeveralBlocks: of one commit any block may be missing, and whole ones
// behind it, too, were not synced.
func TestTornCommitOfSeveralBlocks(t *testing.T) {
	write := func(place uint64) []byte {
		raw := encoded(Block{Ledger: 1, Sequence: 1, Sealed: noon, Opened: true})
		hole := encoded(Block{Ledger: 1, Sequence: 2, Sealed: noon}, traffic(50, true)...)
		clear(hole)
		return append(append(raw, hole...), encoded(Block{Ledger: 1, Sequence: 3, Sealed: noon, place: place}, traffic(50, true)...)...)
	}
	for place, torn := range map[uint64]bool{1: true, 0: false} {
		m := newMemory()
		m.files[segmentName(1)] = &stored{data: write(place)}
		_, err := open(m, Config{}.withDefaults())
		if (err == nil) != torn {
			t.Errorf("place %d: %v", place, err)
		}
	}
}

// TestAnEmptyLastFile is what a crash leaves that hit between the begin of a file and
// its first block.
func TestAnEmptyLastFile(t *testing.T) {
	m, entries := written(t, false)
	m.files[segmentName(5)] = &stored{}
	l := begin(t, m, Config{})
	if found := l.Recovered(); found.New || found.Block != 4 || found.Clean {
		t.Errorf("%+v", found)
	}
	l.mustClose(t)
	got, _, err := entriesOf(m)
	if err != nil || m.blocks() != 2 {
		t.Errorf("%d files: %v", m.blocks(), err)
	}
	same(t, got, entries)
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Config{}); err == nil || !strings.Contains(err.Error(), "held by another writer") {
		t.Errorf("a second writer: %v", err)
	}
	l.mustClose(t)
	if l, err = Open(dir, Config{}); err != nil {
		t.Fatal(err)
	}
	l.mustClose(t)
}

func TestAFolderThatIsAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(name, Config{}); err == nil || !strings.Contains(err.Error(), "is a file") {
		t.Error(err)
	}
}
