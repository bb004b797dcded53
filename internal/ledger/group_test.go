package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// order is what a replay is told to do with what is lost now.
func (s *stage) order(records []Record) Order {
	s.t.Helper()
	p := Payloads{}
	for i := range records {
		p[[2]string{records[i].Topic, records[i].Name()}] = records[i].Payload
	}
	return Order{Result: s.verify(records), Payloads: p, Now: time.Now, Progress: func(int) {}}
}

func TestM20_MembersShareTheWork(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 300)
	var end sync.WaitGroup
	got, errs := make([]Outcome, 3), make([]error, 3)
	for i := range 3 {
		o := s.order(lost)
		end.Go(func() { got[i], errs[i] = NewLogs(s.connect()).Restore(t.Context(), o) })
	}
	end.Wait()
	sent := 0
	for i := range got {
		if errs[i] != nil || len(got[i].Failures) > 0 || got[i].Lost != 300 || got[i].Sent+got[i].Elsewhere != 300 {
			t.Errorf("member %d: %+v, %v", i, got[i], errs[i])
		}
		sent += got[i].Sent
	}
	if sent != 300 {
		t.Errorf("%d were sent", sent)
	}
	s.once(lost)
	if groups, err := s.admin.ListGroups(t.Context()); err != nil || len(groups) != 0 {
		t.Errorf("what is left: %v, %v", groups.Groups(), err)
	}
}

// TestAMemberThatIsGone: what it had not done is done by the others.
func TestAMemberThatIsGone(t *testing.T) {
	s := newStage(t)
	s.create("work", 8)
	logs := NewLogs(s.client)
	topic, err := logs.Topic(t.Context(), "work")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var did []int32
	dead, die := context.WithCancel(t.Context())
	begun := make(chan struct{}, 8)
	var end sync.WaitGroup
	end.Go(func() {
		err := logs.Share(dead, "g", topic, func(ctx context.Context, _ int32) error {
			begun <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}, func(int32, error) {})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	<-begun
	end.Go(func() {
		err := NewLogs(s.connect()).Share(t.Context(), "g", topic, func(_ context.Context, n int32) error {
			mu.Lock()
			defer mu.Unlock()
			if did = append(did, n); len(did) == 1 {
				die()
			}
			return nil
		}, func(n int32, err error) { t.Errorf("%d: %v", n, err) })
		if err != nil {
			t.Error(err)
		}
	})
	end.Wait()
	die()
	slices.Sort(did)
	if !slices.Equal(did, []int32{0, 1, 2, 3, 4, 5, 6, 7}) {
		t.Errorf("%v", did)
	}
}

func TestAShareThatFails(t *testing.T) {
	s := newStage(t)
	s.create("work", 3)
	logs := NewLogs(s.client)
	topic, err := logs.Topic(t.Context(), "work")
	if err != nil {
		t.Fatal(err)
	}
	failed := map[int32]error{}
	err = logs.Share(t.Context(), "g", topic, func(_ context.Context, n int32) error {
		if n == 1 {
			return errors.New("no")
		}
		return nil
	}, func(n int32, err error) { failed[n] = err })
	if err != nil || len(failed) != 1 || failed[1] == nil {
		t.Errorf("%v, %v", failed, err)
	}
}

func TestWhatIsNotPutBack(t *testing.T) {
	s := newStage(t)
	lost := s.lose("orders", 6)
	o := s.order(lost)
	delete(o.Payloads, [2]string{"orders", id(0)})
	o.Payloads[[2]string{"orders", id(1)}] = &Payload{Key: []byte("k1"), Value: []byte("another")}
	o.DryRun = true
	logs := NewLogs(s.client)
	got, err := logs.Restore(t.Context(), o)
	if want := (Outcome{Lost: 6, Sent: 4, NoPayload: 1, Unproven: 1}); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, %v", got, err)
	}
	expect(t, s.verify(lost), map[Verdict]int{Missing: 6})
	if _, err := logs.Topic(t.Context(), Journal); !errors.Is(err, ErrNoTopic) {
		t.Errorf("a dry run has made the journal: %v", err)
	}
	o.DryRun = false
	if got, err = logs.Restore(t.Context(), o); err != nil || got.Sent != 4 || got.Elsewhere != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	expect(t, o.Result, map[Verdict]int{Restored: 4, Missing: 2})
	o.Unproven = true
	if got, err = logs.Restore(t.Context(), o); err != nil || got.Sent != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	s.remove("orders")
	gone := s.order(lost)
	if got, err = logs.Restore(t.Context(), gone); err != nil || got.Sent != 0 || len(got.Failures) != 1 {
		t.Errorf("a topic that is gone: %+v, %v", got, err)
	}
}

// TestCommitsOfAnEarlierRun say nothing of this one: its group may not be deleted, and it
// was to do less.
func TestCommitsOfAnEarlierRun(t *testing.T) {
	s := newStage(t)
	s.create("work", 4)
	s.fake.ControlKey(int16(kmsg.DeleteGroups), func(kmsg.Request) (kmsg.Response, error, bool) {
		s.fake.KeepControl()
		return nil, errors.New("not allowed"), true
	})
	logs := NewLogs(s.client)
	topic, err := logs.Topic(t.Context(), "work")
	if err != nil {
		t.Fatal(err)
	}
	for run := range 3 {
		did := 0
		err := logs.Share(t.Context(), "g", topic, func(context.Context, int32) error {
			did++
			return nil
		}, func(n int32, err error) { t.Errorf("%d: %v", n, err) })
		if err != nil || did != 4 {
			t.Errorf("run %d: %d shares, %v", run, did, err)
		}
	}
}
