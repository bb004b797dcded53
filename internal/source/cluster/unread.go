package cluster

import (
	"cmp"
	"context"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// mostHunts is for how many commits a look seeks the first record behind them.
// What was found before and still counts is not sought again.
const mostHunts = 64

// behind is a commit with records behind it that were there a look before: it
// is told by nothing else how old the first of them is.
type behind struct {
	place
	id     string // of the topic: one that was made anew has other records
	commit *model.Commit
	first  int64 // offset of the first that is unread and still there
	lag    int64
	stands bool // the commit is that of the look before
	used   bool // the group has members, or has moved since
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
	seen     bool  // in this look
}

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
}

func newHunts() *hunts { return &hunts{of: map[spot]*hunt{}, denied: map[string]bool{}} }

// askUnread seeks the first unread record behind commits that stand, and behind
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
	l.hunts.tell(open)
}

// leftBehind lists the commits that records are behind which were there in the
// look before. Of a topic that was made anew since, no record was.
func (l *look) leftBehind() []behind {
	var out []behind
	for _, g := range l.cluster.Groups {
		before := l.again.groupByID[g.ID]
		for i := range g.Commits {
			c := &g.Commits[i]
			p := l.partition(c.Topic, c.Partition)
			was := l.again.partition(c.Topic, c.Partition)
			if p == nil || was == nil || !p.Offsets.EndKnown || !was.Offsets.EndKnown {
				continue
			}
			id := l.byName[c.Topic].Layout.TopicID
			if id != l.again.byName[c.Topic].Layout.TopicID {
				continue
			}
			first := max(c.Offset, p.Offsets.Start)
			if p.Offsets.End <= first || was.Offsets.End <= first {
				continue
			}
			stands := stood(before, c)
			out = append(out, behind{place: place{c.Topic, p}, id: id, commit: c, first: first, lag: p.Offsets.End - first, stands: stands, used: g.InUse() || !stands})
		}
	}
	return out
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
			b.commit.Unread = &model.Unread{Of: b.commit.Offset, Offset: b.part.Offsets.End, None: true}
		case got.to > 0 && got.from > 0:
			b.commit.Unread = &model.Unread{Of: b.commit.Offset, Offset: max(got.offset, b.first), At: got.from, Within: got.to - got.from}
		}
	}
	for key, got := range h.of {
		if !got.seen {
			delete(h.of, key)
		}
		got.seen = false
	}
}
