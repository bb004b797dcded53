package produce

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestM10_WhatFailsIsCounted by its reason, once for each record, and what is settled by
// what it became.
func TestM10_WhatFailsIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: time.Second, Policies: []Policy{must(t)(Topics("t")), Headers(0, 0).Observed()}})
		s.Produce(t.Context(), &kgo.Record{Topic: "u"}, nil)
		s.Produce(t.Context(), nil, nil)
		s.Produce(t.Context(), &kgo.Record{Topic: "t", Headers: make([]kgo.RecordHeader, 1)}, nil)
		s.sends(t.Context(), 1, 5)
		s.kgo.acks(0, 1, 4, 0)
		s.kgo.acks(1, 2, 4, 0)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.fails(2, fmt.Errorf("no: %w", kerr.MessageTooLarge))
		s.kgo.fails(3, kerr.RequestTimedOut)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s.kgo.acks(4, 3, 4, 0)
		s.kgo.fails(5, kerr.TopicAuthorizationFailed)
		s.shut(time.Second)
		s.Produce(t.Context(), &kgo.Record{Topic: "t"}, nil)
		got := s.Counts()
		want := Counts{
			Told:     map[Kind]uint64{Persisted: 2, NotPersisted: 2, InDoubt: 3, Rejected: 2},
			Settled:  map[Kind]uint64{Persisted: 1, NotPersisted: 1},
			Failed:   map[string]uint64{"policy:topics": 1, "record": 1, "MESSAGE_TOO_LARGE": 1, "REQUEST_TIMED_OUT": 1, "time": 2, "closed": 1},
			Topics:   map[string]uint64{"t": 5, "u": 1},
			Observed: map[string]uint64{"headers": 1},
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("counted\n%v, want\n%v", got, want)
		}
		got.Told[Persisted] = 99
		if s.Counts().Told[Persisted] != 2 {
			t.Error("what Counts returns is no copy")
		}
	})
}

func TestReasons(t *testing.T) {
	for want, errs := range map[string][]error{
		"policy:sizes":       {&Rejection{"sizes", &TooLarge{Err: kerr.MessageTooLarge}}},
		"MESSAGE_TOO_LARGE":  {kerr.MessageTooLarge, fmt.Errorf("a: %w", kerr.MessageTooLarge), fmt.Errorf("%w: %w", ErrNotThere, kerr.MessageTooLarge)},
		"closed":             {ErrClosed, kgo.ErrClientClosed},
		"room":               {fmt.Errorf("%w: %w", ErrRoom, context.DeadlineExceeded), kgo.ErrMaxBuffered},
		"time":               {ErrTime, context.DeadlineExceeded},
		"record":             {fmt.Errorf("%w: nil", ErrRecord)},
		"client":             {kgo.ErrRecordTimeout, errors.New("anything")},
		"UNKNOWN_TOPIC_ID":   {kerr.UnknownTopicID},
		"INVALID_RECORD":     {kerr.InvalidRecord},
		"policy:my own name": {&Rejection{"my own name", ErrKey}},
	} {
		for _, err := range errs {
			if got := reason(err); got != want {
				t.Errorf("%v is counted as %s, want %s", err, got, want)
			}
		}
	}
}

// TestManyTopics are counted as one from the thousandth on.
func TestManyTopics(t *testing.T) {
	g := &Guard{desk: newDesk(1, time.Now())}
	for i := range maxTopics + 10 {
		for range 2 {
			g.counters.first(Outcome{Kind: Rejected, Record: &kgo.Record{Topic: fmt.Sprint(i)}, Err: ErrTopic})
		}
	}
	got := g.Counts().Topics
	if len(got) != maxTopics+1 || got["0"] != 2 || got[fmt.Sprint(maxTopics-1)] != 2 || got[""] != 20 {
		t.Errorf("%d topics, the others %d times", len(got), got[""])
	}
}
