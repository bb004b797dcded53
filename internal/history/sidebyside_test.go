package history

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// changing is a cluster that does not stand still: everything that is remembered
// of it is another thing from look to look.
func changing(look int64) (*model.Scope, []model.Gap) {
	t := topicOf("t", fmt.Sprint("id-", look/20), 100*look, 50*look)
	t.Layout.Partitions[0].LeaderEpoch = int32(look / 5)
	t.Layout.Partitions[0].Offsets.Start, t.Layout.Partitions[0].Offsets.StartKnown = look, true
	t.Layout.Partitions[1].Offsets.Stable, t.Layout.Partitions[1].Offsets.StableKnown = 40*look, true
	s := live(t)
	s.Brokers = []*model.Broker{{Name: "1", Seen: &model.Sighting{ID: 1, Answer: model.Answered, Holds: int(look % 7),
		LogDirsKnown: true, LogDirs: []model.LogDir{{Path: "/data", Total: 1 << 40, Usable: 1<<40 - look}}}}}
	s.Cluster.Groups = []*model.Group{groupOf("g", []string{fmt.Sprint("m", look%3)}, 90*look, 45*look)}
	s.Cluster.Quorum = &model.Quorum{Leader: int32(look % 2), HighWatermark: 10 * look, Voters: []model.QuorumReplica{{ID: 1, LogEnd: 10*look - look%4}}}
	s.Cluster.Moving = []model.TopicPartition{{Topic: "t", Partition: 1}}
	return s, []model.Gap{{Fact: model.FactGroups, Scope: model.Subject{Kind: model.KindBroker, Name: "2"}, Why: model.TimedOut}}
}

// recited is everything that is remembered, as text.
func recited(h model.History) string {
	var b strings.Builder
	for name, track := range map[string]model.Track{
		"end": h.LogEnd("t", 0), "start": h.LogStart("t", 0), "stable": h.Stable("t", 1), "committed": h.Committed("g", "t", 0),
		"voter": h.Voter(1), "usable": h.Usable(1, "/data"), "none": h.LogEnd("other", 0),
	} {
		since, standing := track.Standing()
		perSecond, over, rated := track.Rate(60_000)
		fmt.Fprintln(&b, name, samples(track), since, standing, perSecond, over, rated)
	}
	fmt.Fprintln(&b, h.Since(), h.Topic("t"), h.Partition("t", 0), h.Group("g"), h.Broker(1), h.Quorum(), h.Moving("t", 1),
		h.Unknown(model.FactGroups, model.Subject{Kind: model.KindBroker, Name: "2"}))
	lines := strings.Split(b.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestReadersSideBySide: between two looks rules read at once, and each reads
// what it would read alone.
func TestReadersSideBySide(t *testing.T) {
	s := New()
	before := ""
	for look := range int64(60) {
		scope, gaps := changing(look)
		s.Record(at(5*look), scope, gaps)
		s.Probed(at(5*look + 2))
		var all sync.WaitGroup
		read := make([]string, 4)
		for i := range read {
			all.Go(func() { read[i] = recited(s) })
		}
		all.Wait()
		for i, got := range read {
			if got != read[0] {
				t.Fatalf("after look %d reader %d is told\n%s\nand another one\n%s", look, i, got, read[0])
			}
		}
		if alone := recited(s); alone != read[0] || alone == before {
			t.Fatalf("after look %d one alone is told\n%s\nbefore\n%s\nside by side\n%s", look, alone, before, read[0])
		}
		before = read[0]
	}
	if !strings.Contains(before, "id-2") || strings.Contains(before, "end []") {
		t.Errorf("what is read is\n%s", before)
	}
}

// TestReadingChangesNothing: who reads between two looks leaves the memory as it
// was, so that rules in any order find the same.
func TestReadingChangesNothing(t *testing.T) {
	read, unread := New(), New()
	for look := range int64(100) {
		scope, gaps := changing(look)
		read.Record(at(5*look), scope, gaps)
		unread.Record(at(5*look), scope, gaps)
		recited(read)
	}
	same(t, "what was read", recited(read), recited(unread))
	series, bytes := read.Memory()
	others, size := unread.Memory()
	if series != others || bytes != size {
		t.Errorf("reading takes room: %d series and %d bytes, without %d and %d", series, bytes, others, size)
	}
}
