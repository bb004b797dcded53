package group

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// churn is how the members of a group came and went in a window.
type churn struct {
	from    int64 // the first change in it
	covered int64 // ms of the window of which is known what happened

	rebalances int
	joined     int   // member ids that were new
	left       int   // member ids that went
	members    int   // at the most
	stopped    int64 // ms in which nothing was assigned: the members were being given other partitions, or all were out

	excess int64   // changes beyond one for each client
	at     []int64 // when it rebalanced
	now    int64
	lives  []int64 // ms between joining and leaving, of those that did both
	worst  string  // the client that came back most often; "" if its ids do not tell
	again  int     // how often
}

// churnOf goes through what is remembered of a group since a time. Of a group
// that changes very often only the last changes are kept: then less of the
// window is covered.
func churnOf(all []model.GroupMoment, members []model.Member, since, now int64) churn {
	c := churn{now: now, covered: now - since}
	if len(all) >= model.Moments {
		c.covered = min(c.covered, now-all[0].At)
	}
	born, joins := map[string]int64{}, map[string]int{}
	epochs := 0
	var before *model.GroupMoment
	for i := range all {
		m := &all[i]
		until := now
		if i+1 < len(all) {
			until = all[i+1].At
		}
		if rebalancing(m.State) || m.State == "Empty" {
			c.stopped += max(0, until-max(m.At, since))
		}
		if m.At > since && before != nil {
			c.step(before, m, born, joins)
			if m.Epoch > before.Epoch && before.Epoch >= 0 {
				epochs += int(m.Epoch - before.Epoch)
			}
		}
		if m.At > since || until > since {
			c.members = max(c.members, m.Members)
		}
		before = m
	}
	c.count(joins, members, epochs, rollOuts(all, since, now, c.members))
	return c
}

// step takes one change into account.
func (c *churn) step(before, m *model.GroupMoment, born map[string]int64, joins map[string]int) {
	c.joined += len(m.Joined)
	c.left += len(m.Left)
	for _, id := range m.Joined {
		born[id] = m.At
		joins[clientOf(id)]++
	}
	for _, id := range m.Left {
		if at, ok := born[id]; ok {
			c.lives = append(c.lives, m.At-at)
		}
	}
	began := rebalancing(m.State) && !rebalancing(before.State)
	unseen := !rebalancing(m.State) && !rebalancing(before.State) && (len(m.Joined)+len(m.Left) > 0 || m.Epoch > before.Epoch && before.Epoch >= 0)
	if began || unseen {
		c.rebalances++
		c.at = append(c.at, m.At)
		if c.from == 0 {
			c.from = m.At
		}
	}
}

// count says how much is more than one change for each client and roll-out, which
// gives each member a new id, and two rebalances at the most: one when it leaves,
// one when it comes back.
func (c *churn) count(joins map[string]int, members []model.Member, epochs, rollOuts int) {
	clients := map[string]int{}
	for i := range members {
		clients[clientOf(members[i].ID)]++
	}
	byID := 0
	for client, n := range joins {
		more := n - rollOuts*max(1, clients[client])
		if client == "" {
			more = n - rollOuts*c.members
		}
		byID += max(0, more)
		if client != "" && (n > c.again || n == c.again && client < c.worst) {
			c.worst, c.again = client, n
		}
	}
	rounds := max(c.rebalances, epochs)/2 - rollOuts*c.members
	c.excess = int64(max(byID, rounds, 0))
}

// throughout tells whether it rebalanced all the time: in each third of what is
// covered.
func (c *churn) throughout() bool {
	start := c.now - c.covered
	for third := range int64(3) {
		from, to := start+third*c.covered/3, start+(third+1)*c.covered/3
		if !slices.ContainsFunc(c.at, func(at int64) bool { return at >= from && at <= to }) {
			return false
		}
	}
	return true
}

// clientOf is the client of a member id, which mostly is the client.id with a
// random part behind it; "" where the id is random alone.
func clientOf(id string) string {
	const uuid, short = 36, 22 // characters of a random part
	switch n := len(id); {
	case n == short:
		return ""
	case n > uuid && strings.Count(id[n-uuid:], "-") == 4 && id[n-uuid-1] == '-':
		return id[:n-uuid-1]
	case n == uuid && strings.Count(id, "-") == 4:
		return ""
	}
	if i := strings.LastIndexByte(id, '-'); i > 0 {
		return id[:i]
	}
	return ""
}
