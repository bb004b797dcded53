package ledger

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"slices"
	"strings"
	"testing"
)

// flagged is a block with other flags, and a CRC that holds.
func flagged(raw []byte, flags byte) []byte {
	out := slices.Clone(raw)
	out[8] = flags
	crc := len(out) - trailer
	binary.BigEndian.PutUint32(out[crc:], crc32.Checksum(out[:crc], castagnoli))
	return out
}

// isEarly says whether an error is that of a block of an early version, with what to do.
func isEarly(err error) bool {
	damage, is := errors.AsType[*Damage](err)
	return is && !damage.Torn &&
		strings.Contains(err.Error(), "development version from before the first release, whose hashes were XXH64: compared with") &&
		strings.HasSuffix(err.Error(), "begin a new ledger in an empty folder, and where such blocks were shipped, "+
			"delete the records of breakwater.ledger up to the last of them (kafka-delete-records); only the version that wrote them can verify what they name")
}

// TestABlockOfAnEarlyVersionIsRefused: its hashes would make each record seem lost. The
// vector is what such a version wrote.
func TestABlockOfAnEarlyVersionIsRefused(t *testing.T) {
	raw, err := os.ReadFile("testdata/early/orders.bin")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := ParseBlock(raw); !isEarly(err) || !strings.HasPrefix(err.Error(), "block, byte 8: ") || b.raw != nil {
		t.Error(err)
	}
	now, err := os.ReadFile("testdata/v1/orders.bin")
	if err != nil || !slices.Equal(flagged(now, 0), raw) {
		t.Errorf("more than the flag has changed: %v", err)
	}
	for flags := range 256 {
		_, err := ParseBlock(flagged(now, byte(flags)))
		switch {
		case flags > 7 && (err == nil || !strings.Contains(err.Error(), "flags that format v1 does not know")),
			flags < 4 && !isEarly(err), flags >= 4 && flags <= 7 && err != nil:
			t.Errorf("flags %d: %v", flags, err)
		}
	}
}

// TestAFolderOfAnEarlyVersionIsLeftAlone: it is neither read nor continued nor cut, also
// where it is mixed or ends as behind a crash.
func TestAFolderOfAnEarlyVersionIsLeftAlone(t *testing.T) {
	block := func(sequence uint64) []byte {
		return encoded(Block{Ledger: 1, Sequence: sequence, Sealed: noon}, traffic(50, true)...)
	}
	early := func(sequence uint64) []byte { return flagged(block(sequence), 0) }
	hole := make([]byte, len(block(2)))
	for name, c := range map[string]struct {
		data []byte // of the first file
		next []byte // of the file that begins with block 3
	}{
		"one file":             {slices.Concat(early(1), early(2)), nil},
		"two files":            {slices.Concat(early(1), early(2)), early(3)},
		"before one of today":  {slices.Concat(early(1), early(2)), block(3)},
		"behind one of today":  {slices.Concat(block(1), block(2)), early(3)},
		"behind a block":       {slices.Concat(block(1), early(2)), nil},
		"with a torn end":      {slices.Concat(early(1), early(2)[:200]), nil},
		"another one's blocks": {slices.Concat(block(1), flagged(block(2), 8)), nil},
		"behind a hole":        {slices.Concat(block(1), hole, early(3)), nil},
		"with nothing in it":   {slices.Concat(block(1), flagged(seal(make([]byte, room+1500), Block{Ledger: 1, Sequence: 2, Sealed: noon}), 0)), nil},
	} {
		m := newMemory()
		m.files[segmentName(1)] = &stored{data: c.data}
		if c.next != nil {
			m.files[segmentName(3)] = &stored{data: c.next}
		}
		leftAlone(t, m, name, map[string]string{"another one's blocks": "does not know", "behind a hole": "no block of format v1"}[name])
	}
}

// leftAlone holds that a folder is refused, for being early if there is no other reason.
func leftAlone(t *testing.T, m *memory, name, why string) {
	t.Helper()
	refusal := func(err error) bool {
		if why == "" {
			return isEarly(err)
		}
		damage, is := errors.AsType[*Damage](err)
		return is && !damage.Torn && strings.Contains(err.Error(), why)
	}
	before := m.copyOf(func(_ string, data []byte) []byte { return slices.Clone(data) })
	if _, _, err := entriesOf(m); !refusal(err) {
		t.Errorf("%s: a reader says %v", name, err)
	}
	l, err := open(m, Config{}.withDefaults())
	if !refusal(err) {
		t.Errorf("%s: Open says %v", name, err)
	}
	if l != nil {
		l.mustClose(t)
	}
	for file, was := range before.files {
		if now := m.files[file]; now == nil || !slices.Equal(now.data, was.data) {
			t.Errorf("%s: %s was changed", name, file)
		}
	}
}
