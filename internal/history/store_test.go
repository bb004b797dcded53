package history

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestUnknown(t *testing.T) {
	s := New()
	of := model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "3"}
	gap := model.Gap{Fact: model.FactLogDirs, Scope: of, Why: model.TimedOut}
	plain := gap
	plain.Scope.Cluster = ""
	looks := []struct {
		gaps []model.Gap
		want int64
	}{
		{nil, 0},
		{[]model.Gap{gap}, ms(5)},
		{[]model.Gap{plain, gap}, ms(5)},
		{nil, 0},
		{[]model.Gap{gap}, ms(20)},
	}
	for i, l := range looks {
		s.Record(at(int64(5*i)), nil, l.gaps)
		if got := s.Unknown(model.FactLogDirs, of); got != l.want {
			t.Errorf("look %d: missing since %d, want %d", i, got, l.want)
		}
	}
	if s.Unknown(model.FactGroups, of) != 0 || s.Unknown(model.FactLogDirs, model.Subject{Kind: model.KindBroker, Name: "4"}) != 0 {
		t.Error("a fact is missing that was not missed")
	}
}

// TestLooksThatTellNothing leave no trace but that the cluster is watched.
func TestLooksThatTellNothing(t *testing.T) {
	dark := live(topicOf("t", "a", 99))
	dark.Cluster.Dark = true
	cases := map[string]*model.Scope{
		"no scope":               nil,
		"files alone":            {Topics: []*model.Topic{topicOf("t", "a", 99)}},
		"no broker answers":      dark,
		"a cluster and no topic": live(),
	}
	for name, scope := range cases {
		s := New()
		if s.Since() != 0 {
			t.Errorf("%s: watched since %d before the first look", name, s.Since())
		}
		s.Record(at(0), scope, nil)
		s.Record(at(5), live(topicOf("t", "a", 1)), nil)
		s.Record(at(10), scope, nil)
		sameTrack(t, name, s.LogEnd("t", 0), 5, 1)
		if got := s.Topic("t"); len(got) != 1 || got[0].At != ms(5) || s.Since() != ms(0) {
			t.Errorf("%s: topic %+v, watched since %d", name, got, s.Since())
		}
	}
}

func TestClockThatGoesBack(t *testing.T) {
	cases := []struct {
		name  string
		back  time.Duration
		since int64
		want  []int64
	}{
		{"it stood", 0, ms(0), []int64{100, 2, 0, 1}},
		{"by a minute", time.Minute, ms(0), []int64{100, 2, 0, 1}},
		{"by more", time.Minute + time.Millisecond, ms(100) - 60_001, nil},
	}
	for _, c := range cases {
		s := New()
		s.Record(at(0), live(topicOf("t", "a", 1)), nil)
		s.Record(at(100), live(topicOf("t", "a", 2)), nil)
		s.Record(at(100).Add(-c.back), live(topicOf("t", "a", 3)), nil)
		if s.Since() != c.since {
			t.Errorf("%s: watched since %d, want %d", c.name, s.Since(), c.since)
		}
		if c.want != nil {
			sameTrack(t, c.name, s.LogEnd("t", 0), c.want...)
		} else if got := samples(s.LogEnd("t", 0)); len(got) != 1 || got[0].N != 3 {
			t.Errorf("%s: %v, want the new look alone", c.name, got)
		}
	}
}
