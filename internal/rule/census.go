package rule

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
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
	text := finding.Plural(c.N, c.noun)
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
	p.skipSizes(model.RoleBroker, "broker count")
	return c, false
}

// Voters counts the controllers that vote in the metadata quorum; known is
// false if nothing tells, or if voter lists differ.
func (p *Pass) Voters() (c Census, known bool) {
	count := p.world.counted[p.scope]
	return p.census(count.voters, "voter"), count.votersKnown
}

// ExactVoters counts the voters where the number is exact. A node pool's size
// or a list that is only filled in later is a skip, and so are lists of
// different length; that no file tells is not.
func (p *Pass) ExactVoters() (Census, bool) {
	c, known := p.Voters()
	if known && c.Exact {
		return c, true
	}
	if p.Cluster() != nil {
		p.Skip(voterCount, "the metadata quorum did not show its voters", model.Origin{})
		return c, false
	}
	p.skipSizes(model.RoleController, voterCount)
	if !known {
		p.skipVoterLists()
	}
	return c, false
}

// skipSizes records the first node pool of a role whose size cannot be read.
func (p *Pass) skipSizes(role model.Roles, needs string) {
	for _, set := range p.scope.NodeSets {
		if !set.Roles.Has(role) {
			continue
		}
		if !set.Count.Usable() {
			p.Skip(needs, set.Count.Why(), set.Count.Origin())
		} else if n, err := strconv.Atoi(strings.TrimSpace(set.Count.Raw())); err != nil || n < 0 {
			p.Skip(needs, strconv.Quote(set.Count.Raw())+" is not a number of nodes", set.Count.Origin())
		}
	}
}

// skipVoterLists records why the lists of the brokers' files give no number:
// one is not known, else they differ.
func (p *Pass) skipVoterLists() {
	var lists []model.Value
	for _, b := range p.scope.Brokers {
		v := b.Config.Get(voterList)
		switch {
		case !v.IsSet():
		case !v.Usable():
			p.Skip(voterCount, v.Why(), v.Origin())
			return
		case strings.TrimSpace(v.Raw()) != "":
			lists = append(lists, v)
		}
	}
	if len(lists) > 1 {
		p.Skip(voterCount, "the lists of "+voterList+" differ in length, and it is not known which one is in force", lists[0].Origin())
	}
}

const (
	voterCount = "voter count"
	voterList  = "controller.quorum.voters"
)

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
