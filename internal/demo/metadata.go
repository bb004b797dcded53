package demo

import (
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// everything is what Kafka allows on a cluster where nobody is refused
// anything, as bits (org.apache.kafka.common.acl.AclOperation).
const (
	everythingOnCluster = 8096
	everythingOnTopic   = 3576
)

// metadata is the same at every broker: all have applied all of the log.
func (s server) metadata(r *kmsg.MetadataRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.MetadataResponse)
	resp.ClusterID, resp.ControllerID = &s.id, s.up()[0].id // of a broker with KRaft: any that is up
	for _, b := range s.up() {
		at := kmsg.NewMetadataResponseBroker()
		at.NodeID, at.Host, at.Port, at.Rack = b.id, b.host, b.port, &b.rack
		resp.Brokers = append(resp.Brokers, at)
	}
	if r.Topics == nil || r.Version == 0 && len(r.Topics) == 0 {
		for i := range s.topics {
			resp.Topics = append(resp.Topics, s.tell(&s.topics[i], r.IncludeTopicAuthorizedOperations))
		}
		return resp
	}
	for i := range r.Topics {
		resp.Topics = append(resp.Topics, s.tellAsked(&r.Topics[i], r.IncludeTopicAuthorizedOperations))
	}
	return resp
}

func (s server) tellAsked(asked *kmsg.MetadataRequestTopic, operations bool) kmsg.MetadataResponseTopic {
	unknown := kmsg.NewMetadataResponseTopic()
	unknown.Topic, unknown.TopicID = asked.Topic, asked.TopicID
	if asked.Topic == nil {
		if t := s.topicByID(asked.TopicID); t != nil {
			return s.tell(t, operations)
		}
		unknown.ErrorCode = kerr.UnknownTopicID.Code
		return unknown
	}
	if t := s.topic(*asked.Topic); t != nil {
		return s.tell(t, operations)
	}
	unknown.ErrorCode = kerr.UnknownTopicOrPartition.Code
	return unknown
}

func (s server) tell(t *topic, operations bool) kmsg.MetadataResponseTopic {
	out := kmsg.NewMetadataResponseTopic()
	out.Topic, out.TopicID, out.IsInternal = &t.name, t.uuid(), t.internal
	if operations {
		out.AuthorizedOperations = everythingOnTopic
	}
	for i := range t.parts {
		part := &t.parts[i]
		p := kmsg.NewMetadataResponseTopicPartition()
		p.Partition, p.Leader, p.LeaderEpoch = int32(i), part.leader, part.epoch
		p.Replicas, p.ISR, p.OfflineReplicas = part.replicas, part.isr, s.offline(part)
		p.ErrorCode = leaderError(part)
		out.Partitions = append(out.Partitions, p)
	}
	return out
}

func leaderError(part *partition) int16 {
	if part.leader < 0 {
		return kerr.LeaderNotAvailable.Code
	}
	return 0
}

// partitions tells the same as metadata, in the newer form that Kafka's own
// tools ask for.
func (s server) partitions(r *kmsg.DescribeTopicPartitionsRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.DescribeTopicPartitionsResponse)
	for _, asked := range r.Topics {
		if t := s.topic(asked.Topic); t != nil {
			resp.Topics = append(resp.Topics, s.describeTopic(t))
			continue
		}
		out := kmsg.NewDescribeTopicPartitionsResponseTopic()
		out.Topic, out.ErrorCode = &asked.Topic, kerr.UnknownTopicOrPartition.Code
		resp.Topics = append(resp.Topics, out)
	}
	for i := range s.topics {
		if len(r.Topics) == 0 {
			resp.Topics = append(resp.Topics, s.describeTopic(&s.topics[i]))
		}
	}
	return resp
}

func (s server) describeTopic(t *topic) kmsg.DescribeTopicPartitionsResponseTopic {
	out := kmsg.NewDescribeTopicPartitionsResponseTopic()
	out.Topic, out.TopicID, out.IsInternal, out.AuthorizedOperations = &t.name, t.uuid(), t.internal, everythingOnTopic
	for i := range t.parts {
		part := &t.parts[i]
		p := kmsg.NewDescribeTopicPartitionsResponseTopicPartition()
		p.Partition, p.LeaderID, p.LeaderEpoch = int32(i), part.leader, part.epoch
		p.Replicas, p.ISR, p.OfflineReplicas = part.replicas, part.isr, s.offline(part)
		p.ErrorCode = leaderError(part)
		out.Partitions = append(out.Partitions, p)
	}
	return out
}

// cluster lists the brokers that are registered. Those that are fenced are told
// only to who asks for them.
func (s server) cluster(r *kmsg.DescribeClusterRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.DescribeClusterResponse)
	if resp.EndpointType = r.EndpointType; r.EndpointType != 1 {
		resp.ErrorCode = kerr.MismatchedEndpointType.Code // 2 asks a controller's listener
		return resp
	}
	resp.ClusterID, resp.ControllerID = s.id, s.up()[0].id
	if r.IncludeClusterAuthorizedOperations {
		resp.ClusterAuthorizedOperations = everythingOnCluster
	}
	for i := range s.brokers {
		b := &s.brokers[i]
		if b.down && !r.IncludeFencedBrokers {
			continue
		}
		at := kmsg.NewDescribeClusterResponseBroker()
		at.NodeID, at.Host, at.Port, at.Rack, at.IsFenced = b.id, b.host, b.port, &b.rack, b.down
		resp.Brokers = append(resp.Brokers, at)
	}
	return resp
}
