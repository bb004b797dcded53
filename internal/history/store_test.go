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

// TestWhatWasNotSeenIsNotForgotten when the clock is set back: it has not been
// seen for as long as before.
func TestWhatWasNotSeenIsNotForgotten(t *testing.T) {
	of := model.Subject{Kind: model.KindCluster}
	gaps := []model.Gap{{Fact: model.FactOffsets, Scope: of, Why: model.TimedOut}}
	const began, last = 100, 400
	for name, c := range map[string]struct {
		back time.Duration // against the last look
		gaps []model.Gap
		want int64 // ms that it has been missing by the look at which the clock was set back; -1: it is seen
	}{
		"by an hour":              {time.Hour, gaps, (last - began) * 1000},
		"by little over a minute": {time.Minute + time.Millisecond, gaps, (last - began) * 1000},
		"by a year":               {365 * 24 * time.Hour, gaps, (last - began) * 1000},
		"and it is seen now":      {time.Hour, nil, -1},
	} {
		s := New()
		s.Record(at(0), live(topicOf("t", "a", 1)), nil)
		s.Record(at(began), live(topicOf("t", "a", 1)), gaps)
		s.Record(at(last), live(topicOf("t", "a", 1)), gaps)
		now := at(last).Add(-c.back)
		s.Record(now, live(topicOf("t", "a", 1)), c.gaps)
		since := s.Unknown(model.FactOffsets, of)
		if got := now.UnixMilli() - since; c.want >= 0 && got != c.want || c.want < 0 && since != 0 {
			t.Errorf("%s: missing for %d ms (since %d), want %d", name, got, since, c.want)
		}
		s.Record(now.Add(5*time.Second), live(topicOf("t", "a", 1)), c.gaps)
		if again := s.Unknown(model.FactOffsets, of); again != since {
			t.Errorf("%s: missing since %d, and in the next look since %d", name, since, again)
		}
	}
}
