package group

import "github.com/breakwaterhq/breakwater/internal/model"

// calm is for how long nobody comes or goes between two roll-outs, in ms. In a
// storm the members come back at times of their own.
const calm = 2 * minute

// rollOuts counts the times at which nearly all members of a group were replaced
// one after the other, with calm before and after: a deployment, and the next one
// that takes it back. One that began before the window counts as a whole, as some of
// its members were replaced in it; so does one that goes on, and one that had begun
// before anything is remembered. Where half of the members were out at once it is
// none, because a group that is thrown out as a whole comes back so, too. It is one
// at least.
func rollOuts(all []model.GroupMoment, since, now int64, size int) int {
	n := 0
	var b burst
	for i := range all {
		m := &all[i]
		if i == 0 || len(m.Joined)+len(m.Left) == 0 {
			continue
		}
		if b.last > 0 && m.At-b.last > calm {
			n += b.rollOut(since, now, size)
			b = burst{}
		}
		if b.last == 0 {
			b.fewest = all[i-1].Members
			b.cut = m.At-all[0].At <= calm
		}
		b.joined += len(m.Joined)
		b.fewest = min(b.fewest, m.Members)
		b.last = m.At
	}
	return max(1, n+b.rollOut(since, now, size))
}

// burst is changes of members that follow each other closely.
type burst struct {
	joined, fewest int
	last           int64 // the newest; 0: there is none
	cut            bool  // it may have begun before anything is remembered
}

// rollOut is 1 for one in which four members of five were replaced, as far as all of
// it was seen, and never more than half of them were out.
func (b *burst) rollOut(since, now int64, size int) int {
	part := b.cut || now-b.last <= calm
	if b.last > since && size > 1 && (part || 5*b.joined >= 4*size) && 2*b.fewest >= size {
		return 1
	}
	return 0
}
