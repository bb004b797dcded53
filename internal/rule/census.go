package rule

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Census is how many nodes of one role the cluster has, and the values that
// say so. Given to Report, all of them become evidence.
type Census struct {
	N     int64
	Exact bool // every node is accounted for; else there are at least N
	noun  string
	from  []Reading
}

// String is the number in a sentence: "3 brokers", "at least 1 broker".
func (c Census) String() string {
	text := fmt.Sprintf("%d %s", c.N, c.noun)
	if c.N != 1 {
		text += "s"
	}
	if !c.Exact {
		return "at least " + text
	}
	return text
}

func (c Census) readings() []Reading { return c.from }

// Brokers counts the brokers of the scope; known is false if nothing tells.
func (p *Pass) Brokers() (c Census, known bool) {
	count := p.world.counted[p.scope]
	return p.census(count.brokers, "broker"), count.brokersKnown
}

// ExactBrokers counts the brokers where the number is exact. That a node
// pool's size is only filled in later is a skip; that no file tells is not.
func (p *Pass) ExactBrokers() (Census, bool) {
	c, known := p.Brokers()
	if known && c.Exact {
		return c, true
	}
	for _, set := range p.scope.NodeSets {
		if set.Roles.Has(model.RoleBroker) && !set.Count.Usable() {
			p.Skip("broker count", set.Count.Why(), set.Count.Origin())
		}
	}
	return c, false
}

// Voters counts the controllers that vote in the metadata quorum; known is
// false if nothing tells, or if voter lists differ.
func (p *Pass) Voters() (c Census, known bool) {
	count := p.world.counted[p.scope]
	return p.census(count.voters, "voter"), count.votersKnown
}

// census is a count whose values are as certain as it is that they belong to
// the subject's cluster.
func (p *Pass) census(count model.Count, noun string) Census {
	c := Census{N: int64(count.N), Exact: count.Exact, noun: noun, from: make([]Reading, len(count.From))}
	own, home := p.place()
	for i, f := range count.From {
		v := f.Value
		if v.Origin().File != own.File {
			v = v.Joined(f.Home.Certainty.Worse(home.Certainty))
		}
		c.from[i] = Reading{Name: f.Name, Written: v.Raw(), Value: v}
	}
	return c
}

// counts is a scope's censuses. Every broker of a scope asks for the same
// ones, so a world counts once, before anything is judged.
type counts struct {
	brokers, voters           model.Count
	brokersKnown, votersKnown bool
}

func countsOf(s *model.Scope) (c counts) {
	c.brokers, c.brokersKnown = s.BrokerCount()
	c.voters, c.votersKnown = s.VoterCount()
	return c
}
