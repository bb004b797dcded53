package demo

import (
	"github.com/twmb/franz-go/pkg/kmsg"
)

// describeQuorum tells of the metadata quorum. A broker that is down for more
// than 300 s is no observer any more
// (LeaderState.OBSERVER_SESSION_TIMEOUT_MS).
func (s server) describeQuorum(r *kmsg.DescribeQuorumRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.DescribeQuorumResponse)
	p := kmsg.NewDescribeQuorumResponseTopicPartition()
	p.LeaderID, p.LeaderEpoch, p.HighWatermark = s.quorum.voters[0], s.quorum.epoch, s.quorum.end
	for _, id := range s.quorum.voters {
		p.CurrentVoters = append(p.CurrentVoters, s.follows(id))
	}
	for _, b := range s.up() {
		p.Observers = append(p.Observers, s.follows(b.id))
	}
	t := kmsg.NewDescribeQuorumResponseTopic()
	t.Topic, t.Partitions = "__cluster_metadata", append(t.Partitions, p)
	resp.Topics = append(resp.Topics, t)
	return resp
}

// follows is a node that has all of the metadata log now.
func (s server) follows(id int32) kmsg.DescribeQuorumResponseTopicPartitionReplicaState {
	v := kmsg.NewDescribeQuorumResponseTopicPartitionReplicaState()
	v.ReplicaID, v.LogEndOffset = id, s.quorum.end
	v.LastFetchTimestamp = s.now().UnixMilli()
	v.LastCaughtUpTimestamp = v.LastFetchTimestamp
	return v
}
