package ledger

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// clock is one that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// TestTheOldestGoBySize: all files together never exceed MaxBytes; each that goes is told
// with its blocks, and what is left is the end of the ledger without a gap.
func TestTheOldestGoBySize(t *testing.T) {
	m, told := newMemory(), &heard{}
	c := tiny()
	c.MaxBytes, c.Tell = 5000, told.tell
	l := begin(t, m, c)
	entries := traffic(1000, true)
	for i, e := range entries {
		l.mustAppend(t, e)
		if i%5 == 4 {
			l.mustSync(t)
			if got := l.Stats(); got.Bytes > c.MaxBytes || got.Bytes != int64(m.used()) || got.Files != m.blocks() {
				t.Fatalf("%d bytes: %+v", m.used(), got)
			}
		}
	}
	l.mustClose(t)
	got, _, err := entriesOf(m)
	if err != nil || len(got) < 100 {
		t.Fatalf("%d entries: %v", len(got), err)
	}
	same(t, got, entries[len(entries)-len(got):])
	next, bytes := uint64(1), int64(0)
	for _, n := range told.all {
		if n.Kind != SegmentRemoved || n.First != next || n.Last < n.First || n.File != segmentName(n.First) || n.Bytes <= 0 {
			t.Errorf("%v", n)
		}
		next, bytes = n.Last+1, bytes+n.Bytes
	}
	firsts, _ := segments(m)
	if next != firsts[0] || bytes < 20_000 {
		t.Errorf("told up to block %d, %d bytes; the oldest is %d", next, bytes, firsts[0])
	}
}

// TestTheOldestGoByAge: a file goes when its newest entry is older than MaxAge, not
// before, and an eighth of MaxAge later at most; also one from before a restart.
func TestTheOldestGoByAge(t *testing.T) {
	m, told, now := newMemory(), &heard{}, &clock{noon}
	c := Config{CommitEvery: time.Hour, MaxAge: 80 * time.Minute, Now: now.now, Tell: told.tell}
	l := begin(t, m, c)
	for minute := range 600 {
		l.mustAppend(t, Entry{Topic: "t", Offset: int64(minute), Acked: now.at.UnixMilli()})
		l.mustSync(t)
		if minute%70 == 69 {
			l.mustClose(t)
			l = begin(t, m, c)
		}
		got, _, err := entriesOf(m)
		if err != nil {
			t.Fatal(err)
		}
		age := now.at.Sub(time.UnixMilli(got[0].Acked))
		if age > 92*time.Minute || minute > 80 && age < 80*time.Minute || minute <= 80 && len(got) != minute+1 {
			t.Fatalf("minute %d: %d entries, the oldest of %v", minute, len(got), age)
		}
		now.at = now.at.Add(time.Minute)
	}
	l.mustClose(t)
	if len(told.all) < 40 {
		t.Errorf("%d files went", len(told.all))
	}
}

// TestAFileThatCannotGo is told once, is tried again, and holds nothing up.
func TestAFileThatCannotGo(t *testing.T) {
	m, told := newMemory(), &heard{}
	stays := true
	m.fault = func(op, _ string) error {
		if op == "remove" && stays {
			return errors.New("it is a read-only file")
		}
		return nil
	}
	c := tiny()
	c.MaxBytes, c.Tell = 3000, told.tell
	l := begin(t, m, c)
	for part := range 100 {
		l.mustAppend(t, traffic(5, true)...)
		l.mustSync(t)
		if part == 50 {
			if len(told.all) != 1 || told.all[0].Kind != RemoveFailed || told.all[0].Err == nil {
				t.Errorf("%v", told.all)
			}
			m.mu.Lock()
			stays = false
			m.mu.Unlock()
		}
	}
	if got := l.Stats(); got.Bytes > c.MaxBytes {
		t.Errorf("%+v", got)
	}
	l.mustClose(t)
	if _, _, err := entriesOf(m); err != nil {
		t.Error(err)
	}
}

// TestFilesGoOneByOne: a removal is durable before the next, so that a crash leaves no
// gap behind.
func TestFilesGoOneByOne(t *testing.T) {
	m, now := newMemory(), &clock{noon}
	c := tiny()
	c.Now = now.now
	l := begin(t, m, c)
	for part := range slices.Chunk(traffic(100, true), 5) {
		l.mustAppend(t, part...)
		l.mustSync(t)
	}
	now.at = now.at.Add(8 * 24 * time.Hour)
	var ops []string
	m.mu.Lock()
	m.fault = func(op, name string) error {
		if op == "remove" || op == "syncdir" {
			ops = append(ops, op)
		}
		return nil
	}
	m.mu.Unlock()
	l.mustClose(t)
	begin(t, m, c).mustClose(t)
	if len(ops) < 8 || m.blocks() > 3 {
		t.Fatalf("%d files are left after %v", m.blocks(), ops)
	}
	for i, op := range ops[1:] {
		if op == "remove" && ops[i] == "remove" {
			t.Fatalf("two files went at once: %v", ops)
		}
	}
}

// TestFilesBeginInTime: a file is as large as SegmentBytes at most.
func TestFilesBeginInTime(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{CommitEvery: time.Hour, CommitBytes: 4 << 10, SegmentBytes: 16 << 10})
	l.mustAppend(t, traffic(5000, true)...)
	l.mustClose(t)
	for name, s := range m.files {
		if len(s.data) > 16<<10 {
			t.Errorf("%s has %d bytes", name, len(s.data))
		}
	}
	if m.blocks() < 8 || m.blocks() > 20 {
		t.Errorf("%d files", m.blocks())
	}
}
