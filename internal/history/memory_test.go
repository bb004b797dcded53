package history

import (
	"runtime"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestBytesOfASample holds the promise of at most 4 bytes for each sample of a
// cluster that changes with every look, with all that is kept beside them.
func TestBytesOfASample(t *testing.T) {
	s := full(newPlant(500, 25, 10))
	series, bytes := s.Memory()
	if want := 500*3*3 + 25*10*3; series != want {
		t.Errorf("%d numbers, want %d", series, want)
	}
	if each := float64(s.series.bytes()) / float64(series*(fineLooks+coarseLooks)); each > 4 {
		t.Errorf("%.2f bytes for a sample", each)
	}
	if bytes < s.series.bytes() {
		t.Errorf("%d bytes in all, and %d of samples alone", bytes, s.series.bytes())
	}
}

// TestMemoryIsWhatIsTaken: what is told of the memory is near to what the
// process takes.
func TestMemoryIsWhatIsTaken(t *testing.T) {
	p := newPlant(1000, 50, 10)
	before := inUse()
	s := full(p)
	taken := float64(inUse() - before)
	runtime.KeepAlive(p)
	_, bytes := s.Memory()
	if told := float64(bytes); told < 0.7*taken || told > 1.4*taken {
		t.Errorf("told %.0f bytes, and %.0f are taken", told, taken)
	}
	if s.LogEnd("topic-000000", 0) == nil {
		t.Error("the store was empty")
	}
}

func TestWhatTakesMemory(t *testing.T) {
	s := New()
	_, last := s.Memory()
	grows := func(what string, second int64, scope *model.Scope, gaps []model.Gap) {
		t.Helper()
		s.Record(at(second), scope, gaps)
		_, now := s.Memory()
		if now <= last {
			t.Errorf("%s takes no memory: %d bytes after %d", what, now, last)
		}
		last = now
	}
	grows("a gap", 0, nil, metadataGap(model.Denied))
	gaps := metadataGap(model.Denied)
	grows("a topic", 5, live(topicOf("t", "a")), gaps)
	grows("a partition", 10, live(topicOf("t", "a", 1)), gaps)
	scope := live(topicOf("t", "a", 1))
	scope.Cluster.Groups = []*model.Group{groupOf("g", nil)}
	grows("a group", 15, scope, gaps)
	scope.Cluster.Groups = []*model.Group{groupOf("g", []string{"member"})}
	grows("a member", 20, scope, gaps)
	scope.Cluster.Groups = []*model.Group{groupOf("g", []string{"member"}, 1)}
	grows("a commit", 25, scope, gaps)
	scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answered}}}
	grows("a broker", 30, scope, gaps)
	scope.Cluster.Quorum = &model.Quorum{Leader: 1, Voters: []model.QuorumReplica{{ID: 1}}}
	grows("a voter", 35, scope, gaps)
}

// TestReadingCostsNoMemory: rules read tens of thousands of tracks in a cycle.
func TestReadingCostsNoMemory(t *testing.T) {
	s := full(newPlant(10, 1, 10))
	tracks := map[string]func() model.Track{
		"log end":   func() model.Track { return s.LogEnd("topic-000003", 1) },
		"stable":    func() model.Track { return s.Stable("topic-000003", 1) },
		"committed": func() model.Track { return s.Committed("group-0000", "topic-000003", 1) },
	}
	for name, track := range tracks {
		if n := len(samples(track())); n < coarseLooks {
			t.Fatalf("%s: %d samples", name, n)
		}
		if n := testing.AllocsPerRun(100, func() { track().Rate(3_600_000) }); n > 8 {
			t.Errorf("%s: %.0f allocations for reading an hour", name, n)
		}
	}
}
