package group

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

const (
	second = 1000 // ms
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// abandonedAfter is the parameter of all rules that judge groups without a
// member, too.
var abandonedAfter = rule.Param{Name: "abandoned_after", Default: day, Unit: rule.Period,
	Doc: "A group without a member is in use for this long after it was last seen to commit anything."}

// active tells whether the group is in use: it has a member now, or it has
// committed something in the last abandoned_after, as far as that is
// remembered. That its state is not known is a skip.
func active(p *rule.Pass) bool {
	if inUse(p) {
		return true
	}
	g := p.Group()
	if g.State == "" || !everMoved(p) {
		return false
	}
	return slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return lately(p, c.Topic, c.Partition) })
}

// everMoved tells whether any commit of the group may have moved in what is
// remembered.
func everMoved(p *rule.Pass) bool {
	h, ok := p.Past(0)
	return ok && model.CommitsMoved(h, p.Group().ID) != 0
}

// lately tells whether the group has committed there in the last
// abandoned_after.
func lately(p *rule.Pass, topic string, partition int32) bool {
	h, ok := p.Past(0)
	if !ok {
		return false
	}
	at, ok := moved(h.Committed(p.Group().ID, topic, partition))
	return ok && p.Now()-at <= p.Param(abandonedAfter.Name)
}

// current tells whether the group still reads a partition: its commits on what
// it does not read any more only have not expired yet. A member that does not
// tell what it reads may read anything; where there is no member, a topic is
// read of which something was committed lately.
func current(p *rule.Pass, topic string, partition int32) bool {
	g := p.Group()
	if !g.InUse() {
		return everMoved(p) && (lately(p, topic, partition) ||
			slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return c.Topic == topic && lately(p, topic, c.Partition) }))
	}
	if !g.MembersKnown {
		return true
	}
	at := model.TopicPartition{Topic: topic, Partition: partition}
	return slices.ContainsFunc(g.Members, func(m model.Member) bool {
		return m.Subscribed == nil && m.Assigned == nil || slices.Contains(m.Subscribed, topic) || slices.Contains(m.Assigned, at)
	})
}

// standsKnown tells whether it is known where the group stands. That it is not
// is a skip.
func standsKnown(p *rule.Pass) bool {
	if p.Group().Type != "share" {
		return commitsKnown(p)
	}
	known := p.Lag().Told
	if !known {
		p.Skip("offsets of the share group", "they could not be read", model.Origin{})
	}
	return known
}

// moved is when a number was last seen to be another one than before. It is not
// ok where it has been the same all the time.
func moved(t model.Track) (at int64, ok bool) { return t.Moved() }

// rebalancing tells whether the members are being given other partitions now.
func rebalancing(state string) bool {
	return slices.Contains([]string{"PreparingRebalance", "CompletingRebalance", "Assigning", "Reconciling"}, state)
}

// tool is how a command about groups begins.
const tool = "kafka-consumer-groups.sh --bootstrap-server HOST:PORT"
