package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// lost is a topic of which records are gone, with what they held.
func (s *stage) lose(topic string, n int) []Record {
	s.t.Helper()
	s.create(topic, 2)
	s.produce(topic, 0, n)
	told := s.told
	s.told = nil
	s.remove(topic)
	s.create(topic, 2)
	for i := range told {
		r := order(topic, i)
		told[i].Payload = &Payload{Key: r.Key, Value: r.Value}
	}
	return told
}

// replay is one that puts back what a look of now has found to be lost.
func (s *stage) replay(records []Record) *Replay {
	s.t.Helper()
	logs := NewLogs(s.client)
	found := s.verify(records)
	r := &Replay{Logs: logs, Topics: found.Topics, Run: "test", Now: time.Now, Progress: func(int) {}}
	for _, i := range found.Lost() {
		r.Lost = append(r.Lost, *found.Book.Record(i))
	}
	if _, err := logs.openJournal(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return r
}

// all does all shares, one after the other.
func (r *Replay) all(ctx context.Context) (sent int, err error) {
	for n := range int32(shares) {
		got, failed := r.Share(ctx, n, shares)
		sent += got
		err = errors.Join(err, failed)
	}
	return sent, err
}

// values are what a topic holds, committed or not.
func (s *stage) values(topic string, level kgo.IsolationLevel) []string {
	s.t.Helper()
	logs := NewLogs(s.client)
	t, err := logs.Topic(s.t.Context(), topic)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, span := range t.Partitions {
		if err := logs.Read(s.t.Context(), t, span.Partition, span.Start, span.Stable, level == kgo.ReadCommitted(), func(records []*kgo.Record) {
			for _, r := range records {
				out = append(out, string(r.Value))
			}
		}); err != nil {
			s.t.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

// once checks that each record is in the log exactly once.
func (s *stage) once(records []Record) {
	s.t.Helper()
	var want []string
	for _, r := range records {
		want = append(want, string(r.Payload.Value))
	}
	slices.Sort(want)
	if got := s.values(records[0].Topic, kgo.ReadCommitted()); !slices.Equal(got, want) {
		s.t.Errorf("the log has %d records, want %d: %q", len(got), len(want), got)
	}
}

func TestM20_WhatIsLostIsPutBackOnce(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 60)
	s.produce("orders", 1000, 1010) // what came after the loss
	after := s.told
	sent, err := s.replay(lost).all(t.Context())
	if err != nil || sent != 60 {
		t.Fatalf("%d, %v", sent, err)
	}
	expect(t, s.verify(lost), map[Verdict]int{Restored: 60})
	expect(t, s.verify(loosened(lost), "value:order.id"), map[Verdict]int{Present: 60})
	expect(t, s.verify(after), map[Verdict]int{Present: 10})
	if sent, err = s.replay(lost).all(t.Context()); err != nil || sent != 0 {
		t.Errorf("once more: %d, %v", sent, err)
	}
}

// TestM20_StoppedAtEachStep: a replay stands still at a step, another one does all, and
// the first goes on: as if its process had been frozen, which is worse than killed. A share
// has seven steps; two are into the next share.
func TestM20_StoppedAtEachStep(t *testing.T) {
	for stop := range 9 {
		t.Run(fmt.Sprint(stop), func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			lost := s.lose("orders", 6)
			first, second := s.replay(lost), s.replay(lost)
			first.Timeout = 2 * time.Second
			steps, stands, goOn := 0, make(chan string), make(chan struct{})
			first.Step = func(name string) {
				if steps++; steps == stop+1 {
					stands <- name
					<-goOn
				}
			}
			var end sync.WaitGroup
			end.Go(func() { _, _ = first.all(t.Context()) })
			at := <-stands
			if _, err := second.all(t.Context()); err != nil {
				t.Errorf("stopped at %q: %v", at, err)
			}
			s.once(lost)
			close(goOn)
			end.Wait()
			s.once(lost)
		})
	}
}

func TestM20_ThreeAtOnce(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 200)
	replays := []*Replay{s.replay(lost), s.replay(lost), s.replay(lost)}
	var end sync.WaitGroup
	errs := make([]error, 3)
	for i, r := range replays {
		end.Go(func() { _, errs[i] = r.all(t.Context()) })
	}
	end.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, ErrFenced) {
			t.Error(err)
		}
	}
	s.once(lost)
	expect(t, s.verify(lost), map[Verdict]int{Restored: 200})
}

// TestM20_TheLedgerAndTheAuditLogAtOnce name one record alike.
func TestM20_TheLedgerAndTheAuditLog(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 40)
	if sent, err := s.replay(lost[:25]).all(t.Context()); err != nil || sent != 25 {
		t.Fatal(sent, err)
	}
	if sent, err := s.replay(loosened(lost)).all(t.Context()); err != nil || sent != 15 {
		t.Fatal(sent, err)
	}
	s.once(lost)
}

// TestACopyThatRetentionRemoved is not put back again, and one that was lost again is.
func TestACopyThatIsGone(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 10)
	if _, err := s.replay(lost).all(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.remove("orders")
	s.create("orders", 2)
	if sent, err := s.replay(lost).all(t.Context()); err != nil || sent != 10 {
		t.Fatalf("lost again: %d, %v", sent, err)
	}
	logs := NewLogs(s.client)
	topic, err := logs.Topic(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	if !removedSince(note{Partition: 1, Offset: 4}, &Topic{Partitions: []Span{{}, {Start: 5}}}) || removedSince(note{Partition: 1, Offset: 4}, topic) {
		t.Error("a copy before the log's start is gone by retention, and no other")
	}
}

// TestANameThatComesTwice in a ledger is put back once.
func TestANameThatComesTwice(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 6)
	again := lost[0]
	again.Offset += 50
	sent, err := s.replay(append([]Record{again}, lost...)).all(t.Context())
	if err != nil || sent != 6 {
		t.Errorf("%d, %v", sent, err)
	}
	s.once(lost)
}

// TestBrokersThatTakeNothing: a share is given up when its transaction's time is over, and
// another run puts all back.
func TestBrokersThatTakeNothing(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 6)
	r := s.replay(lost)
	r.Timeout = 200 * time.Millisecond
	goOn := make(chan struct{})
	s.fake.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
		s.fake.KeepControl()
		s.fake.SleepControl(func() { <-goOn })
		return nil, nil, false
	})
	if sent, err := r.Share(t.Context(), share(&lost[0], shares), shares); sent != 0 || err == nil || !strings.Contains(err.Error(), "brokers did not take") {
		t.Errorf("%d, %v", sent, err)
	}
	close(goOn)
	if _, err := s.replay(lost).all(t.Context()); err != nil {
		t.Error(err)
	}
	s.once(lost)
}

// TestAShareThatWasTakenOver is begun again, and finds what the other has put back.
func TestAShareThatWasTakenOver(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 6)
	first, second := s.replay(lost), s.replay(lost)
	n, taken := share(&lost[0], shares), 0
	first.Step = func(name string) {
		if taken++; name != "sent" || taken > 5 {
			return
		}
		if _, err := second.Share(t.Context(), n, shares); err != nil {
			t.Error(err)
		}
	}
	if sent, err := first.insist(t.Context(), n, shares); sent != 0 || err != nil {
		t.Errorf("%d, %v", sent, err)
	}
	if _, err := first.all(t.Context()); err != nil {
		t.Error(err)
	}
	s.once(lost)
}

// TestBrokersThatAreGone are waited for by one share alone.
func TestBrokersThatAreGone(t *testing.T) {
	s := newStage(t)
	r := s.replay(s.lose("orders", 30))
	asked := 0
	r.Logs.connect = func(...kgo.Opt) (*kgo.Client, error) {
		asked++
		return nil, errors.New("nobody there")
	}
	for i, want := range []int{tries, tries + 1, tries + 2} {
		if sent, err := r.insist(t.Context(), share(&r.Lost[0], shares), shares); sent != 0 || err == nil || asked != want {
			t.Errorf("%d: asked %d times, want %d; %d, %v", i, asked, want, sent, err)
		}
	}
}

func TestOrderOfAKeyIsKept(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 30)
	for i := range lost {
		lost[i].Payload.Key = fmt.Appendf(nil, "k%d", i%3)
	}
	if _, err := s.replay(loosened(lost)).all(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int64{}
	logs := NewLogs(s.client)
	topic, err := logs.Topic(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	for _, span := range topic.Partitions {
		err := logs.Read(t.Context(), topic, span.Partition, span.Start, span.Stable, true, func(records []*kgo.Record) {
			for _, r := range records {
				var n int64
				if _, err := fmt.Sscanf(string(header(r, Header)), "order-%d", &n); err != nil || n < seen[string(r.Key)] {
					t.Errorf("key %s: %d comes behind %d, %v", r.Key, n, seen[string(r.Key)], err)
				}
				seen[string(r.Key)] = n
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%v", seen)
	}
}

func TestPortions(t *testing.T) {
	big := &Record{Payload: &Payload{Value: make([]byte, mostBytes+1)}}
	small := &Record{Payload: &Payload{Value: make([]byte, 10)}}
	if n := len(portionOf([]*Record{big, small})); n != 1 {
		t.Errorf("%d", n)
	}
	if n := len(portionOf(slices.Repeat([]*Record{small}, mostRecords+5))); n != mostRecords {
		t.Errorf("%d", n)
	}
}

// TestHeadersComeBack in their order, and are held against the hash.
func TestHeadersComeBack(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 2)
	for i := range lost {
		lost[i].Payload.Headers = []kgo.RecordHeader{{Key: "trace", Value: []byte("4bf9")}, {Key: "trace"}}
		lost[i].Hash = acked.Hash(lost[i].Payload.record())
	}
	o := s.order(lost)
	bare := *lost[1].Payload
	bare.Headers = bare.Headers[:1]
	o.Payloads[[2]string{"orders", id(1)}] = &bare
	if got, err := NewLogs(s.client).Restore(t.Context(), o); err != nil || got.Sent != 1 || got.Unproven != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	logs := NewLogs(s.client)
	topic, err := logs.Topic(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	if err := logs.Read(t.Context(), topic, 0, 0, topic.Partitions[0].Stable, true, func(records []*kgo.Record) {
		for _, r := range records {
			if h := r.Headers; len(h) != 3 || h[0].Key != "trace" || string(h[0].Value) != "4bf9" || h[1].Value != nil || h[2].Key != Header {
				t.Errorf("%v", h)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if len(lost[0].Payload.Headers) != 2 {
		t.Error("the payload was changed")
	}
}
