package history

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// topic is what is remembered of the topics of one name.
type topic struct {
	name  string
	id    string // of the newest; "" before Kafka 2.8
	era   uint32 // number of the newest, over all topics of the cluster
	gone  bool
	told  int64 // at when it was last seen
	heard int   // how many coarse frames there were then
	parts []partition
	past  []model.TopicMoment
}

// Topic is what is remembered of the topics of one name, the oldest first.
func (s *Store) Topic(name string) []model.TopicMoment {
	if t := s.topics[name]; t != nil {
		return handed(t.past)
	}
	return nil
}

func (s *Store) recordTopics(l *look) {
	for _, seen := range l.scope.Topics {
		if seen.Layout != nil {
			t := s.topicSeen(l, seen)
			s.recordPartitions(l, t, seen.Layout)
		}
	}
	if !l.allTopics {
		return
	}
	for _, t := range s.topics {
		if t.told != l.at && !t.gone {
			t.gone = true
			t.past = remember(t.past, model.TopicMoment{At: l.at, Last: s.sum(t)})
		}
	}
}

// topicSeen notes that a topic is there.
func (s *Store) topicSeen(l *look, seen *model.Topic) *topic {
	t, id := s.topics[seen.Name], seen.Layout.TopicID
	now := model.TopicMoment{At: l.at, Partitions: len(seen.Layout.Partitions)}
	switch {
	case t == nil:
		t = &topic{name: strings.Clone(seen.Name)}
		s.topics[t.name] = t
		s.begin(t, id)
	case t.another(id):
		now.Last = s.sum(t)
		s.begin(t, id)
	case t.id == "":
		t.id = strings.Clone(id)
	}
	now.ID = t.id
	t.gone, t.told, t.heard = false, l.at, s.series.coarse.pushed
	if n := len(t.past); n == 0 || t.past[n-1].ID != now.ID || t.past[n-1].Partitions != now.Partitions {
		t.past = remember(t.past, now)
	}
	return t
}

// another tells whether a topic of the same name is not the same topic. Where
// there are no ids, one that was gone is another.
func (t *topic) another(id string) bool {
	if id == "" || t.id == "" {
		return t.gone && id == t.id
	}
	return id != t.id
}

// begin lets a topic start anew.
func (s *Store) begin(t *topic, id string) {
	s.releaseParts(t)
	s.eras++
	t.id, t.era, t.parts = strings.Clone(id), s.eras, nil
}

// sum is all log ends of a topic as they were last told; 0 where one was not.
func (s *Store) sum(t *topic) (sum int64) {
	for i := range t.parts {
		end := t.parts[i].end
		if end == nowhere || s.series.fine.last[end] == hole {
			return 0
		}
		sum += s.series.fine.last[end]
	}
	return sum
}
