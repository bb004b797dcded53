package change

import "github.com/breakwaterhq/breakwater/internal/rule"

// step is a partition count before and after a change.
type step struct{ from, to rule.Int }

// stepOf reads both; not ok for a topic that is new or gone.
func stepOf(p *rule.Pass) (step, bool) {
	was := p.TopicBefore()
	if p.Topic() == nil || was == nil {
		return step{}, false
	}
	from, known := p.OfTopic(was).Partitions()
	to, also := p.Partitions()
	from.Name = "partitions before"
	return step{from, to}, known && also
}
