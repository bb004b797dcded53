package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// crashed is what the next process finds after kill -9.
func crashed(t *testing.T, m *memory) Recovered {
	t.Helper()
	l := begin(t, m.crash(aftermaths[1]), Config{})
	defer l.mustClose(t)
	return l.Recovered()
}

func (l *Log) mustNote(t *testing.T, topics ...string) {
	t.Helper()
	for _, topic := range topics {
		if err := l.Topic(t.Context(), topic); err != nil {
			t.Fatal(err)
		}
	}
}

// of is an entry of a partition.
func of(topic string, partition int32, offset int64) Entry {
	return Entry{Topic: topic, Partition: partition, Offset: offset, LeaderEpoch: -1, ProducerID: -1, ProducerEpoch: -1}
}

// TestACrashNamesWhatIsInDoubt: each topic that records went to, and of each partition with
// entries the offset behind the last; a clean end leaves nothing in doubt.
func TestACrashNamesWhatIsInDoubt(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{CommitEvery: time.Hour})
	if l.Recovered().Doubts != nil {
		t.Errorf("new: %v", l.Recovered().Doubts)
	}
	l.mustNote(t, "orders", "bills")
	l.mustAppend(t, of("orders", 2, 10), of("orders", 0, 7), of("orders", 2, 11))
	l.mustSync(t)
	l.mustAppend(t, of("orders", 2, 12), of("orders", 1, 0)) // lost
	want := []Doubt{{"bills", -1, -1}, {"orders", 0, 8}, {"orders", 2, 12}, {"orders", -1, -1}}
	found := crashed(t, m)
	if !slices.Equal(found.Doubts, want) {
		t.Errorf("%v, want %v", found.Doubts, want)
	}
	for _, text := range []string{"bills, all other partitions", "orders, partition 2, from offset 12 on"} {
		if !strings.Contains(found.String(), text) {
			t.Errorf("%q is not in %q", text, found)
		}
	}
	next := m.crash(aftermaths[1])
	l.mustClose(t)
	if got := crashed(t, m); got.Doubts != nil || !got.Clean {
		t.Errorf("closed: %v", got)
	}
	// Who crashes again at once has the same in doubt, and more where it has written since.
	l = begin(t, next, Config{})
	l.mustAppend(t, of("orders", 2, 20))
	l.mustSync(t)
	want[2].From = 21
	if got := crashed(t, next).Doubts; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	l.mustClose(t)
	// A life that ended cleanly takes its topics out, and the next knows where they ended.
	l = begin(t, next, Config{})
	l.mustNote(t, "orders")
	if got := crashed(t, next).Doubts; !slices.Equal(got, []Doubt{{"orders", 0, 8}, {"orders", 2, 21}, {"orders", -1, -1}}) {
		t.Errorf("%v", got)
	}
	l.mustClose(t)
}

// TestEndsOutliveFiles that were read long ago.
func TestEndsOutliveFiles(t *testing.T) {
	m := newMemory()
	c := tiny()
	c.MaxBytes = 5000
	l := begin(t, m, c)
	l.mustAppend(t, of("old", 3, 99))
	for i := range int64(2000) {
		l.mustAppend(t, of("orders", 0, i))
		if i%20 == 0 {
			l.mustSync(t)
		}
	}
	l.mustSync(t)
	if _, has := m.files[segmentName(1)]; has {
		t.Fatal("the first file is still there")
	}
	if got, want := crashed(t, m).Doubts, []Doubt{{"old", 3, 100}, {"old", -1, -1}, {"orders", 0, 2000}, {"orders", -1, -1}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	l.mustClose(t)
}

// TestTopicOnABadDisk fails, and is tried again; under Drop nobody waits for it.
func TestTopicOnABadDisk(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{})
	m.mu.Lock()
	m.fault = func(op, name string) error {
		if name == endsName && op == "sync" {
			return syscall.ENOSPC
		}
		return nil
	}
	m.mu.Unlock()
	if err := l.Topic(t.Context(), "orders"); !errors.Is(err, syscall.ENOSPC) {
		t.Error(err)
	}
	if l.Noted("orders") {
		t.Error("it is said to be noted, and the disk did not take it")
	}
	m.mu.Lock()
	m.fault = nil
	m.mu.Unlock()
	l.mustNote(t, "orders", "orders")
	if !l.Noted("orders") || l.Noted("bills") {
		t.Errorf("noted: %t and %t", l.Noted("orders"), l.Noted("bills"))
	}
	for _, bad := range []string{"", "a b", strings.Repeat("x", maxTopic+1)} {
		if l.Topic(t.Context(), bad) == nil {
			t.Errorf("%q was noted", bad)
		}
	}
	l.mustClose(t)
}

// TestHalfALineTakesNoOtherWithIt: a disk that was full for a moment leaves half of a line,
// and a topic that is noted behind it is named by a crash.
func TestHalfALineTakesNoOtherWithIt(t *testing.T) {
	m := newMemory()
	l := begin(t, m, Config{})
	full := true
	m.mu.Lock()
	m.fault = func(op, name string) error {
		if full && name == endsName && op == "write" {
			full = false
			return io.ErrShortWrite
		}
		return nil
	}
	m.mu.Unlock()
	if err := l.Topic(t.Context(), "orders"); !errors.Is(err, io.ErrShortWrite) || l.Noted("orders") {
		t.Errorf("%v, and it is noted: %t", err, l.Noted("orders"))
	}
	l.mustNote(t, "bills", "orders")
	if found, want := crashed(t, m).Doubts, []Doubt{{"bills", -1, -1}, {"orders", -1, -1}}; !slices.Equal(found, want) {
		t.Errorf("a crash names %v, want %v", found, want)
	}
	l.mustClose(t)
}

// TestTopicWaits no longer than it may, with one goroutine for all who ask.
func TestTopicWaits(t *testing.T) {
	for policy, want := range map[Failure]error{Report: ErrBehind, Drop: nil} {
		synctest.Test(t, func(t *testing.T) {
			m, gate := newMemory(), make(chan struct{})
			l := begin(t, m, Config{OnFailure: policy})
			m.mu.Lock()
			m.fault = func(op, name string) error {
				if name == endsName && op == "extend" {
					m.mu.Unlock()
					<-gate
					m.mu.Lock()
				}
				return nil
			}
			m.mu.Unlock()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			for range 3 {
				if err := l.Topic(ctx, "orders"); !errors.Is(err, want) {
					t.Errorf("policy %d: %v", policy, err)
				}
			}
			if l.Noted("orders") {
				t.Errorf("policy %d: it is said to be noted, and is not", policy)
			}
			close(gate)
			l.mustNote(t, "orders")
			synctest.Wait()
			if !l.Noted("orders") {
				t.Errorf("policy %d: it is said not to be noted", policy)
			}
			if n := strings.Count(string(m.files[endsName].data), "orders"); n != 1 {
				t.Errorf("noted %d times", n)
			}
			l.mustClose(t)
		})
	}
}

// TestEndsThatAreDamaged: a line that is not whole is left out.
func TestEndsThatAreDamaged(t *testing.T) {
	whole := appendLine(appendLine(nil, "orders", -1, -1), "orders", 2, 12)
	for cut := range len(whole) {
		for _, text := range [][]byte{whole[:cut], append(slices.Clone(whole[:cut]), whole[min(cut+1, len(whole)):]...)} {
			e := newEnds()
			e.parse(text)
			if len(e.doubts()) >= 2 && cut < len(whole)-1 {
				t.Errorf("%q: %v", text, e.doubts())
			}
		}
	}
	e := newEnds()
	e.parse(whole)
	if got := fmt.Sprint(e.doubts()); got != "[orders, partition 2, from offset 12 on orders, all other partitions]" {
		t.Error(got)
	}
	if text := string(e.file()); text != string(whole) {
		t.Errorf("%q, want %q", text, whole)
	}
}

// FuzzEnds: whatever the file holds, what is read of it is written and read again alike.
func FuzzEnds(f *testing.F) {
	f.Add(appendLine(appendLine(nil, "orders", -1, -1), "orders", 2, 12))
	f.Add([]byte("orders 2 12 00000000\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		first, second := newEnds(), newEnds()
		first.parse(text)
		second.parse(first.file())
		if !slices.Equal(first.doubts(), second.doubts()) {
			t.Errorf("%v, then %v", first.doubts(), second.doubts())
		}
	})
}
