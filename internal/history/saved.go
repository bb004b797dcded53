package history

import (
	"cmp"
	"maps"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// store codes everything but free slots, which are all that nobody owns.
func (c *codec) store(s *Store) {
	c.number(&s.since)
	c.number(&s.last)
	whole(c, &s.eras)
	c.series(&s.series)
	whole(c, &s.swept)
	table(c, &s.topics, c.text, c.topic)
	for name, t := range s.topics {
		t.name = name
	}
	table(c, &s.groups, c.text, c.group)
	table(c, &s.brokers, func(id *int32) { whole(c, id) }, c.broker)
	table(c, &s.voters, func(id *int32) { whole(c, id) }, c.gauge)
	list(c, &s.quorum, model.Moments, func(m *model.QuorumMoment) {
		c.number(&m.At)
		whole(c, &m.Leader)
		whole(c, &m.Epoch)
	})
	c.unknown(&s.unknown)
	if !c.first {
		list(c, &s.voting, longestText, func(id *int32) { whole(c, id) })
	}
}

func (c *codec) topic(t *topic) {
	c.text(&t.id)
	whole(c, &t.era)
	c.yes(&t.gone)
	c.number(&t.told)
	whole(c, &t.heard)
	list(c, &t.past, model.Moments, func(m *model.TopicMoment) {
		c.number(&m.At)
		c.text(&m.ID)
		whole(c, &m.Partitions)
		c.number(&m.Last)
	})
	list(c, &t.parts, longestList, c.partition)
	c.check(slices.IsSortedFunc(t.parts, func(a, b partition) int { return cmp.Compare(a.index, b.index) }), "partitions out of order")
}

func (c *codec) partition(p *partition) {
	whole(c, &p.index)
	whole(c, &p.end)
	whole(c, &p.start)
	whole(c, &p.unstable)
	c.number(&p.moving)
	list(c, &p.past, model.Moments, func(m *model.PartitionMoment) {
		c.number(&m.At)
		whole(c, &m.Leader)
		whole(c, &m.LeaderEpoch)
		list(c, &m.ISR, longestText, func(id *int32) { whole(c, id) })
		c.yes(&m.Moving)
	})
}

func (c *codec) group(g *group) {
	c.number(&g.told)
	whole(c, &g.heard)
	list(c, &g.members, longestList, c.text)
	list(c, &g.past, model.Moments, func(m *model.GroupMoment) {
		c.number(&m.At)
		c.text(&m.State)
		whole(c, &m.Epoch)
		whole(c, &m.Members)
		list(c, &m.Joined, longestList, c.text)
		list(c, &m.Left, longestList, c.text)
	})
	table(c, &g.topics, c.text, c.consumed)
}

func (c *codec) consumed(t *consumed) {
	whole(c, &t.era)
	whole(c, &t.heard)
	list(c, &t.parts, longestList, func(p *committed) {
		whole(c, &p.partition)
		whole(c, &p.offset)
	})
	c.check(slices.IsSortedFunc(t.parts, func(a, b committed) int { return cmp.Compare(a.partition, b.partition) }), "commits out of order")
}

func (c *codec) broker(b *broker) {
	whole(c, &b.heard)
	list(c, &b.past, model.Moments, func(m *model.BrokerMoment) {
		c.number(&m.At)
		c.number(&m.Before)
		c.answer(&m.Answer)
		whole(c, &m.Leads)
		whole(c, &m.InSync)
		whole(c, &m.Holds)
		c.yes(&m.Fenced)
		c.yes(&m.Listed)
	})
	table(c, &b.usable, c.text, c.gauge)
}

func (c *codec) gauge(g *gauge) {
	whole(c, &g.number)
	whole(c, &g.heard)
}

// answer codes an answer by its name, because its number may change.
func (c *codec) answer(a *model.Answer) {
	name := a.String()
	c.text(&name)
	*a = 0
	for name != a.String() && *a < model.Unheard {
		*a++
	}
	c.check(name == a.String(), "an answer")
}

// unknown codes what is missing.
func (c *codec) unknown(of *map[missing]int64) {
	keys := slices.SortedFunc(maps.Keys(*of), func(a, b missing) int {
		return cmp.Or(cmp.Compare(a.fact, b.fact), cmp.Compare(a.of.Scope, b.of.Scope), cmp.Compare(a.of.String(), b.of.String()))
	})
	was := *of
	if c.reading() {
		*of = map[missing]int64{}
	}
	list(c, &keys, longestList, func(m *missing) {
		c.missing(m)
		since := was[*m]
		c.number(&since)
		(*of)[*m] = since
	})
}

// missing codes one fact of one subject. Facts and kinds go by their names,
// because their numbers may change.
func (c *codec) missing(m *missing) {
	var known bool
	fact, kind := m.fact.String(), m.of.Kind.String()
	c.text(&fact)
	c.text(&kind)
	m.fact, known = model.FactNamed(fact)
	c.check(known, "a fact")
	m.of.Kind, known = model.KindNamed(kind)
	c.check(known, "a kind")
	c.text(&m.of.Scope)
	c.text(&m.of.Name)
	c.text(&m.of.Part)
	whole(c, &m.of.Partition)
}
