package broker

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
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
// topics of its scope; one that is surely too large goes before a guess. A
// limit that is not known is a skip, and the others are still compared: more
// can only be worse.
func largestBatch(p *rule.Pass, tooLarge func(int64) bool) (batch, bool) {
	return largestOf(p, p.Scope().Topics, tooLarge)
}

// largestReplicated is the same of what followers fetch: nothing on a single
// broker, and no topic of one replica. Where every topic of the files is such
// a one, the broker's own limit concerns nothing that is known.
func largestReplicated(p *rule.Pass, tooLarge func(int64) bool) (batch, bool) {
	if brokers, counted := p.Brokers(); counted && brokers.Exact && brokers.N == 1 {
		return batch{}, false
	}
	all := p.Scope().Topics
	var replicated []*model.Topic
	for _, t := range all {
		if !t.Replicas.Usable() || strings.TrimSpace(t.Replicas.Raw()) != "1" {
			replicated = append(replicated, t)
		}
	}
	if len(all) > 0 && len(replicated) == 0 {
		return batch{}, false
	}
	return largestOf(p, replicated, tooLarge)
}

func largestOf(p *rule.Pass, topics []*model.Topic, tooLarge func(int64) bool) (batch, bool) {
	own, found := p.Bytes(key.BrokerMessageMaxBytes)
	sizes := []rule.Bytes{own, {}} // the worst so far, and the next
	of := ""
	for _, t := range topics {
		limit, known := p.OfTopic(t).Bytes(key.MaxMessageBytes)
		if !known {
			continue
		}
		if sizes[1] = limit; !found || rule.Worst(sizes, tooLarge, rule.Higher) == 1 {
			sizes[0], of, found = limit, " of topic "+t.Name, true
		}
	}
	return batch{sizes[0], of}, found
}
