package history

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestBrokerMoments(t *testing.T) {
	first := model.Sighting{ID: 1, Answer: model.Answered, Leads: 1, Holds: 1, Listed: true}
	change := func(f func(*model.Sighting)) model.Sighting {
		s := first
		f(&s)
		return s
	}
	refused := change(func(s *model.Sighting) { s.Answer, s.Leads, s.Holds, s.Listed = model.Refused, 0, 0, false })
	cases := []struct {
		name string
		next model.Sighting
		isr  []int32
		gaps []model.Gap
		dark bool
		want *model.BrokerMoment // nil: nothing has changed
	}{
		{"the same", first, []int32{1, 2}, nil, false, nil},
		{"another address", change(func(s *model.Sighting) { s.Address = "b1:9092" }), []int32{1, 2}, nil, false, nil},
		{"it refuses", refused, []int32{2}, nil, false, &model.BrokerMoment{Answer: model.Refused}},
		{"it refuses, and metadata are missing", refused, nil, metadataGap(model.TimedOut), false,
			&model.BrokerMoment{Answer: model.Refused, Leads: 1, Holds: 1, InSync: 1}},
		{"it refuses, and some topics are hidden", refused, []int32{2}, metadataGap(model.Denied), false, &model.BrokerMoment{Answer: model.Refused}},
		{"no broker answers", refused, nil, nil, true, &model.BrokerMoment{Answer: model.Refused, Leads: 1, Holds: 1, InSync: 1, Listed: true}},
		{"it falls out of sync", first, []int32{2}, nil, false, &model.BrokerMoment{Answer: model.Answered, Leads: 1, Holds: 1, Listed: true}},
		{"it is fenced", change(func(s *model.Sighting) { s.Fenced = true }), []int32{1, 2}, nil, false,
			&model.BrokerMoment{Answer: model.Answered, Leads: 1, Holds: 1, InSync: 1, Listed: true, Fenced: true}},
		{"the run ended before it answered", change(func(s *model.Sighting) { s.Answer = model.Unheard }), []int32{1, 2}, nil, false, nil},
	}
	for _, c := range cases {
		s := New()
		s.Record(at(0), brokerLook(first, []int32{1, 2}, false), nil)
		for i := range int64(2) {
			s.Record(at(5+i), brokerLook(c.next, c.isr, c.dark), c.gaps)
		}
		want := []model.BrokerMoment{{At: ms(0), Answer: model.Answered, Leads: 1, Holds: 1, InSync: 1, Listed: true}}
		if c.want != nil {
			c.want.At, c.want.Before = ms(5), ms(0)
			want = append(want, *c.want)
		}
		same(t, c.name, s.Broker(1), want)
	}
}

// brokerLook is a look at one broker, and at a topic of two partitions, the
// second of which has one replica.
func brokerLook(seen model.Sighting, isr []int32, dark bool) *model.Scope {
	topic := topicOf("t", "a", 1, 1)
	topic.Layout.Partitions[0].ISR = isr
	topic.Layout.Partitions[1].Replicas, topic.Layout.Partitions[1].ISR = []int32{1}, []int32{1}
	scope := live(topic)
	scope.Brokers = []*model.Broker{{Seen: &seen}}
	scope.Cluster.Dark = dark
	return scope
}

func TestBrokersThatAreNotKnown(t *testing.T) {
	s := New()
	scope := live()
	scope.Brokers = []*model.Broker{{Name: "declared"}, {Seen: &model.Sighting{ID: -1, Answer: model.Refused}}, {Seen: &model.Sighting{ID: 3, Answer: model.Unheard}}}
	s.Record(at(0), scope, nil)
	if s.Broker(-1) != nil || s.Broker(0) != nil || s.Broker(3) != nil {
		t.Error("moments of brokers of which nothing was told")
	}
}

func TestUsableBytes(t *testing.T) {
	s := New()
	looks := []struct {
		known bool
		dirs  []model.LogDir
	}{
		{true, []model.LogDir{{Path: "/a", Usable: 1 << 41}, {Path: "/b", Usable: -1}}},
		{false, []model.LogDir{{Path: "/a", Usable: 0}}},
		{true, []model.LogDir{{Path: "/a", Usable: 0}, {Path: "/b", Usable: 7}}},
	}
	for i, l := range looks {
		scope := live()
		scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answered, LogDirsKnown: l.known, LogDirs: l.dirs}}}
		s.Record(at(int64(i)), scope, nil)
	}
	sameTrack(t, "/a", s.Usable(1, "/a"), 2, 0, 0, 1<<41)
	sameTrack(t, "/b", s.Usable(1, "/b"), 2, 7)
	sameTrack(t, "/c", s.Usable(1, "/c"))
}
