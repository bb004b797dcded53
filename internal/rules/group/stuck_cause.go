package group

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// hangs tells whether a transaction that does not end keeps the group where it
// stands: it has read all that is stable, but for a marker perhaps, and the last
// stable offset has stood for half as long as the commit. It does not stand for as
// long, because the last commit may be older than the transaction.
func (s *stall) hangs(one *standing) bool {
	stable := s.stable(one)
	if stable < 0 || stable >= one.End || one.First < stable-1 {
		return false
	}
	since, ok := s.past.Stable(one.Topic, one.index()).Standing()
	return ok && s.Now()-since.At >= min(one.still, shortest)/2
}

// stable is the last stable offset of a partition; -1 where it is not told.
func (s *stall) stable(one *standing) int64 {
	part := s.layout(one)
	if part == nil || !one.Known || !part.Offsets.StableKnown {
		return -1
	}
	return part.Offsets.Stable
}

// layout is where a partition lives; nil if the cluster does not show it.
func (s *stall) layout(one *standing) *model.Partition {
	t := s.TopicByName(one.Topic)
	if t == nil {
		return nil
	}
	for i := range t.Layout.Partitions {
		if part := &t.Layout.Partitions[i]; part.Index == one.index() {
			return part
		}
	}
	return nil
}

// leaderless takes out the partitions of which no leader answers, and tells of
// them together: the brokers that are gone are to blame.
func (s *stall) leaderless() {
	var gone, left []standing
	var brokers []int32
	for _, one := range s.stuck {
		switch by := s.lacks(&one); {
		case one.Known:
			left = append(left, one)
		case len(by) > 0:
			gone, brokers = append(gone, one), append(brokers, by...)
		}
	}
	s.stuck = left
	if len(gone) == 0 {
		return
	}
	brokers = slices.Compact(slices.Sorted(slices.Values(brokers)))
	longest := slices.MaxFunc(gone, longer)
	r := s.Report("%s of the group, as %s, cannot be read: %s. For %s it has stood still there, and nothing in them is processed until a leader answers",
		finding.Plural(len(gone), "partition"), where(&longest), longest.Why, rule.Span(longest.waited)).
		About("no leader").
		Blames(brokers...).
		Fix("bring %s back", rule.NamedBrokers(brokers...))
	s.rests(r, &longest)
}

// lacks lists the brokers without which a partition has no leader that answers.
func (s *stall) lacks(one *standing) []int32 {
	part := s.layout(one)
	switch {
	case part == nil:
		return nil
	case part.Leader < 0:
		return part.Offline
	}
	if b := s.BrokerByID(part.Leader); b != nil && b.Seen.Answer != model.Answered {
		return []int32{part.Leader}
	}
	return nil
}

// suspicion says why it is only one, where all that waits may be markers of
// transactions; "" where there are records for certain.
func suspicion(stuck []standing) string {
	for i := range stuck {
		if !stuck[i].AtMost {
			return ""
		}
	}
	return " (a suspicion: nobody has read what lies there, and so few offsets may be markers of transactions, which nobody reads)"
}

func longer(a, b standing) int { return cmp.Compare(a.waited, b.waited) }

func unreadOf(all []standing) (n int64) {
	for i := range all {
		n += all[i].Records
	}
	return n
}

// are is a number of records with its verb.
func are(n int64) string {
	if n == 1 {
		return "1 record is"
	}
	return fmt.Sprintf("%d records are", n)
}

func where(one *standing) string { return fmt.Sprintf("%s/%d", one.Topic, one.index()) }

// describe is the command that shows the group.
func describe(g *model.Group, what string) string {
	if g.Type == "share" {
		return "kafka-share-groups.sh --bootstrap-server HOST:PORT --describe --group " + g.ID + " " + what
	}
	return tool + " --describe --group " + g.ID + " " + what
}

// show is the command that shows the first unread record of a partition.
func show(one *standing) string {
	return fmt.Sprintf("kafka-console-consumer.sh --bootstrap-server HOST:PORT --topic %s --partition %d --offset %d --max-messages 1",
		one.Topic, one.index(), one.First)
}

// abort is how a hanging transaction is found and ended.
func abort(one *standing) string {
	const transactions = "kafka-transactions.sh --bootstrap-server HOST:PORT"
	return fmt.Sprintf("find the producer and its CurrentTransactionStartOffset: %s describe-producers --topic %s --partition %d; "+
		"if it is gone or does not end, abort the transaction: %s abort --topic %s --partition %d --start-offset OFFSET",
		transactions, one.Topic, one.index(), transactions, one.Topic, one.index())
}
