package cluster

import (
	"fmt"
	"strconv"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"
)

// answer is what a healthy broker says.
func (f *fake) answer(node int32, req kmsg.Request) kmsg.Response {
	resp := req.ResponseKind()
	switch r := req.(type) {
	case *kmsg.ApiVersionsRequest:
		f.versions(resp.(*kmsg.ApiVersionsResponse))
	case *kmsg.MetadataRequest:
		f.metadata(r, resp.(*kmsg.MetadataResponse))
	case *kmsg.DescribeClusterRequest:
		f.registered(r, resp.(*kmsg.DescribeClusterResponse))
	case *kmsg.DescribeConfigsRequest:
		f.configs(node, r, resp.(*kmsg.DescribeConfigsResponse))
	case *kmsg.DescribeLogDirsRequest:
		d := kmsg.NewDescribeLogDirsResponseDir()
		d.Dir, d.TotalBytes, d.UsableBytes = "/data", 1000, 400
		resp.(*kmsg.DescribeLogDirsResponse).Dirs = append(resp.(*kmsg.DescribeLogDirsResponse).Dirs, d)
	case *kmsg.DescribeQuorumRequest:
		f.quorum(resp.(*kmsg.DescribeQuorumResponse))
	case *kmsg.ListPartitionReassignmentsRequest: // none
	case *kmsg.DescribeACLsRequest:
		resp.(*kmsg.DescribeACLsResponse).ErrorCode = kerr.SecurityDisabled.Code
	case *kmsg.DescribeTopicPartitionsRequest:
		f.eligible(r, resp.(*kmsg.DescribeTopicPartitionsResponse))
	case *kmsg.ListConfigResourcesRequest:
		f.resources(resp.(*kmsg.ListConfigResourcesResponse))
	case *kmsg.DescribeProducersRequest:
		f.describeProducers(r, resp.(*kmsg.DescribeProducersResponse))
	case *kmsg.ListTransactionsRequest:
		f.listTransactions(node, r, resp.(*kmsg.ListTransactionsResponse))
	case *kmsg.FetchRequest:
		f.fetch(r, resp.(*kmsg.FetchResponse))
	case *kmsg.ListOffsetsRequest:
		f.offsets(r, resp.(*kmsg.ListOffsetsResponse))
	default:
		return f.answerGroups(node, req, resp)
	}
	return resp
}

// oldest are the first versions of requests that were something else before.
var oldest = map[int16]int16{2: 1, 9: 1}

func (f *fake) versions(resp *kmsg.ApiVersionsResponse) {
	kversion.FromString(f.version).EachMaxKeyVersion(func(key, highest int16) {
		k := kmsg.NewApiVersionsResponseApiKey()
		k.ApiKey, k.MinVersion, k.MaxVersion = key, oldest[key], highest
		resp.ApiKeys = append(resp.ApiKeys, k)
	})
	resp.FinalizedFeaturesEpoch = 1000
}

func (f *fake) metadata(r *kmsg.MetadataRequest, resp *kmsg.MetadataResponse) {
	resp.ClusterID = &f.id
	for _, b := range f.brokers {
		if b.fenced || b.down {
			continue
		}
		at := kmsg.NewMetadataResponseBroker()
		at.NodeID = b.id
		at.Host, at.Port = portOf(b.address)
		resp.Brokers = append(resp.Brokers, at)
	}
	if r.Topics == nil {
		for i := range f.topics {
			resp.Topics = append(resp.Topics, f.topics[i].tell())
		}
		return
	}
	for _, asked := range r.Topics {
		resp.Topics = append(resp.Topics, f.named(asked))
	}
}

func (f *fake) named(asked kmsg.MetadataRequestTopic) kmsg.MetadataResponseTopic {
	for i := range f.topics {
		t := &f.topics[i]
		if asked.Topic != nil && t.name == *asked.Topic || asked.Topic == nil && t.id() == asked.TopicID {
			return t.tell()
		}
	}
	out := kmsg.NewMetadataResponseTopic()
	out.Topic, out.TopicID, out.ErrorCode = asked.Topic, asked.TopicID, kerr.UnknownTopicOrPartition.Code
	if !f.rights.topics {
		out.ErrorCode = kerr.TopicAuthorizationFailed.Code
	}
	if asked.Topic == nil {
		out.ErrorCode = kerr.UnknownTopicID.Code
	}
	return out
}

func idOf(name string) (id [16]byte) {
	copy(id[:], name)
	return id
}

// id is that of a topic, by how often it was made anew.
func (t *fakeTopic) id() [16]byte {
	id := idOf(t.name)
	id[15] = t.anew
	return id
}

// idOfTopic is the id of the topic of that name.
func (f *fake) idOfTopic(name string) [16]byte {
	for i := range f.topics {
		if f.topics[i].name == name {
			return f.topics[i].id()
		}
	}
	return idOf(name)
}

func (t *fakeTopic) tell() kmsg.MetadataResponseTopic {
	out := kmsg.NewMetadataResponseTopic()
	out.Topic, out.TopicID = &t.name, t.id()
	for i, p := range t.parts {
		m := kmsg.NewMetadataResponseTopicPartition()
		m.Partition, m.Leader, m.LeaderEpoch = int32(i), p.leader, p.epoch
		m.Replicas, m.ISR = append([]int32{}, p.replicas...), append([]int32{}, p.isr...)
		out.Partitions = append(out.Partitions, m)
	}
	return out
}

func (f *fake) registered(r *kmsg.DescribeClusterRequest, resp *kmsg.DescribeClusterResponse) {
	resp.ClusterID, resp.ClusterAuthorizedOperations = f.id, f.rights.operations
	for _, b := range f.brokers {
		if b.down || b.fenced && !r.IncludeFencedBrokers {
			continue
		}
		at := kmsg.NewDescribeClusterResponseBroker()
		at.NodeID, at.IsFenced = b.id, b.fenced
		at.Host, at.Port = portOf(b.address)
		resp.Brokers = append(resp.Brokers, at)
	}
}

func setting(name, value string, from kmsg.ConfigSource) kmsg.DescribeConfigsResponseResourceConfig {
	c := kmsg.NewDescribeConfigsResponseResourceConfig()
	c.Name, c.Value, c.Source = name, &value, from
	return c
}

func (f *fake) configs(node int32, r *kmsg.DescribeConfigsRequest, resp *kmsg.DescribeConfigsResponse) {
	for _, asked := range r.Resources {
		out := kmsg.NewDescribeConfigsResponseResource()
		out.ResourceType, out.ResourceName = asked.ResourceType, asked.ResourceName
		switch {
		case asked.ResourceType == kmsg.ConfigResourceTypeTopic:
			out.Configs = append(out.Configs, setting("retention.ms", "60000", kmsg.ConfigSourceDynamicTopicConfig),
				setting("min.insync.replicas", "2", kmsg.ConfigSourceStaticBrokerConfig), setting("segment.bytes", "1073741824", kmsg.ConfigSourceDefaultConfig))
		case asked.ResourceName == strconv.Itoa(int(node)):
			out.Configs = append(out.Configs, setting("num.io.threads", "8", kmsg.ConfigSourceStaticBrokerConfig),
				setting("process.roles", "broker,controller", kmsg.ConfigSourceStaticBrokerConfig))
		default:
			why := fmt.Sprintf("Unexpected broker id, expected %d or empty string, but received %s", node, asked.ResourceName)
			out.ErrorCode, out.ErrorMessage = kerr.InvalidRequest.Code, &why
		}
		resp.Resources = append(resp.Resources, out)
	}
}

func (f *fake) quorum(resp *kmsg.DescribeQuorumResponse) {
	p := kmsg.NewDescribeQuorumResponseTopicPartition()
	p.LeaderID, p.LeaderEpoch, p.HighWatermark = 0, 7, 1001
	for _, b := range f.brokers {
		v := kmsg.NewDescribeQuorumResponseTopicPartitionReplicaState()
		v.ReplicaID, v.LogEndOffset = b.id, 1001
		p.CurrentVoters = append(p.CurrentVoters, v)
	}
	t := kmsg.NewDescribeQuorumResponseTopic()
	t.Topic, t.Partitions = "__cluster_metadata", append(t.Partitions, p)
	resp.Topics = append(resp.Topics, t)
}

func (f *fake) resources(resp *kmsg.ListConfigResourcesResponse) {
	for _, t := range f.topics {
		r := kmsg.NewListConfigResourcesResponseConfigResource()
		r.Name, r.Type = t.name, listTopics
		resp.ConfigResources = append(resp.ConfigResources, r)
	}
}

func (f *fake) offsets(r *kmsg.ListOffsetsRequest, resp *kmsg.ListOffsetsResponse) {
	for _, asked := range r.Topics {
		out := kmsg.NewListOffsetsResponseTopic()
		out.Topic = asked.Topic
		for _, p := range asked.Partitions {
			at := kmsg.NewListOffsetsResponseTopicPartition()
			at.Partition = p.Partition
			for _, t := range f.topics {
				if t.name == asked.Topic {
					at.Offset = t.parts[p.Partition].end
					switch {
					case p.Timestamp == logStart.timestamp:
						at.Offset = t.parts[p.Partition].start
					case p.Timestamp >= 0:
						if at.Offset = f.youngerThan(&t.parts[p.Partition], p.Timestamp); at.Offset >= 0 {
							at.Timestamp = t.parts[p.Partition].written(at.Offset)
						}
					}
				}
			}
			out.Partitions = append(out.Partitions, at)
		}
		resp.Topics = append(resp.Topics, out)
	}
}
