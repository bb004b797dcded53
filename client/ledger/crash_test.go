package ledger

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// life is what a process does with a ledger until it crashes: it opens, appends in
// commits of one and of several blocks, begins new files, and closes. confirmed is how
// many entries Sync, or Close, has confirmed.
func life(m folder, c Config, entries []Entry) (confirmed int) {
	l, err := open(m, c.withDefaults())
	if err != nil {
		return 0
	}
	for i, e := range entries {
		if l.Append(e) != nil {
			break
		}
		if i%13 == 7 || i%13 == 9 {
			if l.Sync(background) == nil {
				confirmed = i + 1
			}
		}
	}
	if l.Close() == nil {
		confirmed = len(entries)
	}
	return confirmed
}

// tiny makes blocks of about six entries, and files of two or three blocks.
func tiny() Config {
	return Config{CommitEvery: time.Hour, CommitBytes: 700, SegmentBytes: 1000, MaxBytes: 1 << 20, MaxPending: 1 << 20,
		OnFailure: Drop, Now: func() time.Time { return noon }}
}

// TestCrashAtEveryByte: wherever a write is cut, and whatever of it has survived, the
// next process reads a prefix of what was appended with all that Sync confirmed, can go
// on, and is told.
func TestCrashAtEveryByte(t *testing.T) {
	entries := wild(3, 26)
	whole := newMemory()
	if life(whole, tiny(), entries) != len(entries) {
		t.Fatal("without a crash not all is confirmed")
	}
	if len(whole.files) < 3 {
		t.Fatalf("%d files prove little", len(whole.files))
	}
	told := map[string]int{}
	// How the writer groups what is appended differs from life to life, and so does how many
	// steps one takes: it ends with the first that does not crash.
	for steps, ended := 0, false; !ended; steps++ {
		m := newMemory()
		m.steps = steps
		confirmed := life(m, tiny(), entries)
		ended = confirmed == len(entries) && m.taken < steps
		for _, how := range aftermaths {
			after := m.crash(how)
			at := fmt.Sprintf("%d steps, %s", steps, how.name)
			word, there := survived(t, at, after, entries, confirmed)
			if told[word]++; word == "clean" && there < len(entries) {
				t.Fatalf("%s: %d entries, and the ledger is called clean", at, there)
			}
		}
	}
	if told["new"] == 0 || told["clean"] == 0 || told["cut"] == 0 || told["not clean"] == 0 {
		t.Errorf("not every end was there: %v", told)
	}
	t.Log(told)
}

// survived opens what a crash left. It is in a word what Open told of it, and how many
// entries there were.
func survived(t *testing.T, at string, m *memory, entries []Entry, confirmed int) (string, int) {
	t.Helper()
	before, _, _ := entriesOf(m) // a reader without rights to mend
	l, err := open(m, tiny().withDefaults())
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	found := l.Recovered()
	got, _, err := entriesOf(m)
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	if len(got) < confirmed || len(got) > len(entries) {
		t.Fatalf("%s: %d entries, and %d were confirmed", at, len(got), confirmed)
	}
	same(t, got, entries[:len(got)])
	same(t, before, got)
	if found.New != (found.Block == 0) || !found.New && found.Complete.Before(noon) {
		t.Fatalf("%s: %d entries, and %+v", at, len(got), found)
	}
	l.mustAppend(t, entries[0])
	l.mustClose(t)
	again, _, err := entriesOf(m)
	if err != nil {
		t.Fatalf("%s: a second life: %v", at, err)
	}
	same(t, again, append(got, entries[0]))
	switch {
	case found.Cut != nil:
		return "cut", len(got)
	case found.New:
		return "new", len(got)
	case found.Clean:
		return "clean", len(got)
	}
	return "not clean", len(got)
}

var background = context.Background() // of processes that crash within a test

// TestCrashWhileItIsMended: who crashes while a torn end is cut off finds it again.
func TestCrashWhileItIsMended(t *testing.T) {
	entries := wild(3, 26)
	for _, steps := range []int{150, 700} {
		m := newMemory()
		m.steps = steps
		confirmed := life(m, tiny(), entries)
		for _, first := range aftermaths {
			for again := range 200 {
				torn := m.crash(first)
				torn.steps = again
				mender := tiny()
				if again%2 == 1 { // it begins another file at once
					mender.Now = func() time.Time { return noon.Add(48 * time.Hour) }
				}
				_ = life(torn, mender, nil)
				for _, second := range aftermaths {
					at := fmt.Sprintf("%d steps, %s, then %d steps, %s", steps, first.name, again, second.name)
					survived(t, at, torn.crash(second), entries, confirmed)
				}
				if torn.taken < again {
					break // it was mended
				}
			}
		}
	}
}

// TestCrashWhileFilesGo: what the quotas have left is without a gap and readable.
func TestCrashWhileFilesGo(t *testing.T) {
	entries := traffic(200, true)
	c := tiny()
	c.MaxBytes = 3000
	whole := newMemory()
	life(whole, c, entries)
	for steps := whole.taken / 2; steps < whole.taken; steps += 23 {
		m := newMemory()
		m.steps = steps
		confirmed := life(m, c, entries)
		for _, how := range aftermaths {
			after := m.crash(how)
			begin(t, after, c).mustClose(t)
			got, _, err := entriesOf(after)
			if err != nil || len(got) == 0 {
				t.Fatalf("%d steps, %s: %d entries: %v", steps, how.name, len(got), err)
			}
			first := int(got[0].Offset) + int(got[0].Partition)*100
			same(t, got, entries[first:first+len(got)])
			if first+len(got) < confirmed {
				t.Fatalf("%d steps, %s: the last entry is %d, and %d were confirmed", steps, how.name, first+len(got), confirmed)
			}
		}
	}
}
