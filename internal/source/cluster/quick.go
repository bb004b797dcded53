package cluster

import "github.com/breakwaterhq/breakwater/internal/model"

// A quick look asks who is there and what one of them tells of the topics, and
// nothing else: a probe has seen a broker go or come back, and that is not to wait
// for what takes long. What it does not want stays known to the look after it,
// and is not told by this one.

// quick tells a look that wants no groups, after one that has seen the whole.
func (l *look) quick() bool { return l.again != nil && !l.want.Has(model.FactGroups) }

// silence is why a broker did not answer the newest probe. A quick look does not
// wait for it once more.
func (l *look) silence(n *node) error {
	if !l.quick() {
		return nil
	}
	return l.unheardOf[n.seen.ID]
}

// keep takes over for the look after a quick one what that did not ask for: the
// groups, of which some may be coordinated by a broker that is silent then, and
// what is being reassigned.
func (l *look) keep() {
	if !l.quick() {
		return
	}
	l.groupByID = l.again.groupByID
	if was := l.again.cluster; was != nil {
		l.cluster.Moving = was.Moving
	}
}
