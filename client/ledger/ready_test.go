package ledger

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// TestReadyKeepsHalfOfTheMemory for what is on its way: who asks before sending waits for a
// disk that hangs until the context ends, and Append still takes as much again.
func TestReadyKeepsHalfOfTheMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, letGo := stuckDisk()
		l := begin(t, m, Config{CommitEvery: time.Millisecond, CommitBytes: 4 << 10, MaxPending: 64 << 10})
		entries := traffic(10_000, true)
		asked, taken := 0, 0
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for _, e := range entries {
			err := l.Ready(ended)
			if err == nil {
				asked++
			} else if !errors.Is(err, ErrBehind) || !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if err := l.Append(e); errors.Is(err, ErrBehind) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			taken++
		}
		if asked < taken/3 || taken < asked*3/2 {
			t.Errorf("Ready let %d in, Append took %d", asked, taken)
		}
		waits, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		time.AfterFunc(time.Second, letGo)
		began := time.Now()
		if err := l.Ready(waits); err != nil || time.Since(began) != time.Second {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		l.mustClose(t)
		if err := l.Ready(t.Context()); !errors.Is(err, ErrClosed) {
			t.Errorf("closed: %v", err)
		}
	})
}

// TestReadyUnderDrop never says no.
func TestReadyUnderDrop(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{OnFailure: Drop})
	m.space = m.used()
	l.mustAppend(t, traffic(9, true)...)
	if dropped, is := errors.AsType[*DroppedError](l.Sync(t.Context())); !is || dropped.Entries != 9 {
		t.Errorf("Sync: %v", dropped)
	}
	if err := l.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	_ = l.Close()
	if err := l.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestMemoryOnAFullDisk ends: what Append refuses then names the disk.
func TestMemoryOnAFullDisk(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{CommitBytes: 4 << 10, MaxPending: 16 << 10})
	m.space = m.used()
	refused, entries := 0, traffic(2000, true)
	l.mustAppend(t, entries[0])
	if err := l.Sync(t.Context()); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	for _, e := range entries[1:] {
		err := l.Append(e)
		if err == nil {
			continue
		}
		if !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, ErrBehind) {
			t.Fatal(err)
		}
		refused++
	}
	if got := l.Stats(); int(got.Refused) != refused || refused < 1000 {
		t.Errorf("%d refused: %+v", refused, got)
	}
	_ = l.Close()
}
