package group

import (
	"math"

	"slices"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// standing is how long the commit of one partition has stood still, and a
// record has waited behind it, in ms.
type standing struct {
	lag.Partition
	still  int64 // since the commit was last seen to move, or was first seen
	waited int64 // both at once, at the least; 0: no record waits
	last   int64 // log end offset, as it was last seen
	moves  int   // how often the commit was seen to move, and often at the most
	stuck  bool  // for too long
}

// often is how often a commit has to have moved before its pauses say anything.
const often = 3

func (s *standing) index() int32 { return s.Partition.Partition }

func (s *standing) place() model.TopicPartition {
	return model.TopicPartition{Topic: s.Topic, Partition: s.index()}
}

// standings are the partitions that the group reads and has a commit in, as far
// as their commits are remembered; none where nothing can wait in any. How often these moved is only looked up
// where a record waits for long enough: a large group has many.
func standings(p *rule.Pass, h model.History) []standing {
	all := p.Lag().Partitions
	if !slices.ContainsFunc(all, waits) {
		return nil
	}
	out := make([]standing, 0, len(all))
	late := false
	back := sinceBack(h.Group(p.Group().ID), p.Now())
	for i := range all {
		part := &all[i]
		if !part.HasCommit || !current(p, part.Topic, part.Partition) {
			continue
		}
		s := standing{Partition: *part, last: part.End}
		if end, seen := h.LogEnd(part.Topic, part.Partition).Latest(); seen && !part.Known {
			s.last, s.Records = end.N, max(0, end.N-part.Committed)
		}
		if s.Records > 0 {
			s.still = still(h, p, part)
			s.waited = min(s.still, waiting(h, &s, p.Now()), back)
		}
		late = late || s.waited >= shortest
		out = append(out, s)
	}
	for i := range out {
		if one := &out[i]; late {
			one.still = still(h, p, &one.Partition)
			one.moves = changes(h.Committed(p.Group().ID, one.Topic, one.index()))
		}
	}
	return out
}

// waits tells a partition in which a record may wait behind a commit.
func waits(part lag.Partition) bool { return part.HasCommit && (!part.Known || part.Records > 0) }

// away is for how long a group must have had no member to count as one that was
// down, in ms. A consumer that crashes at a record and is started again at once
// does not.
const away = 30 * second

// sinceBack is for how long a group has had members again after it was down, in ms;
// for ever where it was not. What waited meanwhile has waited for nobody.
func sinceBack(past []model.GroupMoment, now int64) int64 {
	empty := int64(0)
	back := int64(math.MaxInt64)
	for _, m := range past {
		switch {
		case m.Members == 0 && empty == 0:
			empty = m.At
		case m.Members > 0 && empty > 0:
			if m.At-empty >= away {
				back = now - m.At
			}
			empty = 0
		}
	}
	return back
}

// still is since when a commit has been where it is, in ms; 0 where that is not
// remembered.
func still(h model.History, p *rule.Pass, part *lag.Partition) int64 {
	since, ok := h.Committed(p.Group().ID, part.Topic, part.Partition).Standing()
	if !ok {
		return 0
	}
	return max(0, p.Now()-since.At)
}

// changes is how often a number changed, and often at the most.
func changes(t model.Track) (n int) {
	if t == nil {
		return 0
	}
	var later model.Sample
	first := true
	for s := range t {
		if !first && s.N != later.N {
			n++
		}
		if n == often {
			break
		}
		later, first = s, false
	}
	return n
}

// waiting is for how long the first unread record has been there, at the least,
// by when it came in and not by its timestamp: a mirror or a backfill writes
// records that are old from the start.
func waiting(h model.History, s *standing, now int64) int64 {
	there, within, _, _ := lag.Waited(h.LogEnd(s.Topic, s.index()), s.First, now)
	return there - within
}

// pause is for how long, in ms, a commit usually stands still at the most while
// a record waits, before it moves on, in what is remembered from a time on: of
// many the two longest are left out, so that a failure that is over is not taken
// for usual. It is not ok where the commit was not seen to move.
func pause(h model.History, group string, part *lag.Partition, from int64) (ms int64, ok bool) {
	var pauses []int64
	var newest, oldest model.Sample // of those that have one offset
	offsets := 0
	over := func() {
		if offsets > 1 { // the newest offset may stand on
			pauses = append(pauses, min(newest.At-oldest.At, waitedAt(h, part, newest, oldest)))
		}
	}
	for s := range commitsSince(h, group, part, from) {
		if offsets == 0 || s.N != newest.N {
			over()
			newest = s
			offsets++
		}
		oldest = s
	}
	over()
	if len(pauses) == 0 {
		return 0, false
	}
	slices.Sort(pauses)
	return pauses[len(pauses)-1-min(2, len(pauses)/20)], true
}

// commitsSince are the samples of a commit that are not older than a time.
func commitsSince(h model.History, group string, part *lag.Partition, from int64) model.Track {
	track := h.Committed(group, part.Topic, part.Partition)
	return func(yield func(model.Sample) bool) {
		if track != nil {
			track(func(s model.Sample) bool { return s.At >= from && yield(s) })
		}
	}
}

// waitedAt is for how long a record had waited behind a commit when that was
// last seen; as long as it stood, if the record was there before the watch
// began.
func waitedAt(h model.History, part *lag.Partition, newest, oldest model.Sample) int64 {
	if newest.At == oldest.At {
		return 0
	}
	_, after, ok := h.LogEnd(part.Topic, part.Partition).Crossing(newest.N)
	if !ok {
		return newest.At - oldest.At
	}
	return max(0, newest.At-after.At)
}

// median is the middle one of some numbers, the mean of two where they are
// even; 0 of none. It sorts them.
func median[N int64 | float64](all []N) N {
	slices.Sort(all)
	n := len(all)
	switch {
	case n == 0:
		return 0
	case n%2 == 1:
		return all[n/2]
	}
	return all[n/2-1] + (all[n/2]-all[n/2-1])/2
}
