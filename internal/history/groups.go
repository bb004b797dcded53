package history

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// dead is what Kafka calls the state of a group that is not there.
const dead = "Dead"

// group is what is remembered of one group.
type group struct {
	told    int64 // at when it was last listed
	heard   int   // how many coarse frames there were then
	members []string
	past    []model.GroupMoment
	topics  map[string]*consumed
}

// Group is how a group has changed, the oldest first. One that is no longer
// there is Dead, and has no members.
func (s *Store) Group(id string) []model.GroupMoment {
	if g := s.groups[id]; g != nil {
		return handed(g.past)
	}
	return nil
}

func (s *Store) recordGroups(l *look) {
	for _, seen := range l.cluster.Groups {
		g := s.groups[seen.ID]
		if g == nil {
			g = &group{topics: map[string]*consumed{}}
			s.groups[strings.Clone(seen.ID)] = g
		}
		g.told, g.heard = l.at, s.series.coarse.pushed
		if seen.MembersKnown {
			g.record(l.at, seen)
		}
		if seen.CommitsKnown {
			s.recordCommits(l, g, seen.Commits)
		}
	}
	if !l.allGroups {
		return
	}
	for _, g := range s.groups {
		if g.told != l.at {
			g.record(l.at, &model.Group{State: dead})
		}
	}
}

// record notes how a group is, if that differs from how it was.
func (g *group) record(at int64, seen *model.Group) {
	now := model.GroupMoment{At: at, State: seen.State, Epoch: seen.Epoch, Members: len(seen.Members)}
	if now.Epoch == 0 {
		now.Epoch = -1
	}
	first := len(g.past) == 0
	if !g.sameMembers(seen.Members) {
		members := g.memberIDs(seen.Members)
		if !first {
			now.Joined, now.Left = without(members, g.members), without(g.members, members)
		}
		g.members = members
	}
	if !first {
		was := &g.past[len(g.past)-1]
		if was.State == now.State && was.Epoch == now.Epoch && was.Members == now.Members && now.Joined == nil && now.Left == nil {
			return
		}
	}
	now.State = strings.Clone(now.State)
	g.past = remember(g.past, now)
}

// sameMembers tells whether a group has the members that it had.
func (g *group) sameMembers(now []model.Member) bool {
	if len(now) != len(g.members) {
		return false
	}
	for i := range now {
		if _, found := slices.BinarySearch(g.members, now[i].ID); !found {
			return false
		}
	}
	return true
}

// memberIDs are the ids of members, sorted; those that are not new share their
// text with the old ones.
func (g *group) memberIDs(now []model.Member) []string {
	ids := make([]string, len(now))
	for i := range now {
		if at, found := slices.BinarySearch(g.members, now[i].ID); found {
			ids[i] = g.members[at]
		} else {
			ids[i] = strings.Clone(now[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// without lists what stands in one sorted list and not in the other.
func without(list, other []string) (out []string) {
	for _, id := range list {
		if _, found := slices.BinarySearch(other, id); !found {
			out = append(out, id)
		}
	}
	return out
}
