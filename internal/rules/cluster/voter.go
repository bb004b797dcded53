package cluster

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// vote is whether a node votes in the metadata quorum.
type vote uint8

const (
	maybeVotes vote = iota // nobody tells
	votes
	votesNot
)

// voteOf goes by the quorum, and by the node's own roles.
func voteOf(p *rule.Pass, id int32) vote {
	b := p.BrokerByID(id)
	if b != nil && b.Roles.Has(model.RoleController) {
		return votes
	}
	if q := quorumOf(p); q != nil && len(q.Voters) > 0 {
		if slices.ContainsFunc(q.Voters, func(v model.QuorumReplica) bool { return v.ID == id }) {
			return votes
		}
		return votesNot
	}
	if b != nil && b.Roles != 0 {
		return votesNot
	}
	return maybeVotes
}

// votedLast tells a voter by what the quorum told last, where it does not tell now:
// it is silent, or a look that asks for little has not asked it.
func votedLast(p *rule.Pass, id int32) bool {
	if voteOf(p, id) != maybeVotes {
		return false
	}
	h, ok := p.Past(0)
	return ok && slices.Contains(h.Voters(), id)
}

// quorumOf is the metadata quorum; nil where it was not seen or did not answer.
func quorumOf(p *rule.Pass) *model.Quorum {
	if c := p.Cluster(); c != nil && c.Quorum != nil && c.Quorum.Silent == nil {
		return c.Quorum
	}
	return nil
}
