package history

import (
	"cmp"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// consumed is what a group has committed of one topic.
type consumed struct {
	era   uint32 // of the topic; 0: nobody told of the topic
	heard int    // how many coarse frames there were when it was last told
	parts []committed
}

// committed is what a group has committed of one partition.
type committed struct {
	partition int32
	offset    slot
}

// Committed is the past of the offset that a group has committed. It holds
// nothing of a topic that was there before under the same name.
func (s *Store) Committed(group, topic string, partition int32) model.Track {
	g := s.groups[group]
	if g == nil {
		return nil
	}
	c := g.topics[topic]
	if c == nil {
		return nil
	}
	if t := s.topics[topic]; t != nil && t.era != c.era {
		return nil
	}
	i, found := c.place(partition)
	if !found {
		return nil
	}
	return s.series.track(c.parts[i].offset)
}

func (c *consumed) place(partition int32) (int, bool) {
	if i := int(partition); i >= 0 && i < len(c.parts) && c.parts[i].partition == partition {
		return i, true
	}
	return slices.BinarySearchFunc(c.parts, partition, func(p committed, partition int32) int { return cmp.Compare(p.partition, partition) })
}

// recordCommits takes in the commits of one group, which mostly come topic by
// topic.
func (s *Store) recordCommits(l *look, g *group, commits []model.Commit) {
	var c *consumed
	topic := ""
	for i := range commits {
		told := &commits[i]
		if c == nil || told.Topic != topic {
			c, topic = s.consumed(g, told.Topic), told.Topic
		}
		at, found := c.place(told.Partition)
		if !found {
			c.parts = slices.Insert(c.parts, at, committed{told.Partition, nowhere})
		}
		s.series.tell(&c.parts[at].offset, offsets, l.at, told.Offset)
	}
}

// consumed is the place for what a group has committed of a topic. That of a
// topic that was there before is emptied.
func (s *Store) consumed(g *group, name string) *consumed {
	c, t := g.topics[name], s.topics[name]
	if c == nil {
		c = &consumed{}
		own := strings.Clone(name)
		if t != nil {
			c.era, own = t.era, t.name
		}
		g.topics[own] = c
	}
	if t != nil && t.era != c.era {
		s.releaseCommits(c)
		c.era, c.parts = t.era, nil
	}
	c.heard = s.series.coarse.pushed
	return c
}

func (s *Store) releaseCommits(c *consumed) {
	for _, p := range c.parts {
		s.series.release(p.offset)
	}
}
