package history

import (
	"fmt"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// everything is a look at one thing of each kind, beside what always stays.
func everything(name string) *model.Scope {
	scope := live(topicOf("stays", "id", 1), topicOf(name, "id "+name, 5, 6))
	g := &model.Group{ID: name, State: "Stable", MembersKnown: true, CommitsKnown: true, Members: []model.Member{{ID: "m"}},
		Commits: []model.Commit{{Topic: name, Offset: 3}, {Topic: "unseen " + name, Offset: 3}}}
	stays := groupOf("stays", []string{"a"})
	stays.Commits = []model.Commit{{Topic: "stays", Offset: 1}, {Topic: name, Offset: 1}}
	scope.Cluster.Groups = []*model.Group{stays, g}
	return scope
}

func quiet() *model.Scope {
	scope := everything("")
	scope.Topics, scope.Cluster.Groups = scope.Topics[:1], scope.Cluster.Groups[:1]
	scope.Cluster.Groups[0].Commits = scope.Cluster.Groups[0].Commits[:1]
	return scope
}

func TestForgetting(t *testing.T) {
	s := New()
	s.Record(at(0), quiet(), nil)
	before, _ := s.Memory()
	scope := everything("x")
	scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answered, LogDirsKnown: true, LogDirs: []model.LogDir{{Path: "/a"}}}}}
	scope.Cluster.Quorum = &model.Quorum{Leader: 1, Voters: []model.QuorumReplica{{ID: 1}}}
	s.Record(at(5), scope, nil)
	for minute := range int64(coarseLooks) {
		s.Record(at(60*(minute+1)), quiet(), nil)
	}
	if len(s.Topic("x")) != 2 || len(s.Group("x")) != 2 || s.Broker(1) == nil || s.Usable(1, "/a") == nil || s.Voter(1) == nil || s.Committed("stays", "x", 0) == nil {
		t.Error("something is forgotten before its last sample is")
	}
	s.Record(at(60*(coarseLooks+1)), quiet(), nil)
	if s.Topic("x") != nil || s.Group("x") != nil || s.Broker(1) != nil || s.Usable(1, "/a") != nil || s.Voter(1) != nil || s.Committed("stays", "x", 0) != nil {
		t.Error("something is not forgotten")
	}
	if after, _ := s.Memory(); after != before {
		t.Errorf("%d numbers, want %d", after, before)
	}
	if len(s.Topic("stays")) != 1 || len(s.Group("stays")) != 1 || len(samples(s.Committed("stays", "stays", 0))) < coarseLooks {
		t.Error("what stays is forgotten, too")
	}
}

// TestNothingIsForgottenInTheDark: an outage may last as long as it likes.
func TestNothingIsForgottenInTheDark(t *testing.T) {
	s := New()
	s.Record(at(0), everything("x"), nil)
	dark := live()
	dark.Cluster.Dark = true
	for minute := range int64(2 * coarseLooks) {
		s.Record(at(60*(minute+1)), dark, nil)
	}
	sameTrack(t, "the log end", s.LogEnd("x", 1), 0, 6)
	sameTrack(t, "the commit", s.Committed("x", "x", 0), 0, 3)
}

// TestMemoryStaysBounded: topics and groups that come and go leave nothing.
func TestMemoryStaysBounded(t *testing.T) {
	s := New()
	var half, most int64
	const looks = 10_000
	for i := range int64(looks) {
		s.Record(at(60*i), everything(fmt.Sprint("passing ", i/3)), nil)
		_, bytes := s.Memory()
		switch {
		case i < looks/4:
			half = max(half, bytes)
		default:
			most = max(most, bytes)
		}
	}
	if most > half+half/20 {
		t.Errorf("%d bytes after a quarter of the looks, and up to %d later", half, most)
	}
	if n, _ := s.Memory(); n > 8*coarseLooks || len(s.topics) > coarseLooks || len(s.groups) > coarseLooks {
		t.Errorf("%d numbers, %d topics, %d groups", n, len(s.topics), len(s.groups))
	}
}
