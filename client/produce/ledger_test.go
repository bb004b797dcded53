package produce

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// opens begins a ledger in a folder of its own, which ends with the test.
func opens(t *testing.T, c ledger.Config) (*ledger.Log, string) {
	t.Helper()
	dir := t.TempDir()
	l, err := ledger.Open(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, dir
}

// linesOf is what the ledger in a folder holds, a line each.
func linesOf(t *testing.T, l *ledger.Log, dir string) (out []string) {
	t.Helper()
	if err := l.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	for e, err := range ledger.Entries(dir, nil) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s/%d@%d epoch %d by %d/%d: %s", e.Topic, e.Partition, e.Offset, e.LeaderEpoch, e.ProducerID, e.ProducerEpoch, e.ID))
	}
	return out
}

// TestAnEntryForEachAcknowledgement, with its hash and the header's id; what failed and what
// goes to the ledger's own topic has none.
func TestAnEntryForEachAcknowledgement(t *testing.T) {
	l, dir := opens(t, ledger.Config{})
	s := on(t, Config{Ledger: &Ledger{Log: l, ID: Header("id")}})
	s.leaderEpoch = func(string, int32) int32 { return 7 }
	id := func(id string) *kgo.Record {
		return &kgo.Record{Topic: "t", Key: []byte("k"), Headers: []kgo.RecordHeader{{Key: "no"}, {Key: "id", Value: []byte(id)}, {Key: "id", Value: []byte("second")}}}
	}
	records := []*kgo.Record{id("a"), id("failed"), id(strings.Repeat("x", ledger.MaxID)), id(strings.Repeat("x", ledger.MaxID+1)), {Topic: "t"}, {Topic: ledger.Topic}}
	for i, r := range records {
		s.Produce(t.Context(), r, s.first.add)
		if i != 1 {
			s.kgo.acks(i, int64(10+i), 4711, 3)
		} else {
			s.kgo.fails(i, errors.New("no"))
		}
	}
	s.lists("entries", linesOf(t, l, dir),
		"t/0@10 epoch 7 by 4711/3: a", "t/0@12 epoch 7 by 4711/3: "+strings.Repeat("x", ledger.MaxID), "t/0@13 epoch 7 by 4711/3: ", "t/0@14 epoch 7 by 4711/3: ")
	if got := s.Counts().Ledger; got != (LedgerCounts{Entries: 4, NoID: 1}) {
		t.Errorf("%+v", got)
	}
	for e := range ledger.Entries(dir, nil) {
		if want := ledger.Hash(records[e.Offset-10]); e.Hash != want || time.Since(time.UnixMilli(e.Acked)) > time.Minute {
			t.Errorf("%+v, want the hash %x", e, want)
		}
	}
}

// TestOneClockForAnAnswer: what one answer of a broker acknowledges has one time, and its
// partition's leader is asked for once.
func TestOneClockForAnAnswer(t *testing.T) {
	l, dir := opens(t, ledger.Config{})
	s, asked := on(t, Config{Ledger: &Ledger{Log: l}}), int32(0)
	s.leaderEpoch = func(string, int32) int32 { asked++; return asked }
	for i := range 6 {
		s.sends(t.Context(), i, 1)
		s.kgo.kit.heard.Store(int64(1+i/3) * int64(time.Second))
		s.kgo.acks(i, int64(i), 1, 0)
	}
	linesOf(t, l, dir)
	n := 0
	for e := range ledger.Entries(dir, nil) {
		if want := int64(1 + n/3); e.Acked != want*1000 || int64(e.LeaderEpoch) != want {
			t.Errorf("%+v, want the answer %d", e, want)
		}
		n++
	}
	if n != 6 || asked != 2 {
		t.Errorf("%d entries, asked %d times", n, asked)
	}
}

// TestWhatHasNoEntry is counted and told, before its outcome is.
func TestWhatHasNoEntry(t *testing.T) {
	l, _ := opens(t, ledger.Config{})
	var why []error
	s := on(t, Config{Ledger: &Ledger{Log: l, Missed: func(r *kgo.Record, err error) {
		why = append(why, err)
	}}})
	s.sends(t.Context(), 0, 2)
	s.kgo.acks(0, -1, 1, 0) // a duplicate of which the broker knows no more
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s.kgo.acks(1, 1, 1, 0)
	s.lists("first", s.first.got(), "0 persisted", "1 persisted")
	if len(why) != 2 || !errors.Is(why[0], errNoOffset) || !errors.Is(why[1], ledger.ErrClosed) || s.Counts().Ledger != (LedgerCounts{Missed: 2}) {
		t.Errorf("%v, %+v", why, s.Counts().Ledger)
	}
}

// TestALedgerThatTakesNothing: under Report nothing is sent, and that is told at once; the
// ledger's own topic is not held up. Under Drop everything is sent.
func TestALedgerThatTakesNothing(t *testing.T) {
	for policy, want := range map[ledger.Failure]string{ledger.Report: "0 not persisted", ledger.Drop: "0 persisted"} {
		l, _ := opens(t, ledger.Config{OnFailure: policy})
		_ = l.Close()
		s := on(t, Config{Ledger: &Ledger{Log: l}})
		s.Produce(t.Context(), &kgo.Record{Topic: ledger.Topic, Value: []byte("block")}, s.first.add)
		s.kgo.acks(0, 0, 1, 0)
		s.sends(t.Context(), 0, 1)
		if policy == ledger.Drop {
			s.kgo.acks(1, 0, 1, 0)
		}
		s.lists("first", s.first.got(), "block persisted", want)
		if refused := s.Counts().Failed["ledger"]; refused != uint64(count(policy == ledger.Report)) {
			t.Errorf("%d refused", refused)
		}
		if err := s.first.errs[1]; policy == ledger.Report && (!errors.Is(err, ErrLedger) || !errors.Is(err, ledger.ErrClosed)) {
			t.Error(err)
		}
		if err := s.shut(time.Minute); err != nil {
			t.Error(err)
		}
	}
}

// TestWhatWasInDoubtHasItsEntry once it is found in the log, with the epoch that the log
// has; what is not there has none.
func TestWhatWasInDoubtHasItsEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, dir := opens(t, ledger.Config{})
		s := on(t, Config{Ledger: &Ledger{Log: l, ID: func(r *kgo.Record) []byte { return r.Value }}})
		log := newModel()
		log.eras = make([]int64, 10)
		log.grow(4)
		s.settles(log)
		s.sends(t.Context(), 0, 2)
		s.kgo.writes("t", 0, 1, 0)
		log.append(s.kgo.held[0].record, 1, 0)
		log.grow(1)
		s.kgo.fails(0, errors.New("gone"))
		s.kgo.fails(1, errors.New("gone"))
		s.sends(t.Context(), 2, 1)
		s.kgo.writes("t", 0, 1, 1)
		s.kgo.acks(2, log.append(s.kgo.held[2].record, 1, 1), 1, 1)
		synctest.Wait()
		s.lists("later", s.later.got(), "0 persisted", "1 not persisted")
		got := linesOf(t, l, dir)
		slices.Sort(got) // who reads the log and who answers are at it side by side
		s.lists("entries", got, "t/0@4 epoch 9 by 1/0: 0", "t/0@6 epoch -1 by 1/1: 2")
		if err := errors.Join(s.shut(time.Minute), l.Close()); err != nil {
			t.Error(err)
		}
	})
}

// TestATopicIsNoted before its first record is sent: a crash names it, and how far it is in
// the ledger.
func TestATopicIsNoted(t *testing.T) {
	l, dir := opens(t, ledger.Config{CommitEvery: time.Hour})
	s := on(t, Config{Ledger: &Ledger{Log: l}})
	s.sends(t.Context(), 0, 1)
	s.kgo.acks(0, 41, 1, 0)
	linesOf(t, l, dir)
	s.Produce(t.Context(), &kgo.Record{Topic: "u"}, s.first.add) // never acknowledged
	copied := t.TempDir()
	if err := os.CopyFS(filepath.Join(copied, "crashed"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	again, err := ledger.Open(filepath.Join(copied, "crashed"), ledger.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	s.lists("in doubt", []string{fmt.Sprint(again.Recovered().Doubts)},
		"[t, partition 0, from offset 42 on t, all other partitions u, all other partitions]")
}

// TestALedgerNeedsALog, and its ids are copied.
func TestALedgerNeedsALog(t *testing.T) {
	if _, err := begin(&fake{}, nil, Config{Ledger: &Ledger{}}); err == nil || !strings.Contains(err.Error(), "ledger.Open") {
		t.Error(err)
	}
	if got := Header("id")(&kgo.Record{}); got != nil {
		t.Errorf("%q", got)
	}
}

// TestTheLedgerThroughKgo: time and epoch come from the client.
func TestTheLedgerThroughKgo(t *testing.T) {
	l, dir := opens(t, ledger.Config{})
	g, client := guarded(t, cluster(t), Config{Ledger: &Ledger{Log: l, ID: Header("h")}})
	began := time.Now()
	for i := range 3 {
		if o := g.ProduceSync(t.Context(), order(2, fmt.Sprint(i))); o.Kind != Persisted {
			t.Fatal(o.Err)
		}
	}
	id, _, err := client.ProducerID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, epoch, err := client.PartitionLeader("orders", 2)
	if err != nil || epoch < 0 {
		t.Fatal(epoch, err)
	}
	linesOf(t, l, dir)
	n := int64(0)
	for e := range ledger.Entries(dir, nil) {
		at := time.UnixMilli(e.Acked)
		if e.Offset != n || e.LeaderEpoch != epoch || e.ProducerID != id || !bytes.Equal(e.ID, []byte(fmt.Sprint(n))) || at.Before(began.Truncate(time.Millisecond)) || at.After(time.Now()) {
			t.Errorf("%+v", e)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d entries", n)
	}
}
