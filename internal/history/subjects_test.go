package history

import (
	"bytes"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestWhatIsRemembered is known by its name, also when it is gone, and after a
// restart.
func TestWhatIsRemembered(t *testing.T) {
	s := New()
	first := live(topicOf("orders", "a", 1, 2), topicOf("old", "b", 1))
	first.Cluster.Groups = []*model.Group{groupOf("billing", nil, 1)}
	first.Cluster.Quorum = &model.Quorum{Leader: 3, Voters: []model.QuorumReplica{{ID: 3}}}
	first.Brokers = []*model.Broker{{Name: "1", Seen: &model.Sighting{ID: 1, Answer: model.Answered}}}
	s.Record(at(0), first, nil)
	s.Record(at(5), live(topicOf("orders", "a", 1, 2)), nil)
	want := []string{"broker/1", "group/billing", "partition/old/0", "partition/orders/0", "partition/orders/1", "topic/old", "topic/orders"}
	var saved bytes.Buffer
	if err := s.Save(&saved); err != nil {
		t.Fatal(err)
	}
	again, err := Load(&saved)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Store{s, again} {
		var got []string
		for subject := range s.Subjects() {
			if subject.Kind != model.KindVoter {
				got = append(got, subject.String())
			}
		}
		slices.Sort(got)
		same(t, "subjects", got, want)
	}
	for range New().Subjects() {
		t.Error("an empty memory remembers something")
	}
	for n := range 7 { // whoever has seen enough may leave
		seen := 0
		for range s.Subjects() {
			if seen++; seen > n {
				break
			}
		}
		if seen != n+1 {
			t.Errorf("left after %d, want %d", seen, n+1)
		}
	}
}
