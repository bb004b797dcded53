package ledger

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

const killedFolder = "BREAKWATER_TEST_LEDGER"

// TestMain is also the process that TestKill9 kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv(killedFolder); dir != "" {
		if err := appendForEver(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// nth is the entry that the killed process appends as its nth of all lives.
func nth(n int64) Entry {
	return Entry{Topic: "orders", Partition: int32(n % 3), LeaderEpoch: 5, Offset: n, Acked: n, Hash: uint64(n) * 0x9E3779B185EBCA87, ID: strconv.AppendInt(nil, n, 36)}
}

// appendForEver goes on behind the last entry, and prints what Sync has confirmed.
func appendForEver(dir string) error {
	next := int64(0)
	l, err := Open(dir, Config{CommitEvery: time.Millisecond, CommitBytes: 4 << 10, SegmentBytes: 32 << 10})
	if err != nil {
		return err
	}
	for e, err := range Entries(dir, nil) {
		if err != nil {
			return err
		}
		next = e.Offset + 1
	}
	for {
		for range 300 {
			if err := l.Append(nth(next)); err != nil {
				return err
			}
			next++
		}
		if err := l.Sync(background); err != nil {
			return err
		}
		fmt.Println(next)
	}
}

// TestKill9: everything that Sync confirmed before kill -9 is there afterwards, without a
// gap, and the next process goes on.
func TestKill9(t *testing.T) {
	dir := t.TempDir()
	for life := range 6 {
		confirmed := killed(t, dir, 5+40*life)
		l, err := Open(dir, Config{})
		if err != nil {
			t.Fatal(err)
		}
		found := l.Recovered()
		if found.Clean || found.New || time.Since(found.Complete) > time.Minute {
			t.Errorf("life %d: %v", life, found)
		}
		n := int64(0)
		for e, err := range Entries(dir, nil) {
			if err != nil {
				t.Fatal(err)
			}
			if !equal(e, nth(n)) {
				t.Fatalf("entry %d: %+v", n, e)
			}
			n++
		}
		if n < confirmed {
			t.Errorf("life %d: %d entries, and %d were confirmed", life, n, confirmed)
		}
		l.mustClose(t)
	}
}

// killed runs the process until it has confirmed so many times, and is the last number
// that it confirmed before it was killed.
func killed(t *testing.T, dir string, times int) (confirmed int64) {
	t.Helper()
	p := exec.CommandContext(t.Context(), os.Args[0])
	p.Env = append(os.Environ(), killedFolder+"="+dir)
	p.Stderr = os.Stderr
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if confirmed, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if n == times {
			_ = p.Process.Kill() // what it confirms until then is read as well
		}
	}
	_ = p.Wait()
	if confirmed == 0 || p.ProcessState.Success() {
		t.Fatalf("it was not killed at work: %v", p.ProcessState)
	}
	return confirmed
}
