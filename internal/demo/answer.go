package demo

import (
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/breakwaterhq/breakwater/internal/catalog"
)

// server makes the answers.
type server struct {
	*plant
	now clock
}

// answer is what a broker says to a request; nil for one that kfake answers.
func (s server) answer(node int32, req kmsg.Request) kmsg.Response {
	switch r := req.(type) {
	case *kmsg.ApiVersionsRequest:
		return s.versions(r)
	case *kmsg.MetadataRequest:
		return s.metadata(r)
	case *kmsg.DescribeTopicPartitionsRequest:
		return s.partitions(r)
	case *kmsg.DescribeClusterRequest:
		return s.cluster(r)
	case *kmsg.DescribeConfigsRequest:
		return s.configs(node, r)
	case *kmsg.ListConfigResourcesRequest:
		return s.resources(r)
	case *kmsg.DescribeLogDirsRequest:
		return s.logDirs(node, r)
	case *kmsg.DescribeQuorumRequest:
		return s.describeQuorum(r)
	case *kmsg.FindCoordinatorRequest:
		return s.findCoordinator(r)
	case *kmsg.ListGroupsRequest:
		return s.listGroups(node, r)
	case *kmsg.DescribeGroupsRequest:
		return s.describeGroups(node, r)
	case *kmsg.OffsetFetchRequest:
		return s.fetchOffsets(node, r)
	case *kmsg.ListOffsetsRequest:
		return s.listOffsets(node, r)
	}
	return nil
}

// release is the Kafka that the demo says it is: the newest of the catalogue,
// from which the defaults are.
func release() *kversion.Versions { return kversion.FromString("v" + catalog.Newest().String()) }

// oldest are the first versions of requests that were something else before.
var oldest = map[kmsg.Key]int16{kmsg.ListOffsets: 1, kmsg.FindCoordinator: 4, kmsg.OffsetFetch: 8}

// versions lists the requests that a broker of the release knows. kfake leaves
// some out, and would be taken for a Kafka of long ago. One that asks in a
// version that the release does not know is answered by kfake, as by Kafka.
func (s server) versions(r *kmsg.ApiVersionsRequest) kmsg.Response {
	known := release()
	if highest, _ := known.LookupMaxKeyVersion(r.Key()); r.GetVersion() > highest {
		return nil
	}
	resp := r.ResponseKind().(*kmsg.ApiVersionsResponse)
	known.EachMaxKeyVersion(func(key, highest int16) {
		k := kmsg.NewApiVersionsResponseApiKey()
		k.ApiKey, k.MinVersion, k.MaxVersion = key, oldest[kmsg.Key(key)], highest
		resp.ApiKeys = append(resp.ApiKeys, k)
	})
	known.EachSupportedFeature(func(name string, lowest, highest int16) {
		f := kmsg.NewApiVersionsResponseSupportedFeature()
		f.Name, f.MinVersion, f.MaxVersion = name, lowest, highest
		resp.SupportedFeatures = append(resp.SupportedFeatures, f)
	})
	known.EachFinalizedFeature(func(name string, level int16) {
		if level == 0 {
			return
		}
		f := kmsg.NewApiVersionsResponseFinalizedFeature()
		f.Name, f.MinVersionLevel, f.MaxVersionLevel = name, level, level
		resp.FinalizedFeatures = append(resp.FinalizedFeatures, f)
	})
	resp.FinalizedFeaturesEpoch = s.quorum.end - 1 // KRaft: the last offset of the metadata log that is applied
	return resp
}
