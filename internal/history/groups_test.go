package history

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestGroupMoments(t *testing.T) {
	type look struct {
		groups []*model.Group
		gaps   []model.Gap
		dark   bool
	}
	is := func(state string, epoch int32, members ...string) look {
		g := groupOf("g", members)
		g.State, g.Epoch = state, epoch
		return look{groups: []*model.Group{g}}
	}
	untold := look{groups: []*model.Group{{ID: "g", State: "Empty"}}}
	others := []*model.Group{groupOf("h", nil)}
	missed := []model.Gap{{Fact: model.FactGroups, Scope: model.Subject{Kind: model.KindBroker, Name: "1"}}}
	first := model.GroupMoment{At: ms(0), State: "Stable", Epoch: -1, Members: 2}
	cases := []struct {
		name string
		next look
		want *model.GroupMoment // nil: nothing has changed
	}{
		{"the same", is("Stable", 0, "a", "b"), nil},
		{"another order", is("Stable", 0, "b", "a"), nil},
		{"another state", is("PreparingRebalance", 0, "a", "b"), &model.GroupMoment{State: "PreparingRebalance", Epoch: -1, Members: 2}},
		{"an epoch", is("Stable", 7, "a", "b"), &model.GroupMoment{State: "Stable", Epoch: 7, Members: 2}},
		{"one joins", is("Stable", 0, "c", "b", "a"), &model.GroupMoment{State: "Stable", Epoch: -1, Members: 3, Joined: []string{"c"}}},
		{"one leaves", is("Stable", 0, "b"), &model.GroupMoment{State: "Stable", Epoch: -1, Members: 1, Left: []string{"a"}}},
		{"one takes the place of another", is("Stable", 0, "a", "c"), &model.GroupMoment{State: "Stable", Epoch: -1, Members: 2, Joined: []string{"c"}, Left: []string{"b"}}},
		{"all leave", is("Empty", 0), &model.GroupMoment{State: "Empty", Epoch: -1, Left: []string{"a", "b"}}},
		{"it is deleted", look{groups: others}, &model.GroupMoment{State: "Dead", Epoch: -1, Left: []string{"a", "b"}}},
		{"its members are not told", untold, nil},
		{"no group is told", look{}, nil},
		{"a broker does not tell its groups", look{groups: others, gaps: missed}, nil},
		{"no broker answers", look{groups: others, dark: true}, nil},
	}
	for _, c := range cases {
		s := New()
		want := []model.GroupMoment{first}
		if c.want != nil {
			c.want.At = ms(5)
			want = append(want, *c.want)
		}
		for i, l := range []look{is("Stable", 0, "b", "a"), c.next, c.next} {
			scope := live()
			scope.Cluster.Groups, scope.Cluster.Dark = l.groups, l.dark
			s.Record(at(int64(5*i)), scope, l.gaps)
		}
		same(t, c.name, s.Group("g"), want)
	}
}

// TestMembersOfAnId: two members of one id are a broker's mistake, and no reason
// to see a change in each look.
func TestMembersOfAnId(t *testing.T) {
	s := New()
	for i := range int64(4) {
		scope := live()
		scope.Cluster.Groups = []*model.Group{groupOf("g", []string{"a", "a", "b"})}
		s.Record(at(i), scope, nil)
	}
	same(t, "the group", s.Group("g"), []model.GroupMoment{{At: ms(0), State: "Stable", Epoch: -1, Members: 3}})
}

func TestCommitsOfAGroup(t *testing.T) {
	s := New()
	looks := [][]model.Commit{
		{{Topic: "t", Partition: 1, Offset: 5}, {Topic: "u", Partition: 0, Offset: 100}, {Topic: "t", Partition: 0, Offset: 7}},
		{{Topic: "t", Partition: 0, Offset: 8}, {Topic: "u", Partition: 0, Offset: -1}},
		nil,
		{{Topic: "t", Partition: 0, Offset: 2}, {Topic: "t", Partition: 1 << 30, Offset: 3}, {Topic: "u", Partition: 0, Offset: 101}},
	}
	for i, commits := range looks {
		g := &model.Group{ID: "g", Commits: commits, CommitsKnown: true}
		if commits == nil {
			g = &model.Group{ID: "g", CommitsKnown: false, Commits: []model.Commit{{Topic: "t", Offset: 99}}}
		}
		scope := live(topicOf("t", "a", int64(10*i), 20))
		scope.Cluster.Groups = []*model.Group{g}
		s.Record(at(int64(5*i)), scope, nil)
	}
	sameTrack(t, "t 0", s.Committed("g", "t", 0), 15, 2, 5, 8, 0, 7)
	sameTrack(t, "t 1", s.Committed("g", "t", 1), 0, 5)
	sameTrack(t, "t 1<<30", s.Committed("g", "t", 1<<30), 15, 3)
	sameTrack(t, "u 0, a topic of which nobody told", s.Committed("g", "u", 0), 15, 101, 0, 100)
	if s.Group("g") != nil {
		t.Error("moments of a group whose members were never told")
	}
}
