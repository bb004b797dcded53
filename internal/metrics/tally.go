package metrics

import (
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// tally is how much of a group's lag is known.
type tally struct {
	commitsKnown bool
	committed    int   // partitions with a commit
	unknown      int   // of those, whose lag is not known
	complete     bool  // the group's lag is known
	aged         bool  // the oldest age is the true one: no partition has but a lower bound, or none
	dated        bool  // no age is unknown altogether
	rated        bool  // all rates are known
	within       int64 // by how much the group's age may be lower, in ms
	surely       int64 // how old the oldest unread record is at least, in ms
}

// tally goes through the partitions of a group, and believes a sum only if
// each of them says the same.
func (v *view) tally(g *lag.Group) tally {
	t := tally{commitsKnown: len(g.Partitions) > 0 || g.Complete, aged: g.AgeKnown, dated: true, rated: true}
	if seen := v.groups[g.ID]; seen != nil && !seen.CommitsKnown && (seen.Type != "share" || seen.Shares == nil) {
		t.commitsKnown = false // a share group commits nothing, and tells in another way where it stands
	}
	for i := range g.Partitions {
		p := &g.Partitions[i]
		if !p.HasCommit {
			continue
		}
		t.committed++
		if !p.Known {
			t.unknown++
		}
		t.dated = t.dated && p.AgeKnown
		t.aged = t.aged && p.AgeKnown && p.How != lag.AtLeast
		t.rated = t.rated && p.Rates
		if p.AgeKnown {
			t.surely = max(t.surely, p.Age-p.Within)
		}
		if p.AgeKnown && p.Age == g.Age {
			t.within = max(t.within, p.Within)
		}
	}
	t.complete = g.Complete && t.commitsKnown && t.unknown == 0 && v.told(model.FactOffsets)
	return t
}
