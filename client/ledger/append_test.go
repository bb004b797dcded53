package ledger

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestBytesOfAnEntry holds what the documentation says of the size of entries.
func TestBytesOfAnEntry(t *testing.T) {
	for _, c := range []struct {
		rate int // records a second, of 12 partitions
		ids  bool
		most float64
	}{{100_000, true, 29}, {100_000, false, 13}, {2000, true, 40}, {2000, false, 24}} {
		l := begin(t, newMemory(), Config{CommitEvery: time.Hour})
		entries := traffic(5000, c.ids)
		for part := range slices.Chunk(entries, c.rate/200) { // a commit each 5 ms
			l.mustAppend(t, part...)
			l.mustSync(t)
		}
		got := float64(l.Stats().Bytes) / float64(l.Stats().Synced)
		t.Logf("%d records/s, ids %v: %.1f bytes an entry", c.rate, c.ids, got)
		if got > c.most {
			t.Errorf("above %v", c.most)
		}
		l.mustClose(t)
	}
}

// TestACommitGathers: entries are on disk CommitEvery after the first of them, by one
// fsync, and nothing is written while nothing is appended.
func TestACommitGathers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := begin(t, newMemory(), Config{})
		entries := traffic(100, true)
		for round := range uint64(3) {
			l.mustAppend(t, entries...)
			time.Sleep(5*time.Millisecond - 1)
			synctest.Wait()
			if got := l.Stats(); got.Pending != 100 || got.Commits != round {
				t.Errorf("before its time: %+v", got)
			}
			time.Sleep(1 * time.Nanosecond)
			synctest.Wait()
			if got := l.Stats(); got.Synced != 100*(round+1) || got.Pending != 0 || got.Commits != round+1 {
				t.Errorf("after it: %+v", got)
			}
			time.Sleep(time.Hour)
		}
		l.mustClose(t)
	})
}

// TestAFullBlockDoesNotWait for CommitEvery, and no block is larger than CommitBytes.
func TestAFullBlockDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		l := begin(t, m, Config{CommitEvery: time.Hour, CommitBytes: 4 << 10})
		l.mustAppend(t, traffic(1000, true)...)
		synctest.Wait()
		if got := l.Stats(); got.Synced < 800 {
			t.Errorf("%+v", got)
		}
		l.mustClose(t)
		walk(m, func(b Block, err error) bool {
			if err != nil || len(b.Bytes()) > 4<<10 {
				t.Errorf("a block of %d bytes: %v", len(b.Bytes()), err)
			}
			return true
		})
	})
}

// TestAppendInParallel: each goroutine's entries are there in its order, once.
func TestAppendInParallel(t *testing.T) {
	const goroutines, each = 8, 3000
	m := newMemory()
	l := begin(t, m, Config{CommitBytes: 8 << 10, SegmentBytes: 64 << 10, CommitEvery: 200 * time.Microsecond})
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for i := range each {
				if err := l.Append(Entry{Topic: "t", Partition: int32(g), Offset: int64(i), LeaderEpoch: -1}); err != nil {
					t.Error(err)
				}
				if i%1000 == 0 {
					if err := l.Sync(t.Context()); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	l.mustClose(t)
	got, lost, err := entriesOf(m)
	if err != nil || lost != 0 || len(got) != goroutines*each {
		t.Fatalf("%d entries, %d lost: %v", len(got), lost, err)
	}
	var next [goroutines]int64
	for _, e := range got {
		if e.Offset != next[e.Partition] {
			t.Fatalf("partition %d: offset %d, want %d", e.Partition, e.Offset, next[e.Partition])
		}
		next[e.Partition]++
	}
}

// TestAppendCopies: the caller may use the bytes of the id again.
func TestAppendCopies(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{CommitEvery: time.Hour})
	e := traffic(1, true)[0]
	want := e
	want.ID = slices.Clone(e.ID)
	l.mustAppend(t, e)
	clear(e.ID)
	l.mustClose(t)
	got, _, err := entriesOf(m)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []Entry{want})
}

func TestWhatIsNoEntryIsRefused(t *testing.T) {
	l := begin(t, newMemory(), Config{})
	if err := l.Append(Entry{Topic: "t", Offset: -1}); err == nil {
		t.Error("a failed record was taken")
	}
	if got := l.Stats(); got.Appended != 0 || got.Refused != 0 {
		t.Errorf("%+v", got)
	}
	l.mustClose(t)
}

func TestAfterClose(t *testing.T) {
	l := begin(t, newMemory(), Config{CommitEvery: time.Hour})
	l.mustAppend(t, traffic(3, false)...)
	l.mustClose(t)
	l.mustClose(t)
	if err := l.Append(traffic(1, false)[0]); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if err := l.Sync(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := l.Ship(nil, ShipConfig{}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if got := l.Stats(); got.Synced != 3 || got.Pending != 0 {
		t.Errorf("%+v", got)
	}
}

// TestAppendTakesNoMemory: what is kept is in the buffers of blocks.
func TestAppendTakesNoMemory(t *testing.T) {
	l := begin(t, newMemory(), Config{CommitEvery: time.Hour, CommitBytes: MaxBlock})
	e := traffic(1, true)[0]
	if got := testing.AllocsPerRun(1000, func() { l.mustAppend(t, e) }); got > 0 {
		t.Errorf("%v allocations", got)
	}
	l.mustClose(t)
}
