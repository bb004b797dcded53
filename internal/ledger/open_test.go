package ledger

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// opens begins a transaction that has written the record n, and gives what ends it.
func (s *stage) opens(n int, headers ...kgo.RecordHeader) (end func(kgo.TransactionEndTry)) {
	s.t.Helper()
	client := s.connect(kgo.TransactionalID("app"), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	r := order("orders", n)
	r.Headers = headers
	if err := errors.Join(client.BeginTransaction(), client.ProduceSync(s.t.Context(), r).FirstErr()); err != nil {
		s.t.Fatal(err)
	}
	s.note(r, id(n))
	return func(how kgo.TransactionEndTry) {
		if err := client.EndTransaction(context.Background(), how); err != nil {
			s.t.Error(err)
		}
	}
}

// TestIdsBehindAnOpenTransaction are not lost: what cannot be read may be there.
func TestIdsBehindAnOpenTransaction(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	s.produce("orders", 0, 4)
	end := s.opens(10)
	s.produce("orders", 12, 13)
	gone := s.told[0]
	gone.ID = "never"
	logs := NewLogs(s.client)
	logs.patient = 200 * time.Millisecond
	var why []string
	logs.Waiting(func(text string) { why = append(why, text) })
	got, err := logs.Verify(t.Context(), s.plan(loosened(append(s.told, gone)), "value:order.id"))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, got, map[Verdict]int{Present: 4, Open: 3})
	if len(why) != 1 || !strings.Contains(why[0], "a transaction is open in orders, partition 0, from offset 2 on") {
		t.Errorf("%q", why)
	}
	end(kgo.TryCommit)
	expect(t, s.verify(loosened(append(s.told, gone)), "value:order.id"), map[Verdict]int{Present: 6, Missing: 1})
}

// TestATransactionThatEndsMeanwhile is waited for.
func TestATransactionThatEndsMeanwhile(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	end := s.opens(10)
	logs := NewLogs(s.client)
	logs.Waiting(func(string) { end(kgo.TryCommit) })
	got, err := logs.Verify(t.Context(), s.plan(loosened(s.told), "value:order.id"))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, got, map[Verdict]int{Present: 1})
}

// TestM20_CopiesOfAKilledReplay stand in the places of what is lost, in a transaction that
// is open: that is waited for, else those records would be put back by nobody.
func TestM20_CopiesOfAKilledReplay(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 6)
	end := s.opens(0, kgo.RecordHeader{Key: Header, Value: []byte(id(0))})
	logs := NewLogs(s.client)
	logs.Waiting(func(string) { end(kgo.TryAbort) })
	got, err := logs.Verify(t.Context(), s.plan(lost))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, got, map[Verdict]int{Missing: 6})
	for i := range lost { // as an audit log has them that tells places and values
		lost[i].Hashed, lost[i].Valued, lost[i].Value = false, true, acked.Hash(&kgo.Record{Value: lost[i].Payload.Value})
	}
	expect(t, s.verify(lost), map[Verdict]int{Missing: 6})
	if again := NewBook(slices.Clone(lost), false); again.hidden(&Topic{Name: "orders", Partitions: []Span{{Stable: 5, End: 9}, {Partition: 1}}}) {
		t.Error("a transaction behind all places hides nothing")
	}
}

// TestALogThatIsCutBetween the look and the replay: what was read before says nothing.
func TestALogThatIsCutBetween(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 6)
	r := s.replay(lost)
	r.Topics[0].Partitions[1].Stable += 5 // as if it had been longer
	if sent, err := r.all(t.Context()); sent != 0 || err == nil || !strings.Contains(err.Error(), "its log was cut meanwhile") {
		t.Errorf("%d, %v", sent, err)
	}
	r.Topics[0].ID[0]++
	if sent, err := r.all(t.Context()); sent != 0 || !errors.Is(err, errAnew) || passing(err) {
		t.Errorf("%d, %v", sent, err)
	}
}
