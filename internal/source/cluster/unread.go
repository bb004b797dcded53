package cluster

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// mostHunts is for how many places of groups a look seeks the first record behind them.
// What was found before and still counts is not sought again.
const mostHunts = 64

// behind is where a group stands with records behind it that were there a look
// before: it is told by nothing else how old the first of them is.
type behind struct {
	place
	id     string         // of the topic: one that was made anew has other records
	stand  int64          // the committed offset; of a share group, where its share partition starts
	into   **model.Unread // where it is told what was found
	first  int64          // offset of the first that is unread and still there
	lag    int64
	stands bool // it stands where it stood in the look before
	used   bool // the group has members, or has moved since

	anew bool // what is known is looked for once more: compaction may have taken that record away
}

// hunt is the search for the first record behind a commit. It goes on over
// several looks, for as long as the commit stands.
type hunt struct {
	first    int64
	from, to int64 // its timestamp lies between these, ms since 1970; to is 0 before anything is known
	step     int   // of the search for a beginning
	done     bool
	none     bool  // there is none
	upTo     int64 // the log end up to which there is none
	offset   int64 // where the record is; -1: not told
	next     found // by its timestamp: the first record so far that is not before the one that is sought
	seen     bool  // in this look
}

// found is a record that ListOffsets told of.
type found struct{ offset, at int64 } // at: its timestamp, ms since 1970; 0: none was told of

// spot is where a hunt is.
type spot struct {
	topic     string
	id        string // of the topic
	partition int32
	first     int64
}

func (b *behind) spot() spot { return spot{b.topic, b.id, b.part.Index, b.first} }

// hunts are those of a cluster, kept from look to look.
type hunts struct {
	of     map[spot]*hunt
	denied map[string]bool // topics whose records the principal may not read

	suspects []model.TopicPartition // where a transaction may hang
	owners   map[int64]owner        // of transactions there, by their producer ids
}

func newHunts() *hunts {
	return &hunts{of: map[spot]*hunt{}, denied: map[string]bool{}, owners: map[int64]owner{}}
}

// askUnread seeks the first unread record behind groups that stand, and behind
// those that are furthest behind. Where the principal may read, records are
// fetched, and only their headers looked at; else their timestamps are closed
// in on by ListOffsets, two steps in each look.
func (l *look) askUnread(ctx context.Context) {
	if l.again == nil || l.hunts == nil {
		return
	}
	if l.whole() {
		clear(l.hunts.denied)
	}
	open := l.worst(l.leftBehind())
	l.fetchFirst(ctx, open)
	for range stepsInALook {
		l.closeIn(ctx, open)
	}
	if ctx.Err() == nil { // else who was not seen is not gone
		l.hunts.tell(open)
	}
}

// leftBehind lists where records are behind groups which were there in the look
// before. Of a topic that was made anew since, no record was.
func (l *look) leftBehind() []behind {
	var out []behind
	for _, g := range l.cluster.Groups {
		before := l.again.groupByID[g.ID]
		for i := range g.Commits {
			c := &g.Commits[i]
			if b, is := l.behind(c.Topic, c.Partition, c.Offset); is {
				b.into, b.stands = &c.Unread, stood(before, c)
				out = append(out, l.inUse(b, g))
			}
		}
		for i := range g.Shares {
			s := &g.Shares[i]
			if b, is := l.behind(s.Topic, s.Partition, s.Start); is && s.Lag != 0 {
				b.into, b.stands = &s.Unread, stoodShare(before, s)
				out = append(out, l.inUse(b, g))
			}
		}
	}
	return out
}

// inUse says whether anybody is to read what is there. What nobody reads is looked
// for once more with whole looks alone: such groups may be many.
func (l *look) inUse(b behind, g *model.Group) behind {
	b.used = g.InUse() || !b.stands
	b.anew = b.anew && (b.used || l.whole())
	return b
}

// behind is what lies behind an offset that a group has come to, if anything
// does that lay there in the look before. -1 is no such offset.
func (l *look) behind(topic string, partition int32, stand int64) (b behind, is bool) {
	p, was := l.partition(topic, partition), l.again.partition(topic, partition)
	if stand < 0 || p == nil || was == nil || !p.Offsets.EndKnown {
		return b, false
	}
	id := l.byName[topic].Layout.TopicID
	first := max(stand, p.Offsets.Start)
	there := was.Offsets.EndKnown && was.Offsets.End > first || !l.again.want.Has(model.FactOffsets) // a quick look asks for no offsets
	if id != l.again.byName[topic].Layout.TopicID || p.Offsets.End <= first || !there {
		return b, false
	}
	return behind{place: place{topic, p}, id: id, stand: stand, first: first, lag: p.Offsets.End - first, anew: compacted(l.again.byName[topic])}, true
}

// compacted tells whether records may go out of the middle of a topic, as far as
// its settings are known: those of the look before, since this one may just ask.
func compacted(t *model.Topic) bool {
	const policy = "cleanup.policy"
	return strings.Contains(t.Config.Get(policy).Raw(), "compact") || strings.Contains(t.Observed.Get(policy).Raw(), "compact")
}

// stood tells whether a group had the same commit before.
func stood(before *model.Group, c *model.Commit) bool {
	if before == nil {
		return false
	}
	at, found := slices.BinarySearchFunc(before.Commits, c, func(a model.Commit, b *model.Commit) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
	return found && before.Commits[at].Offset == c.Offset
}

// stoodShare tells whether a share partition of a group started there before.
func stoodShare(before *model.Group, s *model.Share) bool {
	if before == nil {
		return false
	}
	at, found := slices.BinarySearchFunc(before.Shares, *s, byPlace)
	return found && before.Shares[at].Start == s.Start
}

// worst are those of which all is known, and so many others as one look seeks:
// groups in use come first, of them those that stand, then those that are
// furthest behind. Groups that are gone for good stand for ever and are many:
// they must not keep a look from those at work.
func (l *look) worst(all []behind) []behind {
	slices.SortStableFunc(all, func(a, b behind) int {
		return cmp.Or(before(a.used, b.used), before(a.stands, b.stands), cmp.Compare(b.lag, a.lag))
	})
	open, sought := all[:0], 0
	for i := range all {
		if b := &all[i]; !l.hunts.known(b) {
			if sought == mostHunts {
				continue
			}
			sought++
		}
		open = append(open, all[i])
	}
	return open
}

// before puts what is true first.
func before(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// known tells whether nothing more is to be found out of a commit.
func (h *hunts) known(b *behind) bool {
	got := h.of[b.spot()]
	return got != nil && got.knows(b)
}

// at is the hunt for a commit; it is begun where there is none.
func (h *hunts) at(b *behind) *hunt {
	key := b.spot()
	got := h.of[key]
	if got == nil {
		got = &hunt{first: b.first, offset: -1}
		h.of[key] = got
	}
	return got
}

// tell writes down what is known, and forgets the hunts that nobody needs any
// more.
func (h *hunts) tell(open []behind) {
	for i := range open {
		b := &open[i]
		got := h.at(b)
		got.seen = true
		switch {
		case got.none:
			*b.into = &model.Unread{Of: b.stand, Offset: b.part.Offsets.End, None: true}
		case got.to > 0 && got.from > 0:
			*b.into = &model.Unread{Of: b.stand, Offset: max(got.offset, b.first), At: got.from, Within: got.latest() - got.from}
		}
	}
	for key, got := range h.of {
		if !got.seen {
			delete(h.of, key)
		}
		got.seen = false
	}
}
