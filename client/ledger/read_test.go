package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestReadingWhileItIsWritten: a reader sees a prefix, and an end that is torn at most.
func TestReadingWhileItIsWritten(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Config{CommitEvery: 100 * time.Microsecond, CommitBytes: 4 << 10, SegmentBytes: 32 << 10})
	if err != nil {
		t.Fatal(err)
	}
	entries := traffic(20_000, true)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, e := range entries {
			if err := l.Append(e); err != nil {
				t.Error(err)
			}
		}
		l.mustSync(t)
	}()
	for looks := 0; looks < 1000; looks++ {
		select {
		case <-done:
			looks = 1000
		default:
		}
		got := 0
		for e, err := range Entries(dir, nil) {
			if isTorn(err) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if !equal(e, entries[got]) {
				t.Fatalf("entry %d: %+v", got, e)
			}
			got++
		}
	}
	l.mustClose(t)
	n := 0
	for _, err := range Entries(dir, nil) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != len(entries) {
		t.Errorf("%d entries", n)
	}
}

func TestEntriesOfSomePartitions(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Config{CommitBytes: 4 << 10, SegmentBytes: 16 << 10})
	if err != nil {
		t.Fatal(err)
	}
	entries := wild(5, 3000)
	l.mustAppend(t, entries...)
	l.mustClose(t)
	only := func(topic string, partition int32) bool { return topic == "t2" && partition == 0 }
	want := slices.DeleteFunc(entries, func(e Entry) bool { return !only(e.Topic, e.Partition) })
	var got []Entry
	for e, err := range Entries(dir, only) {
		if err != nil {
			t.Fatal(err)
		}
		e.ID = slices.Clone(e.ID)
		got = append(got, e)
	}
	same(t, got, want)
	for range Entries(dir, nil) {
		break // early
	}
}

// TestReadingHoldsLittle: the memory of a reader does not grow with the ledger.
func TestReadingHoldsLittle(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{MaxPending: 1 << 30})
	l.mustAppend(t, traffic(300_000, true)...)
	l.mustClose(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	d := decoder{}
	walk(m, func(b Block, err error) bool {
		return d.block(b, func(Entry, error) bool { n++; return true })
	})
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 2<<20 || n != 300_000 {
		t.Errorf("%d bytes for %d entries", got, n)
	}
}

func TestNamesOfTopicsAreBounded(t *testing.T) {
	entries := make([]Entry, 3*maxNames)
	for i := range entries {
		entries[i].Topic = fmt.Sprint(i)
	}
	b, err := ParseBlock(encoded(Block{Sequence: 1, Sealed: noon}, entries...))
	if err != nil {
		t.Fatal(err)
	}
	d, at := decoder{}, 0
	d.block(b, func(e Entry, err error) bool {
		if !equal(e, entries[at]) || len(d.names) > maxNames {
			t.Fatalf("entry %d is %+v, %d names", at, e, len(d.names))
		}
		at++
		return true
	})
}

func TestAFolderThatCannotBeRead(t *testing.T) {
	for _, err := range Entries(filepath.Join(t.TempDir(), "none"), nil) {
		if !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	}
	fault := errors.New("bad sector")
	for _, op := range []string{"list", "read", "readat"} {
		m, _ := written(t, true)
		m.fault = func(at, _ string) error {
			if at == op {
				return fault
			}
			return nil
		}
		if _, _, err := entriesOf(m); !errors.Is(err, fault) {
			t.Errorf("%s: a reader says %v", op, err)
		}
		if _, err := open(m, Config{}.withDefaults()); !errors.Is(err, fault) {
			t.Errorf("%s: Open says %v", op, err)
		}
	}
}

func TestAFileThatGoesWhileItIsRead(t *testing.T) {
	m, _ := written(t, true)
	m.fault = func(op, name string) error {
		if op == "read" {
			delete(m.files, name)
		}
		return nil
	}
	if _, _, err := entriesOf(m); err == nil || !strings.Contains(err.Error(), "was removed while it was read") {
		t.Error(err)
	}
}

func TestReadersTellEveryGap(t *testing.T) {
	m := newMemory()
	life(m, tiny(), wild(3, 60))
	firsts, err := segments(m)
	if err != nil || len(firsts) < 5 {
		t.Fatalf("%d files: %v", len(firsts), err)
	}
	gap := m.copyOf(func(name string, data []byte) []byte {
		if name == segmentName(firsts[2]) {
			return nil
		}
		return data
	})
	_, _, err = entriesOf(gap)
	if damage, is := errors.AsType[*Damage](err); !is || damage.File != segmentName(firsts[1]) || damage.Block != firsts[2] || damage.Torn {
		t.Errorf("a file is missing: %v", err)
	}
	cut := m.copyOf(func(name string, data []byte) []byte {
		if name == segmentName(firsts[2]) {
			return data[:len(data)-1]
		}
		return data
	})
	_, _, err = entriesOf(cut)
	if damage, is := errors.AsType[*Damage](err); !is || damage.File != segmentName(firsts[2]) || damage.Torn {
		t.Errorf("a file in the middle is cut: %v", err)
	}
}
