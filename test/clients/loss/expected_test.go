package loss

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/detect"
)

// figures are what make false-losses leaves.
type figures struct {
	Rounds      int            `json:"rounds"`
	Entries     uint64         `json:"entries"`
	Confirmed   int            `json:"false_losses"`
	LeaderKills int            `json:"leader_kills"`
	Effects     map[string]int `json:"effects"` // how often each was seen to have taken records, or to have been a reason to ask
}

// TestM16_WhatIsNoLoss: retention, compaction, DeleteRecords, aborted transactions, a topic
// that is made anew, and a leader that is killed, again and again: nothing is ever confirmed,
// and each is seen to have been there. BREAKWATER_FALSE_LOSSES is for how long at the least.
func TestM16_WhatIsNoLoss(t *testing.T) {
	c := begin(t, 3, map[string]string{"log.retention.check.interval.ms": "500", "log.cleaner.backoff.ms": "500", "min.insync.replicas": "2"})
	c.topic("kept", 3, nil)
	c.topic("retained", 1, map[string]string{"retention.ms": "2000", "segment.ms": "500"})
	c.topic("compacted", 1, map[string]string{"cleanup.policy": "compact", "segment.ms": "500", "min.cleanable.dirty.ratio": "0.01", "max.compaction.lag.ms": "500"})
	c.topic("deleted", 1, nil)
	c.topic("aborted", 1, nil)
	c.topic("anew", 1, nil)
	w := c.writes()
	long, _ := time.ParseDuration(os.Getenv("BREAKWATER_FALSE_LOSSES"))
	f := figures{Effects: map[string]int{}}
	for until := time.Now().Add(long); f.Rounds < 2 || time.Now().Before(until) || f.Rounds < 10 && len(f.never()) > 0; f.Rounds++ {
		w.round(f.Rounds, &f)
		w.settles(&f)
		if f.Confirmed > 0 {
			t.Fatalf("round %d: %v", f.Rounds, w.watch.Verdicts())
		}
	}
	f.Entries = w.Counts().Ledger.Entries
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(text))
	if never := f.never(); len(never) > 0 {
		t.Errorf("never effective: %v", never)
	}
	if file := os.Getenv("BREAKWATER_FIGURES"); file != "" {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// never lists the ways that had no effect yet: Kafka has clocks of its own for some of them.
func (f *figures) never() (out []string) {
	for _, what := range []string{"retained", "compacted", "deleted", "aborted", "anew"} {
		if f.Effects[what] == 0 {
			out = append(out, what)
		}
	}
	return out
}

// round does each thing once.
func (w *writer) round(n int, f *figures) {
	w.Helper()
	for _, topic := range []string{"kept", "retained", "compacted", "deleted"} {
		for range 3 { // segments of their own
			w.sends(topic, 0, 20)
			w.pauses(300 * time.Millisecond)
		}
	}
	w.sends("kept", 1, 20)
	w.sends("kept", 2, 20)
	w.aborts(f)
	w.deletes()
	if n%4 == 1 {
		w.kills()
		f.LeaderKills++
	}
	if n%2 == 1 {
		w.recreates()
		w.arrives("anew")
	}
	w.sends("anew", 0, 20)
}

// pauses lets a cluster's own clocks go on.
func (w *writer) pauses(d time.Duration) {
	select {
	case <-w.Context().Done():
	case <-time.After(d):
	}
}

// settles waits for looks that tell of all partitions, and counts what they say.
func (w *writer) settles(f *figures) {
	w.Helper()
	w.waits("all is told", 2*time.Minute, func(all []detect.Verdict) bool {
		for _, v := range all {
			if v.State == detect.Unknown || v.State == detect.Suspected && v.Cause != detect.DeletedEarly {
				return false
			}
		}
		return len(all) >= 7
	})
	for _, v := range w.watch.Verdicts() {
		switch {
		case v.State == detect.Confirmed:
			f.Confirmed++
		case v.Topic == "retained" && v.Cause == detect.Retained, v.Topic == "deleted" && v.Cause == detect.DeletedEarly, v.Topic == "anew" && v.Cause == detect.Recreated:
			f.Effects[v.Topic]++
		case v.State != detect.Fine:
			w.Errorf("%v", v)
		}
	}
	f.Effects["compacted"] += w.holes("compacted")
}

// holes is how many offsets of a log have no record.
func (w *writer) holes(topic string) int {
	w.Helper()
	var end kadm.ListedOffset
	w.tries(func() error {
		ends, err := kadm.NewClient(w.client).ListEndOffsets(w.Context(), topic)
		end, _ = ends.Lookup(topic, 0)
		return errors.Join(err, end.Err)
	})
	reader := w.cluster.client(kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().AtStart()}}))
	defer reader.Close()
	holes, next := 0, int64(0)
	for next < end.Offset {
		ctx, cancel := context.WithTimeout(w.Context(), 10*time.Second)
		got := reader.PollFetches(ctx)
		cancel()
		if got.Err() != nil {
			return holes
		}
		got.EachRecord(func(r *kgo.Record) {
			holes += int(r.Offset - next)
			next = r.Offset + 1
		})
	}
	return holes
}
