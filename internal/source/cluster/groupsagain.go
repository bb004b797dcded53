package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/model"
)

// undescribed are the groups whose members are asked for in this look: all of
// them when it is their turn, and in other looks those that are new, or are in
// another state or on another coordinator than before. The members of the others
// are those of the look before.
func (l *look) undescribed(groups []*model.Group) []*model.Group {
	if l.due(describeTurn) {
		return groups
	}
	var out []*model.Group
	for _, g := range groups {
		was := l.again.groupByID[g.ID]
		if was == nil || !was.MembersKnown || was.Type != g.Type || was.State != g.State || was.Coordinator != g.Coordinator {
			out = append(out, g)
			continue
		}
		g.Members, g.MembersKnown, g.Epoch = was.Members, true, was.Epoch
	}
	return out
}

// unseenGroups adds the groups that were there before, and which nobody lists
// while a broker that may coordinate them is silent. All that is known of such
// a group is its name: that it is not told of is no reason to take it for gone.
func (l *look) unseenGroups() {
	listed := map[string]bool{}
	l.groupByID = map[string]*model.Group{}
	for _, g := range l.cluster.Groups {
		listed[g.ID] = true
		l.groupByID[g.ID] = g
	}
	if l.again == nil {
		return
	}
	for id, was := range l.again.groupByID {
		if n := l.brokers[was.Coordinator]; listed[id] || n == nil || n.listed {
			continue
		}
		g := &model.Group{ID: id, Type: was.Type, Protocol: was.Protocol, Coordinator: was.Coordinator}
		l.cluster.Groups = append(l.cluster.Groups, g)
		l.groupByID[id] = g
	}
}

// Each look asks for one of these in turn, and a scan for all: what changes
// slowly, or is looked at over minutes.
const (
	describeTurn = iota // members of groups
	startTurn           // log start offsets
	stableTurn          // last stable offsets
	turns
)

func (l *look) turn() int { return l.number % turns }

// due tells whether something is asked for in this look.
func (l *look) due(turn int) bool { return l.again == nil || l.turn() == turn }
