package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// replacement is the way out if the machine is gone. A broker that comes back
// empty is still in sync by the metadata where it was the last one in sync:
// it leads, and the other replicas cut their logs to match.
func replacement(p *rule.Pass, s *model.Sighting) string {
	if last := lastCopies(p, s.ID); last > 0 {
		return fmt.Sprintf("Do not start it with an empty disk: %s, and %s", noOtherCopy(last), wouldLead(last))
	}
	if !anyTopic(p) {
		return "Do not start it with an empty disk before you know that it has no last copy of a partition: no topic could be seen"
	}
	if hidden(p, s) {
		return "Do not start it with an empty disk before you know that it has no last copy of a partition: not all topics could be seen"
	}
	empty := fmt.Sprintf("start an empty broker with node.id=%d in its place: %s", s.ID, formatted(p))
	switch voteOf(p, s.ID) {
	case votes:
		return notEmptyVoter(s.ID)
	case maybeVotes:
		return fmt.Sprintf("If it is gone for good: was broker %d also a voter of the metadata quorum (process.roles in its file)? A voter never starts with an empty disk. If it was none, ", s.ID) + empty
	}
	if s.Holds > 0 {
		empty += ". All of its partitions that were seen have another in-sync replica that is up. Or move its replicas away: kafka-reassign-partitions.sh"
	}
	return "If it is gone for good, " + empty
}

// anyTopic tells whether any topic was seen. Without the right to see them a
// cluster looks as if it had none.
func anyTopic(p *rule.Pass) bool {
	return slices.ContainsFunc(p.Scope().Topics, func(t *model.Topic) bool { return t.Layout != nil })
}

// notEmptyVoter says why a voter does not start with an empty directory, and
// what else to do.
func notEmptyVoter(id int32) string {
	return fmt.Sprintf("Never start it with an empty disk: broker %d is also a voter of the metadata quorum, and one that has forgotten its votes and records can lose what the cluster has decided. "+
		"If its disk is gone, take it out of the voters first, while the majority of the others runs (kafka-metadata-quorum.sh remove-controller, where voters are dynamic)", id)
}

// formatted is how an empty directory becomes one that a broker starts with.
func formatted(p *rule.Pass) string {
	id := "CLUSTER_ID"
	if c := p.Cluster(); c != nil && c.ID != "" {
		id = c.ID
	}
	return fmt.Sprintf("format its log directories first, or it exits with \"No meta.properties found\" (kafka-storage.sh format --cluster-id %s --config server.properties)", id)
}
