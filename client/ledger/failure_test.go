package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// heard are notices.
type heard struct {
	mu  sync.Mutex
	all []Notice
}

func (h *heard) tell(n Notice) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, n)
}

func (h *heard) kinds() (out []Kind) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range h.all {
		out = append(out, n.Kind)
	}
	return out
}

// TestReportOnAFullDisk: Ready and Sync tell why, Append takes what is on its way, nothing
// waits; when there is room again, all that was taken is written.
func TestReportOnAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, told := newMemory(), &heard{}
		l := begin(t, m, Config{CommitEvery: time.Millisecond, Tell: told.tell})
		m.space = 500
		entries := traffic(100, true)
		l.mustAppend(t, entries[:50]...)
		if err := l.Sync(t.Context()); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), segmentName(1)) {
			t.Errorf("Sync: %v", err)
		}
		if err := l.Ready(t.Context()); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("Ready: %v", err)
		}
		l.mustAppend(t, entries[50])
		time.Sleep(time.Minute)
		if got := l.Stats(); got.Pending != 51 || got.Refused != 0 || got.Synced != 0 || !errors.Is(got.Failure, syscall.ENOSPC) {
			t.Errorf("%+v", got)
		}
		if _, _, err := entriesOf(m); err != nil {
			t.Errorf("a reader meanwhile: %v", err)
		}
		m.mu.Lock()
		m.space = 0
		m.mu.Unlock()
		time.Sleep(maxPause)
		synctest.Wait()
		if err := l.Ready(t.Context()); err != nil {
			t.Errorf("Ready: %v", err)
		}
		l.mustAppend(t, entries[51:]...)
		l.mustSync(t)
		if got := l.Stats(); got.Failure != nil || got.Synced != 100 {
			t.Errorf("%+v", got)
		}
		l.mustClose(t)
		got, lost, err := entriesOf(m)
		if err != nil || lost != 0 {
			t.Errorf("%d lost: %v", lost, err)
		}
		same(t, got, entries)
		if got := told.kinds(); !slices.Equal(got, []Kind{WriteFailed, WriteHealed}) {
			t.Errorf("told %v", told.all)
		}
	})
}

// TestDropOnAFullDisk: Append goes on, Sync tells how many were dropped, and so does the
// next block.
func TestDropOnAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, told := newMemory(), &heard{}
		l := begin(t, m, Config{CommitEvery: time.Millisecond, OnFailure: Drop, Tell: told.tell})
		entries := traffic(100, true)
		l.mustAppend(t, entries[:10]...)
		l.mustSync(t)
		m.space = m.used() + 5
		l.mustAppend(t, entries[10:50]...)
		for range 2 { // it stays so
			dropped, is := errors.AsType[*DroppedError](l.Sync(t.Context()))
			if !is || dropped.Entries != 40 {
				t.Errorf("Sync: %v", dropped)
			}
		}
		m.mu.Lock()
		m.space = 0
		m.mu.Unlock()
		l.mustAppend(t, entries[50:]...)
		time.Sleep(maxPause)
		synctest.Wait()
		if got := l.Stats(); got.Synced != 60 || got.Dropped != 40 || got.Pending != 0 || got.Failure != nil {
			t.Errorf("%+v", got)
		}
		if dropped, is := errors.AsType[*DroppedError](l.Close()); !is || dropped.Entries != 40 {
			t.Errorf("Close: %v", dropped)
		}
		got, lost, err := entriesOf(m)
		if err != nil || lost != 40 {
			t.Errorf("%d lost: %v", lost, err)
		}
		same(t, got, slices.Delete(entries, 10, 50))
		if got := told.kinds(); !slices.Equal(got, []Kind{WriteFailed, WriteHealed}) || told.all[1].Entries != 40 {
			t.Errorf("told %v", told.all)
		}
	})
}

// TestRandomFaults: whatever fails, and however often: what Sync confirmed is durable,
// and what is read is what was taken, in order; what is missing is counted.
func TestRandomFaults(t *testing.T) {
	for seed := range uint64(50) {
		for _, policy := range []Failure{Report, Drop} {
			synctest.Test(t, func(t *testing.T) { randomFaults(t, seed, policy) })
		}
	}
}

func randomFaults(t *testing.T, seed uint64, policy Failure) {
	r, m := rand.New(rand.NewPCG(seed, 2)), newMemory()
	c := tiny()
	c.OnFailure = policy
	l := begin(t, m, c)
	faults := rand.New(rand.NewPCG(seed, 3))
	rate := 1 + int(seed%7)
	m.fault = func(op, _ string) error {
		if faults.IntN(10) >= rate || op == "readat" || op == "read" || op == "list" {
			return nil
		}
		return []error{syscall.EIO, syscall.ENOSPC, io.ErrShortWrite}[faults.IntN(3)]
	}
	var taken []Entry
	attempts := 0
	for i := range 60 {
		for _, e := range wild(seed*1000+uint64(i), r.IntN(8)) {
			e.Offset = int64(attempts) // names it
			attempts++
			if l.Append(e) == nil {
				taken = append(taken, e)
			}
		}
		err := l.Sync(t.Context())
		dropped, _ := errors.AsType[*DroppedError](err)
		if err == nil || dropped != nil {
			confirmed(t, m, taken, dropped)
		}
		if policy == Report && dropped != nil {
			t.Fatalf("seed %d: dropped under Report: %v", seed, err)
		}
	}
	m.mu.Lock()
	m.fault = nil
	m.mu.Unlock()
	time.Sleep(2 * maxPause)
	_ = l.Close()
	got, lost, err := entriesOf(m)
	if err != nil || len(got)+int(lost) != attempts {
		t.Fatalf("seed %d, policy %d: of %d entries %d are there, and %d are lost: %v", seed, policy, attempts, len(got), lost, err)
	}
	within(t, got, taken)
	if policy == Report {
		same(t, got, taken)
	}
}

// confirmed: a machine that crashes now has all that was taken, but for what was dropped.
func confirmed(t *testing.T, m *memory, taken []Entry, dropped *DroppedError) {
	t.Helper()
	got, _, err := entriesOf(m.crash(aftermaths[0]))
	missing := uint64(len(taken) - len(got))
	if err != nil || dropped == nil && missing > 0 || dropped != nil && missing != dropped.Entries {
		t.Fatalf("%d of %d entries are durable, dropped are %v: %v", len(got), len(taken), dropped, err)
	}
	within(t, got, taken)
}

// within says whether all of got stand in all, in their order.
func within(t *testing.T, got, all []Entry) {
	t.Helper()
	for _, e := range got {
		for len(all) > 0 && all[0].Offset != e.Offset {
			all = all[1:]
		}
		if len(all) == 0 || !equal(e, all[0]) {
			t.Fatalf("%+v was not appended, or not there", e)
		}
		all = all[1:]
	}
}

// stuckDisk is a folder whose writes wait until they are let go.
func stuckDisk() (m *memory, letGo func()) {
	m = newMemory()
	gate := make(chan struct{})
	first := true
	m.fault = func(op, name string) error {
		if op == "write" && !strings.HasSuffix(name, suffix) {
			return nil
		}
		if op == "write" && !first {
			m.mu.Unlock()
			<-gate
			m.mu.Lock()
		}
		first = first && op != "write"
		return nil
	}
	return m, sync.OnceFunc(func() { close(gate) })
}

// TestADiskThatHangs: Append never waits, memory is bounded, what is refused is counted,
// and Sync ends with its context.
func TestADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, letGo := stuckDisk()
		c := Config{CommitEvery: time.Millisecond, CommitBytes: 4 << 10, MaxPending: 64 << 10}
		l := begin(t, m, c)
		refused := 0
		l.mustAppend(t, traffic(1, true)...)
		time.Sleep(time.Minute) // its commit hangs, and does not know what is refused meanwhile
		for _, e := range traffic(10_000, true)[1:] {
			if err := l.Append(e); errors.Is(err, ErrBehind) {
				refused++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.Sync(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Sync: %v", err)
		}
		got := l.Stats()
		if got.Refused != uint64(refused) || got.Pending*28 > 64<<10 || got.Pending*28 < 56<<10 || len(l.waiters) != 0 {
			t.Errorf("%d refused, %d who wait: %+v", refused, len(l.waiters), got)
		}
		letGo()
		l.mustSync(t)
		l.mustClose(t)
		entries, lost, err := entriesOf(m)
		if err != nil || int(lost) != refused || len(entries)+refused != 10_000 {
			t.Errorf("%d entries, %d lost, %d refused: %v", len(entries), lost, refused, err)
		}
	})
}

// TestCloseOnAFullDisk says what is not on disk, under both policies; the next Open calls
// the end not clean.
func TestCloseOnAFullDisk(t *testing.T) {
	for policy, want := range map[Failure]string{Report: "7 entries are not on disk", Drop: "without its mark"} {
		m := newMemory()
		l := begin(t, m, Config{CommitEvery: time.Hour, OnFailure: policy})
		m.space = m.used() + 3
		l.mustAppend(t, traffic(7, true)...)
		err := l.Close()
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), want) {
			t.Errorf("policy %d: %v", policy, err)
		}
		if policy == Report && l.Sync(t.Context()) == nil {
			t.Error("Sync confirmed what is not on disk")
		}
		m.space = 0
		l = begin(t, m, Config{})
		if found := l.Recovered(); found.Clean || found.New {
			t.Errorf("policy %d: %+v", policy, found)
		}
		l.mustClose(t)
	}
}

// TestOpenOnADiskThatTakesNothing fails at once, and leaves the folder to the next.
func TestOpenOnADiskThatTakesNothing(t *testing.T) {
	for _, op := range []string{"make", "list", "create", "write", "sync", "syncdir"} {
		m := newMemory()
		m.fault = func(at, _ string) error {
			if at == op {
				return fmt.Errorf("%s: %w", op, syscall.EIO)
			}
			return nil
		}
		if _, err := open(m, Config{}.withDefaults()); !errors.Is(err, syscall.EIO) {
			t.Errorf("%s: %v", op, err)
		}
		m.fault = nil
		begin(t, m, Config{}).mustClose(t)
	}
}
