package history

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// moves tells what the samples of a track show: that they differ, and that one is
// lower than the one before it.
func moves(t model.Track) (moved, fell bool) {
	if t == nil {
		return false, false
	}
	var younger model.Sample
	first := true
	for s := range t {
		moved = moved || !first && s.N != younger.N
		fell = fell || !first && s.N > younger.N
		younger, first = s, false
	}
	return moved, fell
}

// TestChangesHideNothing: whatever is told, forgotten, made anew or saved, no
// sample shows a change of which the short answer says that there is none; and
// what has never changed is said to be still.
func TestChangesHideNothing(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := New()
		end, commit, id := int64(100), int64(50), "AAAA"
		at := time.UnixMilli(1_700_000_000_000)
		everMoved := false
		for look := range 700 {
			at = at.Add(time.Duration(5+r.IntN(90)) * time.Second)
			switch r.IntN(400) {
			case 0:
				end += int64(r.IntN(5))
				everMoved = true
			case 1:
				end -= int64(r.IntN(5))
				everMoved = true
			case 2:
				commit = end - int64(r.IntN(10))
				everMoved = true
			case 3:
				id += "A" // the topic is made anew
				everMoved = true
			case 4:
				var b bytes.Buffer
				if err := s.Save(&b); err != nil {
					t.Fatal(err)
				}
				var err error
				if s, err = Load(&b); err != nil {
					t.Fatal(err)
				}
			}
			told := r.IntN(10) > 0
			layout := &model.Layout{TopicID: id, Partitions: []model.Partition{{Leader: 1, Offsets: model.Offsets{End: end, EndKnown: told}}}}
			g := &model.Group{ID: "billing", State: "Empty", CommitsKnown: told, Commits: []model.Commit{{Topic: "orders", Offset: commit}}}
			s.Record(at, &model.Scope{Topics: []*model.Topic{{Name: "orders", Layout: layout}},
				Cluster: &model.Cluster{Groups: []*model.Group{g}}}, nil)
			moved, fell := moves(s.LogEnd("orders", 0))
			if moved && model.EndMoved(s, "orders", 0) == 0 || fell && model.EndFell(s, "orders", 0) == 0 {
				t.Fatalf("seed %d, look %d: the log end has moved (%v) or fell (%v), and is said to be still", seed, look, moved, fell)
			}
			if moved, _ = moves(s.Committed("billing", "orders", 0)); moved && model.CommitsMoved(s, "billing") == 0 {
				t.Fatalf("seed %d, look %d: the commit has moved, and is said to be still", seed, look)
			}
			if !everMoved && (s.EndMoved("orders", 0) != 0 || s.EndFell("orders", 0) != 0 || s.CommitsMoved("billing") != 0) {
				t.Fatalf("seed %d, look %d: nothing has ever changed, and it is said", seed, look)
			}
		}
	}
}

// TestAChangeIsForgottenWithItsSamples, so that what rests for long is cheap again.
func TestAChangeIsForgottenWithItsSamples(t *testing.T) {
	s := New()
	at := time.UnixMilli(1_700_000_000_000)
	look := func(end int64) {
		at = at.Add(time.Minute)
		s.Record(at, &model.Scope{Cluster: &model.Cluster{}, Topics: []*model.Topic{{Name: "orders",
			Layout: &model.Layout{Partitions: []model.Partition{{Leader: 1, Offsets: model.Offsets{End: end, EndKnown: true}}}}}}}, nil)
	}
	look(7)
	look(5)
	fell := at.UnixMilli()
	if s.EndMoved("orders", 0) != fell || s.EndFell("orders", 0) != fell {
		t.Errorf("moved %d, fell %d, want %d", s.EndMoved("orders", 0), s.EndFell("orders", 0), fell)
	}
	look(9)
	if s.EndMoved("orders", 0) != at.UnixMilli() || s.EndFell("orders", 0) != fell {
		t.Errorf("moved %d, fell %d", s.EndMoved("orders", 0), s.EndFell("orders", 0))
	}
	for range coarseLooks {
		look(9)
	}
	if s.EndMoved("orders", 0) != 0 || s.EndFell("orders", 0) != 0 {
		t.Errorf("moved %d, fell %d, and no sample is as old", s.EndMoved("orders", 0), s.EndFell("orders", 0))
	}
	if s.EndMoved("payments", 0) != 0 || s.EndFell("orders", 3) != 0 || s.CommitsMoved("billing") != 0 {
		t.Error("what nobody has told of has changed")
	}
}

// TestAHistoryThatDoesNotKnow is looked through.
func TestAHistoryThatDoesNotKnow(t *testing.T) {
	h := struct{ model.History }{New()}
	if model.EndMoved(h, "orders", 0) == 0 || model.EndFell(h, "orders", 0) == 0 || model.CommitsMoved(h, "billing") == 0 {
		t.Error("it is taken for still")
	}
}
