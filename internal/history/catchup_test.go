package history

import (
	"bytes"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// lackedBy is a look in which broker 2 lacks records; below zero: it is in sync;
// untold: of some partitions it does not tell.
func lackedBy(records int64, untold int) *model.Scope {
	s := &model.Sighting{ID: 2, Answer: model.Answered}
	if records >= 0 {
		s.CatchUp = &model.CatchUp{Partitions: 1 + untold, Untold: untold}
		s.CatchUp.Add(model.TopicPartition{Topic: "orders"}, records)
	}
	return &model.Scope{Cluster: &model.Cluster{}, Brokers: []*model.Broker{{Name: "2", Seen: s}}}
}

// TestWhatABrokerLacked is remembered of looks that were told of all of it, and
// after a restart.
func TestWhatABrokerLacked(t *testing.T) {
	s := New()
	start := time.UnixMilli(1_800_000_000_000)
	for i, look := range []*model.Scope{lackedBy(-1, 0), lackedBy(900, 0), lackedBy(700, 1), lackedBy(500, 0), lackedBy(0, 0), lackedBy(-1, 0)} {
		s.Record(start.Add(time.Duration(i)*5*time.Second), look, nil)
	}
	loaded, err := Load(bytes.NewReader(saved(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]*Store{"as recorded": s, "as saved": loaded} {
		var got []int64
		for one := range h.CatchUp(2) {
			got = append(got, one.N)
		}
		if len(got) != 3 || got[0] != 0 || got[1] != 500 || got[2] != 900 {
			t.Errorf("%s: %v", name, got)
		}
		if h.CatchUp(1) != nil {
			t.Errorf("%s: a broker of which nobody told has a past", name)
		}
	}
}

// TestWhatABrokerLackedIsNoVolume: nobody is told of it as of a directory.
func TestWhatABrokerLackedIsNoVolume(t *testing.T) {
	s := New()
	s.Record(time.UnixMilli(1_800_000_000_000), lackedBy(900, 0), nil)
	for _, path := range []string{"", "records", "/var/lib/kafka"} {
		if s.Usable(2, path) != nil {
			t.Errorf("the volume of %q has a past", path)
		}
	}
}
