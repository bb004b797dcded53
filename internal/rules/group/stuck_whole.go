package group

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// whole tells of a group of which nothing moves: one finding, however many
// partitions it has.
func (s *stall) whole() {
	g, longest := s.Group(), slices.MaxFunc(s.stuck, longer)
	if longest.waited < minute {
		return // a restart takes as long
	}
	why, fix := s.wholeWhy()
	doubt := suspicion(s.stuck)
	r := s.Report("the whole group stands still: for %s nothing has moved in %s where records wait, and %s unread. %s. "+
		"Nothing is processed until that is solved. It stands before offset %d of %s%s",
		rule.Span(longest.waited), finding.Plural(len(s.stuck), "partition"), are(unreadOf(s.stuck)), why, longest.First, where(&longest), doubt).
		Because(membersOf(g)).
		Fix("%s", fix)
	s.rests(r, &longest)
	if s.allHang() {
		for i := range s.stuck {
			r.BlamesPartition(s.stuck[i].Topic, s.stuck[i].index())
		}
	}
	switch {
	case doubt != "":
		r.As(finding.Warning)
	case longest.waited < rarest && !slices.ContainsFunc(s.all, s.commitsOften):
		r.As(finding.Warning).Because(rule.Told("pauses between commits", "not known, or long", "the watch"))
	case s.hangs(&longest) && longest.waited < longestTransaction:
		r.As(finding.Warning)
	case memberless(g) && !s.critical():
		r.As(finding.Warning) // somebody may have stopped it
	}
}

func memberless(g *model.Group) bool { return g.MembersKnown && len(g.Members) == 0 }

// membersOf is how many members the group has.
func membersOf(g *model.Group) rule.Reading {
	if !g.MembersKnown {
		return told(g, "members", "not told")
	}
	return told(g, "members", strconv.Itoa(len(g.Members)))
}

// allHang tells whether it is transactions alone that keep the group.
func (s *stall) allHang() bool {
	return !slices.ContainsFunc(s.stuck, func(one standing) bool { return !s.hangs(&one) })
}

// rarest is how rarely, in ms, an application may commit: sinks that write files
// do it once an hour.
const rarest = 90 * minute

// commitsOften tells whether a pause between commits is unusual there, as far as
// that is known.
func (s *stall) commitsOften(one standing) bool {
	if one.moves == 0 || one.moves >= often {
		return one.moves > 0
	}
	usual, _ := pause(s.past, s.Group().ID, &one.Partition, 0)
	return usual < s.Param("at_most")
}

// wholeWhy is why nothing of the group moves, and what to do.
func (s *stall) wholeWhy() (why, fix string) {
	g, one := s.Group(), &s.stuck[0]
	switch {
	case s.allHang():
		return "All of that lies behind the last stable offset: a transaction was begun and neither committed nor aborted, " +
			"so a consumer with isolation.level=read_committed gets nothing", abort(one)
	case rebalancing(g.State):
		return "It is in state " + g.State + ": a rebalance does not end, mostly because a member does not come back to join it",
			"find the member that does not join, and restart it: " + describe(g, "--members")
	case !g.MembersKnown:
		return "Who its members are is not told", "see whether the application runs, and look at its log: " + describe(g, "--members")
	case memberless(g):
		return "It has no member: the application is down, somebody has stopped it, or it assigns partitions itself and hangs",
			"start the application; if it is gone for good, delete the group: " + tool + " --delete --group " + g.ID
	}
	who := make([]string, len(g.Members))
	for i := range g.Members {
		who[i] = nameOf(&g.Members[i])
	}
	return "Its members send heartbeats and acknowledge nothing: they wait for something (a database, another service, a lock), " +
			"fail at every record, or cannot commit",
		fmt.Sprintf("look at the log of %s, and take a thread dump; if it is one record that they fail at, look at it: %s", some(who), show(one))
}

// critical tells whether a policy calls one of the topics critical.
func (s *stall) critical() bool {
	return slices.ContainsFunc(s.stuck, func(one standing) bool {
		t := s.TopicByName(one.Topic)
		if t == nil || s.WorkloadOf(t) == nil {
			return false
		}
		critical, _ := rule.Says(s.WorkloadOf(t).Critical)
		return critical
	})
}
