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
	var sizes []rule.Bytes
	var by []string
	add := func(limit rule.Bytes, known bool, of string) {
		if known {
			sizes, by = append(sizes, limit), append(by, of)
		}
	}
	own, known := p.Bytes(key.BrokerMessageMaxBytes)
	add(own, known, "")
	for _, t := range topics {
		limit, known := p.OfTopic(t).Bytes(key.MaxMessageBytes)
		add(limit, known, " of topic "+t.Name)
	}
	i := rule.Worst(sizes, tooLarge, rule.Higher)
	if i < 0 {
		return batch{}, false
	}
	return batch{sizes[i], by[i]}, true
}
