package client

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// isClassic tells whether the consumer uses the classic group protocol, in
// which the client and not the broker sets the pace. If that is not known
// the skip is recorded, and it is taken for the other one.
func isClassic(p *rule.Pass) bool {
	if _, has := p.Define(key.ConsumerGroupProtocol); !has {
		return true
	}
	protocol, ok := p.Text(key.ConsumerGroupProtocol)
	return ok && !strings.EqualFold(protocol.S, "consumer")
}

// inGroup tells whether the file makes the consumer a member of a group. A
// file without group.id leaves that to the application's code.
func inGroup(c *model.Client) bool {
	_, ok := written(c, key.ConsumerGroupID)
	return ok
}
