package history

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestTopicMoments goes through looks that are five seconds apart; a look
// without a topic is of a cluster whose broker answered and named none.
func TestTopicMoments(t *testing.T) {
	type look struct {
		topic *model.Topic
		gaps  []model.Gap
		dark  bool
	}
	missed := metadataGap(model.TimedOut)
	cases := []struct {
		name  string
		looks []look
		want  []model.TopicMoment
	}{
		{"nothing changes", []look{{topic: topicOf("t", "a", 1)}, {topic: topicOf("t", "a", 9)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}}},
		{"partitions are added", []look{{topic: topicOf("t", "a", 1)}, {topic: topicOf("t", "a", 9, 0)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}, {At: ms(5), ID: "a", Partitions: 2}}},
		{"it is deleted", []look{{topic: topicOf("t", "a", 4, 5)}, {}, {}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 2}, {At: ms(5), Last: 9}}},
		{"it is created again between two looks", []look{{topic: topicOf("t", "a", 4, 5)}, {topic: topicOf("t", "b", 0)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 2}, {At: ms(5), ID: "b", Partitions: 1, Last: 9}}},
		{"it is created again later", []look{{topic: topicOf("t", "a", 4, 5)}, {}, {topic: topicOf("t", "b", 0)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 2}, {At: ms(5), Last: 9}, {At: ms(10), ID: "b", Partitions: 1, Last: 9}}},
		{"it was not deleted, but not named", []look{{topic: topicOf("t", "a", 4)}, {}, {topic: topicOf("t", "a", 6)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}, {At: ms(5), Last: 4}, {At: ms(10), ID: "a", Partitions: 1}}},
		{"it is deleted twice", []look{{topic: topicOf("t", "a", 4)}, {}, {topic: topicOf("t", "b", 6)}, {}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}, {At: ms(5), Last: 4}, {At: ms(10), ID: "b", Partitions: 1, Last: 4}, {At: ms(15), Last: 6}}},
		{"a log end was not told when it was last seen", []look{{topic: topicOf("t", "a", 4, 5)}, {topic: topicOf("t", "a", -1, 7)}, {}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 2}, {At: ms(10), Last: 11}}},
		{"a log end was never told", []look{{topic: topicOf("t", "a", 4, -1)}, {}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 2}, {At: ms(5)}}},
		{"metadata are missing", []look{{topic: topicOf("t", "a", 4)}, {gaps: missed}, {topic: topicOf("t", "a", 4)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}}},
		{"metadata may not be read", []look{{topic: topicOf("t", "a", 4)}, {gaps: metadataGap(model.Denied)}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}}},
		{"no broker answers", []look{{topic: topicOf("t", "a", 4)}, {dark: true}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}}},
		{"it is declared, and on no cluster", []look{{topic: topicOf("t", "a", 4)}, {topic: &model.Topic{Name: "t"}}},
			[]model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}, {At: ms(5), Last: 4}}},
		{"brokers without topic ids", []look{{topic: topicOf("t", "", 4)}, {topic: topicOf("t", "", 5)}},
			[]model.TopicMoment{{At: ms(0), Partitions: 1}}},
		{"brokers without topic ids, and it was deleted", []look{{topic: topicOf("t", "", 4)}, {}, {topic: topicOf("t", "", 0)}},
			[]model.TopicMoment{{At: ms(0), Partitions: 1}, {At: ms(5), Last: 4}, {At: ms(10), Partitions: 1, Last: 4}}},
		{"brokers get topic ids", []look{{topic: topicOf("t", "", 4)}, {topic: topicOf("t", "a", 5)}, {topic: topicOf("t", "", 6)}},
			[]model.TopicMoment{{At: ms(0), Partitions: 1}, {At: ms(5), ID: "a", Partitions: 1}}},
	}
	for _, c := range cases {
		s := New()
		for i, l := range c.looks {
			scope := live()
			scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answered}}}
			scope.Cluster.Dark = l.dark
			if l.topic != nil {
				scope.Topics = []*model.Topic{l.topic}
			}
			s.Record(at(int64(5*i)), scope, l.gaps)
		}
		same(t, c.name, s.Topic("t"), c.want)
	}
}

// TestNobodyAnswered: where neither a topic was named nor a broker answered,
// nothing is known to be gone.
func TestNobodyAnswered(t *testing.T) {
	s := New()
	s.Record(at(0), live(topicOf("t", "a", 4)), nil)
	scope := live()
	scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Silent}}, {}}
	s.Record(at(5), scope, nil)
	same(t, "the topic", s.Topic("t"), []model.TopicMoment{{At: ms(0), ID: "a", Partitions: 1}})
}

func TestTopicCreatedAgainStartsAnew(t *testing.T) {
	s := New()
	look := func(second int64, id string, end, commit int64) {
		scope := live(topicOf("t", id, end))
		scope.Topics[0].Layout.Partitions[0].LeaderEpoch = int32(second)
		scope.Cluster.Groups = []*model.Group{groupOf("g", nil, commit)}
		s.Record(at(second), scope, nil)
	}
	look(0, "a", 100, 90)
	look(5, "a", 110, 100)
	look(10, "b", 3, 1)
	look(15, "b", 5, 2)
	sameTrack(t, "the log end", s.LogEnd("t", 0), 15, 5, 10, 3)
	sameTrack(t, "the commit", s.Committed("g", "t", 0), 15, 2, 10, 1)
	if p := s.Partition("t", 0); len(p) != 2 || p[0].At != ms(10) {
		t.Errorf("the partition was %+v", p)
	}
}

// TestCommitOfATopicBefore: until the group is told of again, nothing is known
// of what it has committed of the new topic.
func TestCommitOfATopicBefore(t *testing.T) {
	s := New()
	scope := live(topicOf("t", "a", 100))
	scope.Cluster.Groups = []*model.Group{groupOf("g", nil, 90)}
	s.Record(at(0), scope, nil)
	s.Record(at(5), live(topicOf("t", "b", 3)), nil)
	sameTrack(t, "the commit", s.Committed("g", "t", 0))
	s.Record(at(10), scope, metadataGap(model.TimedOut))
	sameTrack(t, "the commit of the third topic", s.Committed("g", "t", 0), 10, 90)
}

func TestTopicThatCameBackKeepsItsPast(t *testing.T) {
	s := New()
	s.Record(at(0), live(topicOf("t", "a", 100), topicOf("u", "u", 1)), nil)
	s.Record(at(5), live(topicOf("u", "u", 1)), nil)
	s.Record(at(10), live(topicOf("t", "a", 120), topicOf("u", "u", 1)), nil)
	sameTrack(t, "the log end", s.LogEnd("t", 0), 10, 120, 0, 100)
}
