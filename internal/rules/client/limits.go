package client

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// limit is the largest batch that a topic takes, or the topics that are not
// declared: theirs is the brokers' default.
type limit struct {
	rule.Bytes
	topic *model.Topic // nil: the brokers' default
}

// who names the topic in a sentence.
func (l limit) who() string {
	if l.topic == nil {
		return "every topic without an override"
	}
	return "topic " + l.topic.Name
}

// limitsOf lists what the topics accept. One that is not known is skipped.
func limitsOf(p *rule.Pass, topics []*model.Topic) []limit {
	var limits []limit
	for _, t := range topics {
		if n, ok := p.OfTopic(t).Bytes(key.MaxMessageBytes); ok && !isInternal(t) {
			limits = append(limits, limit{n, t})
		}
	}
	return limits
}

// isInternal tells Kafka's own topics, which no application's client uses.
func isInternal(t *model.Topic) bool { return strings.HasPrefix(t.Name, "__") }

// limitsOfScope lists what every topic of the client's cluster accepts, as
// far as files can tell: by the brokers' default those that are not declared,
// and then the declared ones. It ends, and is not ok, at the first limit by
// which the matter is settled, and where one is not known.
func limitsOfScope(p *rule.Pass, settled func(rule.Bytes) bool) ([]limit, bool) {
	var limits []limit
	known := true
	add := func(n rule.Bytes, ok bool, t *model.Topic) bool {
		known = known && ok
		limits = append(limits, limit{n, t})
		return ok && settled(n)
	}
	for _, b := range brokersOf(p) {
		if n, ok := p.OfBroker(b).Bytes(key.BrokerMessageMaxBytes); add(n, ok, nil) {
			return nil, false
		}
	}
	for _, t := range p.Scope().Topics {
		if isInternal(t) {
			continue
		}
		if n, ok := p.OfTopic(t).Bytes(key.MaxMessageBytes); add(n, ok, t) {
			return nil, false
		}
	}
	return limits, known && len(limits) > 0
}

// certain tells whether no topic can accept more than these limits. While no
// broker's configuration is known, Kafka's default is only likely, which is a
// skip.
func certain(p *rule.Pass, limits []limit) bool {
	if len(brokersOf(p)) > 0 {
		return true
	}
	for _, l := range limits {
		if l.Default {
			p.Skip("broker message.max.bytes", "no broker's configuration is among the files of this cluster", model.Origin{})
			return false
		}
	}
	return true
}

// extreme is the limit that is before all others.
func extreme(limits []limit, before func(a, b int64) bool) limit {
	found := limits[0]
	for _, l := range limits[1:] {
		if before(l.N, found.N) {
			found = l
		}
	}
	return found
}
