package detect

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

func entry(offset, pid int64, epoch int16) ledger.Entry {
	return ledger.Entry{Topic: "t", Offset: offset, Hash: uint64(offset + 1), LeaderEpoch: 5, Acked: began.UnixMilli(), ProducerID: pid, ProducerEpoch: epoch}
}

// sends are blocks that were sent.
type sends struct {
	n    int
	fail error
}

func (s *sends) Send(context.Context, []byte) error {
	s.n++
	return s.fail
}

// TestTap: each block is taken in once, however often it is sent, and sent on.
func TestTap(t *testing.T) {
	dir := t.TempDir()
	l, err := ledger.Open(dir, ledger.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var w Watch
	to := &sends{}
	shipper, err := l.Ship(w.Tap(to), ledger.ShipConfig{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(3) {
		if err := l.Append(entry(i, 7, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(l.Close(), shipper.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	to.fail = errAway
	for b, err := range ledger.Blocks(dir) {
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Tap(to).Send(t.Context(), b.Bytes()); !errors.Is(err, errAway) {
			t.Error(err)
		}
		if err := w.Tap(nil).Send(t.Context(), b.Bytes()); err != nil {
			t.Error(err)
		}
	}
	if got := w.Asks(); len(got) != 1 || got[0].Last != 2 || got[0].First != 0 || got[0].Epoch != 5 || w.of("t", 0).count != 3 || to.n != 6 {
		t.Errorf("%+v, %d entries, %d sends", got, w.of("t", 0).count, to.n)
	}
	if err := w.Tap(to).Send(t.Context(), []byte("no block")); err == nil || to.n != 6 {
		t.Error("what is no block was sent")
	}
}

// TestAnotherLedger has a Watch of its own.
func TestAnotherLedger(t *testing.T) {
	var w Watch
	for i := range 2 {
		dir := t.TempDir()
		l, err := ledger.Open(dir, ledger.Config{})
		if err != nil || l.Close() != nil {
			t.Fatal(err)
		}
		for b := range ledger.Blocks(dir) {
			err = errors.Join(err, w.Take(b))
		}
		if (err != nil) != (i > 0) || err != nil && !strings.Contains(err.Error(), "one of its own") {
			t.Errorf("ledger %d: %v", i, err)
		}
	}
}

// TestMarksAreBounded, ascend, and reach from the first claim to the last.
func TestMarksAreBounded(t *testing.T) {
	s := begins(t)
	s.writes(5000)
	p := s.w.of("t", 0)
	if len(p.marks) > maxMarks || len(p.marks) < maxMarks/4 || p.marks[0].offset > 100 || p.marks[len(p.marks)-1].offset < 4900 {
		t.Errorf("%d marks from %d", len(p.marks), p.marks[0].offset)
	}
	for i := 1; i < len(p.marks); i++ {
		if p.marks[i].offset <= p.marks[i-1].offset {
			t.Fatalf("%d behind %d", p.marks[i].offset, p.marks[i-1].offset)
		}
	}
	s.looks(200)
	s.says("0-4999 fine")
}
