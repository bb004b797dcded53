package history

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// partition is what is remembered of one partition.
type partition struct {
	index                int32
	end, start, unstable slot
	moving               int64 // since when it is being reassigned; 0: it is not
	past                 []model.PartitionMoment
}

// LogEnd is the past of a log end offset as consumers see it.
func (s *Store) LogEnd(topic string, index int32) model.Track {
	if p := s.partition(topic, index); p != nil {
		return s.series.track(p.end)
	}
	return nil
}

// LogStart is the past of a log start offset.
func (s *Store) LogStart(topic string, index int32) model.Track {
	if p := s.partition(topic, index); p != nil {
		return s.series.track(p.start)
	}
	return nil
}

// Stable is the past of a last stable offset. It has a sample only where the
// log end offset has one, too.
func (s *Store) Stable(topic string, index int32) model.Track {
	if p := s.partition(topic, index); p != nil && p.unstable != nowhere {
		return s.series.trackLess(p.end, p.unstable)
	}
	return nil
}

// Partition is how a partition has changed, the oldest first.
func (s *Store) Partition(topic string, index int32) []model.PartitionMoment {
	if p := s.partition(topic, index); p != nil {
		return handed(p.past)
	}
	return nil
}

// Moving is since when a partition is being reassigned, in ms since 1970; 0:
// it is not.
func (s *Store) Moving(topic string, index int32) int64 {
	if p := s.partition(topic, index); p != nil {
		return p.moving
	}
	return 0
}

func (s *Store) partition(name string, index int32) *partition {
	t := s.topics[name]
	if t == nil {
		return nil
	}
	if i, found := t.place(index); found {
		return &t.parts[i]
	}
	return nil
}

// place is where a partition is, or belongs, among those of its topic. Mostly
// that is its index.
func (t *topic) place(index int32) (int, bool) {
	if i := int(index); i >= 0 && i < len(t.parts) && t.parts[i].index == index {
		return i, true
	}
	return slices.BinarySearchFunc(t.parts, index, func(p partition, index int32) int { return cmp.Compare(p.index, index) })
}

func (s *Store) recordPartitions(l *look, t *topic, told *model.Layout) {
	if t.parts == nil {
		t.parts = make([]partition, 0, len(told.Partitions))
	}
	for i := range told.Partitions {
		seen := &told.Partitions[i]
		at, found := t.place(seen.Index)
		if !found {
			t.parts = slices.Insert(t.parts, at, partition{index: seen.Index, end: nowhere, start: nowhere, unstable: nowhere})
		}
		s.tellOffsets(l, &t.parts[at], &seen.Offsets)
		t.parts[at].record(l, t.name, seen)
	}
}

func (s *Store) tellOffsets(l *look, p *partition, o *model.Offsets) {
	if o.StartKnown {
		s.series.tell(&p.start, logStarts, l.at, o.Start)
	}
	if !o.EndKnown {
		return
	}
	s.series.tell(&p.end, logEnds, l.at, o.End)
	if o.StableKnown && kept(o.Stable) && kept(o.End) {
		s.series.tellDifference(&p.unstable, unstables, l.at, o.End-o.Stable)
	}
}

// record notes how a partition is, if that differs from how it was.
func (p *partition) record(l *look, topic string, seen *model.Partition) {
	if len(seen.Replicas) >= 2 {
		for _, broker := range seen.ISR {
			l.inSync[broker]++
		}
	}
	moving := l.isMoving(p, topic)
	switch {
	case !moving:
		p.moving = 0
	case p.moving == 0:
		p.moving = l.at
	}
	l.isr = append(l.isr[:0], seen.ISR...)
	slices.Sort(l.isr)
	if n := len(p.past); n > 0 {
		was := &p.past[n-1]
		if was.Leader == seen.Leader && was.LeaderEpoch == seen.LeaderEpoch && was.Moving == moving && slices.Equal(was.ISR, l.isr) {
			return
		}
	}
	p.past = remember(p.past, model.PartitionMoment{At: l.at, Leader: seen.Leader, LeaderEpoch: seen.LeaderEpoch, ISR: slices.Clone(l.isr), Moving: moving})
}

// isMoving tells whether a partition is being reassigned; as before, where the
// look does not tell.
func (l *look) isMoving(p *partition, topic string) bool {
	if !l.movesKnown {
		return p.moving != 0
	}
	return len(l.moving) > 0 && l.moving[model.TopicPartition{Topic: topic, Partition: p.index}]
}

func (s *Store) releaseParts(t *topic) {
	for i := range t.parts {
		s.series.release(t.parts[i].end)
		s.series.release(t.parts[i].start)
		s.series.release(t.parts[i].unstable)
	}
}
