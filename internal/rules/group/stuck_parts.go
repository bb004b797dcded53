package group

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// parts tells of partitions that stand still while others of the group move:
// each by its cause, and all of one member together.
func (s *stall) parts() {
	var nobody []standing
	hung := map[string]bool{}
	for i := range s.stuck {
		one := &s.stuck[i]
		reader := s.reader(one)
		switch {
		case s.hangs(one):
			s.transaction(one)
		case reader == nil:
			nobody = append(nobody, *one)
		case len(s.stuckOf(reader)) > 1 && !s.moves(reader):
			if !hung[reader.ID] {
				hung[reader.ID] = true
				s.member(reader)
			}
		default:
			s.record(one, reader)
		}
	}
	if len(nobody) > 0 {
		s.unassigned(nobody)
	}
}

// reader is the member that is to read a partition; nil if none is, or if it is
// not told.
func (s *stall) reader(one *standing) *model.Member {
	if s.readers == nil {
		s.readers = map[model.TopicPartition]*model.Member{}
		for i := range s.Group().Members {
			m := &s.Group().Members[i]
			for _, at := range m.Assigned {
				if s.readers[at] == nil {
					s.readers[at] = m
				}
			}
		}
	}
	return s.readers[one.place()]
}

func (s *stall) stuckOf(m *model.Member) (out []standing) {
	for _, one := range s.stuck {
		if reader := s.reader(&one); reader != nil && reader.ID == m.ID {
			out = append(out, one)
		}
	}
	return out
}

func (s *stall) moves(m *model.Member) bool {
	return slices.ContainsFunc(s.moving, func(one standing) bool {
		reader := s.reader(&one)
		return reader != nil && reader.ID == m.ID
	})
}

// record tells of a partition whose member goes on elsewhere: it is the record.
// Where it reads nothing else, it may be the member as well.
func (s *stall) record(one *standing, reader *model.Member) {
	why := "its other partitions move: most likely it fails at that record each time (a poison record)"
	if !s.moves(reader) {
		why = "others of the group move: it fails at that record each time (a poison record), or it hangs"
	}
	doubt := suspicion([]standing{*one})
	r := s.Report("the group stands still before offset %d of %s, and %s unread: it has not moved for %s. "+
		"%s is there and reads it, and %s. Nothing behind it is processed%s",
		one.First, where(one), are(one.Records), rule.Span(one.waited), nameOf(reader), why, doubt).
		Fix("look at the record: %s. Then repair the consumer; or stop the group and skip the record: %s --group %s --topic %s:%d --reset-offsets --to-offset %d --execute",
			show(one), tool, s.Group().ID, one.Topic, one.index(), one.First+1)
	s.about(r, one, doubt)
	r.Because(told(s.Group(), "assigned to", nameOf(reader)))
}

// transaction tells of a partition that a transaction keeps closed.
func (s *stall) transaction(one *standing) {
	stable := s.stable(one)
	r := s.Report("the group stands still at offset %d of %s, and %s behind it: for %s the last stable offset has been %d. "+
		"A transaction was begun there and has neither been committed nor aborted, so a consumer with isolation.level=read_committed gets nothing that came after it. "+
		"The broker aborts what is open for transaction.max.timeout.ms (15 min by default); longer than that it hangs",
		one.Committed, where(one), are(one.Records), rule.Span(one.waited), stable).
		Because(rule.Told("last stable offset", strconv.FormatInt(stable, 10), "broker "+strconv.Itoa(int(one.Leader)))).
		BlamesPartition(one.Topic, one.index()).
		Fix("%s", abort(one))
	s.about(r, one, "")
	if one.waited < longestTransaction {
		r.As(finding.Warning)
	}
}

// longestTransaction is how long, in ms, a broker lets one be open by default.
const longestTransaction = 15 * minute

// member tells of one that acknowledges nothing of all that it is to read,
// while others of the group go on.
func (s *stall) member(m *model.Member) {
	all := s.stuckOf(m)
	longest, doubt := slices.MaxFunc(all, longer), suspicion(all)
	r := s.Report("member %s stands still: for %s nothing has moved in %s that it is to read, as %s, and %s unread, while other members go on. "+
		"It sends heartbeats, so Kafka does not give its partitions to another: nothing in them is processed%s",
		nameOf(m), rule.Span(longest.waited), finding.Plural(len(all), "partition"), where(&longest), are(unreadOf(all)), doubt).
		About("member " + nameOf(m)).
		Fix("look at its log and take a thread dump, then restart it: its partitions go to the others")
	s.about(r, &longest, doubt)
	r.Of(s.Subject())
}

// unassigned tells of partitions that no member reads.
func (s *stall) unassigned(all []standing) {
	g, longest, doubt := s.Group(), slices.MaxFunc(all, longer), suspicion(all)
	why, fix := "No member of it is given them: a member may assign partitions itself and leave these out, or the members subscribe to different topics",
		"see who reads what, and restart the application: "+describe(g, "--members --verbose")
	switch {
	case rebalancing(g.State):
		why = "The group is in state " + g.State + ", and a rebalance that does not end gives them to nobody"
	case memberless(g):
		why = "The group has no members, so its consumers assign partitions themselves: none of them reads these, or it hangs there"
		fix = "see which consumer is to read " + where(&longest) + " by its assignment in the code or its configuration, and restart that one"
	case !slices.ContainsFunc(g.Members, func(m model.Member) bool { return m.Assigned != nil }):
		why = "What its members were given is not told"
	}
	r := s.Report("%s of the group, as %s, stand still for %s, and %s unread, while others move. %s. Nothing in them is processed%s",
		finding.Plural(len(all), "partition"), where(&longest), rule.Span(longest.waited), are(unreadOf(all)), why, doubt).
		About("no member").
		Fix("%s", fix)
	s.about(r, &longest, doubt)
	r.Of(s.Subject())
}

// about makes a finding one about a partition.
func (s *stall) about(r *rule.Report, one *standing, doubt string) {
	s.rests(r, one).Of(s.Group().PartitionSubject(one.Topic, one.index()))
	if doubt != "" {
		r.As(finding.Warning)
	}
}

// rests names what it rests on that a partition stands still.
func (s *stall) rests(r *rule.Report, one *standing) *rule.Report {
	return r.Since(s.Now()-one.waited).Because(
		told(s.Group(), "committed offset of "+where(one), strconv.FormatInt(one.Committed, 10)),
		rule.Told("log end offset of "+where(one), strconv.FormatInt(one.last, 10), "broker "+strconv.Itoa(int(one.Leader))),
		rule.Told("the commit has not moved for", rule.Span(one.still), "the watch"))
}
