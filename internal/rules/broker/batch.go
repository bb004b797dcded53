package broker

import (
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// batch is the largest record batch that the broker's cluster accepts, and
// who allows it.
type batch struct {
	rule.Bytes
	by string // "" for the broker's own message.max.bytes, else " of topic NAME"
}

// largestBatch is the largest of the broker's own limit and those of the
// topics of its scope. A limit that is not known is a skip, and the others are
// still compared: more can only be worse.
func largestBatch(p *rule.Pass) (largest batch, ok bool) {
	largest.Bytes, ok = p.Bytes(key.BrokerMessageMaxBytes)
	for _, t := range p.Scope().Topics {
		limit, known := p.OfTopic(t).Bytes(key.MaxMessageBytes)
		if known && (!ok || limit.N > largest.N) {
			largest, ok = batch{limit, " of topic " + t.Name}, true
		}
	}
	return largest, ok
}
