package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// modelled is a demo without a network.
func modelled() server {
	at := []address{{"127.0.0.1", 9092}, {"127.0.0.1", 9093}, {"127.0.0.1", 9094}}
	return server{newPlant(at), func() time.Time { return time.UnixMilli(1_795_000_000_000) }}
}

// asked is the answer of a broker to a request in its newest version, read from
// the bytes that go over the wire.
func asked[R kmsg.Response](t *testing.T, node int32, req kmsg.Request) R {
	t.Helper()
	req.SetVersion(req.MaxVersion())
	return askedIn[R](t, req.MaxVersion(), node, req)
}

func askedIn[R kmsg.Response](t *testing.T, version int16, node int32, req kmsg.Request) R {
	t.Helper()
	req.SetVersion(version)
	resp, ok := modelled().answer(node, req).(R)
	if !ok {
		t.Fatalf("no answer to %T", req)
	}
	out := req.ResponseKind().(R)
	if err := out.ReadFrom(resp.AppendTo(nil)); err != nil {
		t.Fatalf("the answer to %T cannot be read: %v", req, err)
	}
	return out
}

func metadataOf(names ...string) *kmsg.MetadataRequest {
	req := kmsg.NewPtrMetadataRequest()
	for _, name := range names {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = &name
		req.Topics = append(req.Topics, t)
	}
	return req
}

func TestMetadataOfAll(t *testing.T) {
	all := asked[*kmsg.MetadataResponse](t, 0, metadataOf())
	var ids []int32
	for _, b := range all.Brokers {
		ids = append(ids, b.NodeID)
	}
	if len(all.Topics) != 8 || !slices.Equal(ids, []int32{0, 1}) || *all.ClusterID != "demo" {
		t.Errorf("%d topics, brokers %v, cluster %q", len(all.Topics), ids, *all.ClusterID)
	}
	none := metadataOf()
	none.Topics = []kmsg.MetadataRequestTopic{}
	if resp := asked[*kmsg.MetadataResponse](t, 1, none); len(resp.Topics) != 0 || len(resp.Brokers) != 2 {
		t.Errorf("asked for none: %d topics, %d brokers", len(resp.Topics), len(resp.Brokers))
	}
	if resp := askedIn[*kmsg.MetadataResponse](t, 0, 1, none); len(resp.Topics) != 8 {
		t.Errorf("version 0: %d topics", len(resp.Topics))
	}
}

func TestMetadataOfSome(t *testing.T) {
	resp := asked[*kmsg.MetadataResponse](t, 1, metadataOf("line-calibration", "payments", "nobody"))
	lone, payments := resp.Topics[0], resp.Topics[1]
	if p := lone.Partitions[0]; p.Leader != -1 || p.ErrorCode != kerr.LeaderNotAvailable.Code || fmt.Sprint(p.ISR, p.OfflineReplicas) != "[2] [2]" {
		t.Errorf("a partition without a leader: %+v", p)
	}
	if p := payments.Partitions[0]; p.Leader != 0 || p.LeaderEpoch != 12 || p.ErrorCode != 0 || fmt.Sprint(p.Replicas, p.ISR, p.OfflineReplicas) != "[2 0] [0] [2]" {
		t.Errorf("a partition that broker 2 led: %+v", p)
	}
	if resp.Topics[2].ErrorCode != kerr.UnknownTopicOrPartition.Code || *resp.Topics[2].Topic != "nobody" {
		t.Errorf("a topic that is not there: %+v", resp.Topics[2])
	}
	byID := metadataOf()
	known, unknown := kmsg.NewMetadataRequestTopic(), kmsg.NewMetadataRequestTopic()
	known.TopicID, unknown.TopicID = payments.TopicID, [16]byte{1}
	byID.Topics = []kmsg.MetadataRequestTopic{known, unknown}
	resp = asked[*kmsg.MetadataResponse](t, 1, byID)
	if *resp.Topics[0].Topic != "payments" || resp.Topics[1].ErrorCode != kerr.UnknownTopicID.Code {
		t.Errorf("by id: %+v", resp.Topics)
	}
}

// TestPartitionsTellTheSame as metadata.
func TestPartitionsTellTheSame(t *testing.T) {
	all := asked[*kmsg.MetadataResponse](t, 0, metadataOf())
	other := asked[*kmsg.DescribeTopicPartitionsResponse](t, 1, kmsg.NewPtrDescribeTopicPartitionsRequest())
	if len(all.Topics) != len(other.Topics) {
		t.Fatalf("%d and %d topics", len(all.Topics), len(other.Topics))
	}
	for i, a := range all.Topics {
		b := other.Topics[i]
		if *a.Topic != *b.Topic || a.TopicID != b.TopicID || a.IsInternal != b.IsInternal || len(a.Partitions) != len(b.Partitions) {
			t.Errorf("topic %s: %+v and %+v", *a.Topic, a, b)
			continue
		}
		for j, p := range a.Partitions {
			q := b.Partitions[j]
			left := fmt.Sprint(p.Partition, p.Leader, p.LeaderEpoch, p.Replicas, p.ISR, p.OfflineReplicas, p.ErrorCode)
			if right := fmt.Sprint(q.Partition, q.LeaderID, q.LeaderEpoch, q.Replicas, q.ISR, q.OfflineReplicas, q.ErrorCode); left != right {
				t.Errorf("%s/%d: %s and %s", *a.Topic, j, left, right)
			}
		}
	}
	named := kmsg.NewPtrDescribeTopicPartitionsRequest()
	for _, name := range []string{"payments", "nobody"} {
		r := kmsg.NewDescribeTopicPartitionsRequestTopic()
		r.Topic = name
		named.Topics = append(named.Topics, r)
	}
	resp := asked[*kmsg.DescribeTopicPartitionsResponse](t, 0, named)
	if len(resp.Topics) != 2 || resp.Topics[0].ErrorCode != 0 || resp.Topics[1].ErrorCode != kerr.UnknownTopicOrPartition.Code {
		t.Errorf("by name: %+v", resp.Topics)
	}
}

func TestClusterTellsOfTheFencedBrokerIfAsked(t *testing.T) {
	for fenced, want := range map[bool]string{false: "0 false 1 false ", true: "0 false 1 false 2 true "} {
		req := kmsg.NewPtrDescribeClusterRequest()
		req.IncludeFencedBrokers, req.IncludeClusterAuthorizedOperations = fenced, fenced
		resp := asked[*kmsg.DescribeClusterResponse](t, 0, req)
		got := ""
		for _, b := range resp.Brokers {
			got += fmt.Sprintf("%d %t ", b.NodeID, b.IsFenced)
		}
		if got != want || (resp.ClusterAuthorizedOperations > 0) != fenced {
			t.Errorf("%t: %q, operations %d", fenced, got, resp.ClusterAuthorizedOperations)
		}
	}
	req := kmsg.NewPtrDescribeClusterRequest()
	req.EndpointType = 2
	if resp := asked[*kmsg.DescribeClusterResponse](t, 0, req); resp.ErrorCode != kerr.MismatchedEndpointType.Code || len(resp.Brokers) > 0 {
		t.Errorf("as a controller: %+v", resp)
	}
}

// configured asks broker 1 for one resource.
func configured(t *testing.T, of kmsg.ConfigResourceType, name string, keys ...string) kmsg.DescribeConfigsResponseResource {
	t.Helper()
	req := kmsg.NewPtrDescribeConfigsRequest()
	r := kmsg.NewDescribeConfigsRequestResource()
	r.ResourceType, r.ResourceName, r.ConfigNames = of, name, keys
	req.Resources, req.IncludeSynonyms = append(req.Resources, r), true
	return asked[*kmsg.DescribeConfigsResponse](t, 1, req).Resources[0]
}

// told is a setting in one line: its value, its source and its synonyms.
func told(c kmsg.DescribeConfigsResponseResourceConfig) string {
	out := value(c.Value) + " " + c.Source.String() + " " + c.ConfigType.String()
	for _, s := range c.ConfigSynonyms {
		out += fmt.Sprintf(", %s=%s %s", s.Name, value(s.Value), s.Source)
	}
	return out
}

func value(v *string) string {
	if v == nil {
		return "null"
	}
	return *v
}

func TestConfigsTellEveryLayer(t *testing.T) {
	const topic, broker = kmsg.ConfigResourceTypeTopic, kmsg.ConfigResourceTypeBroker
	for _, c := range []struct {
		of              kmsg.ConfigResourceType
		name, key, want string
	}{
		{topic, "orders.v2", "min.insync.replicas", "1 DYNAMIC_TOPIC_CONFIG INT, min.insync.replicas=1 DYNAMIC_TOPIC_CONFIG, min.insync.replicas=2 STATIC_BROKER_CONFIG, min.insync.replicas=1 DEFAULT_CONFIG"},
		{topic, "audit-log", "min.insync.replicas", "2 STATIC_BROKER_CONFIG INT, min.insync.replicas=2 STATIC_BROKER_CONFIG, min.insync.replicas=1 DEFAULT_CONFIG"},
		{topic, "audit-log", "segment.bytes", "1073741824 DEFAULT_CONFIG INT, segment.bytes=1073741824 DEFAULT_CONFIG"},
		{topic, "iot-telemetry-v2", "segment.bytes", "1048576 DYNAMIC_TOPIC_CONFIG INT, segment.bytes=1048576 DYNAMIC_TOPIC_CONFIG, segment.bytes=1073741824 DEFAULT_CONFIG"},
		{broker, "1", "node.id", "1 STATIC_BROKER_CONFIG INT, node.id=1 STATIC_BROKER_CONFIG, node.id=null DEFAULT_CONFIG"},
		{broker, "1", "ssl.keystore.password", "null DEFAULT_CONFIG PASSWORD"},
		{broker, "1", "offsets.topic.replication.factor", "3 DEFAULT_CONFIG SHORT, offsets.topic.replication.factor=3 DEFAULT_CONFIG"},
	} {
		got := configured(t, c.of, c.name, c.key)
		if len(got.Configs) != 1 || told(got.Configs[0]) != c.want {
			t.Errorf("%s of %s: %+v, want %s", c.key, c.name, got.Configs, c.want)
			for _, one := range got.Configs {
				t.Log(told(one))
			}
		}
	}
}

func TestConfigsOfWhatIsAskedFor(t *testing.T) {
	const topic, broker = kmsg.ConfigResourceTypeTopic, kmsg.ConfigResourceTypeBroker
	for name, c := range map[string]struct {
		of    kmsg.ConfigResourceType
		name  string
		keys  []string
		count int
		code  int16
	}{
		"a topic that is not there": {topic, "nobody", nil, 0, kerr.UnknownTopicOrPartition.Code},
		"all of a topic":            {topic, "payments", nil, len(public(model.LayerTopic)), 0},
		"all of itself":             {broker, "1", nil, len(public(model.LayerBroker)), 0},
		"another broker":            {broker, "0", nil, 0, 0},
		"the default of all":        {broker, "", nil, 0, 0},
		"a key that is not there":   {topic, "payments", []string{"metadata.max.age.ms", "retention.ms"}, 1, 0},
		"a group":                   {kmsg.ConfigResourceTypeGroupConfig, "fulfilment", nil, 0, 0},
	} {
		got := configured(t, c.of, c.name, c.keys...)
		if len(got.Configs) != c.count || got.ErrorCode != c.code {
			t.Errorf("%s: %d settings, error %d", name, len(got.Configs), got.ErrorCode)
		}
	}
	req := kmsg.NewPtrDescribeConfigsRequest()
	r := kmsg.NewDescribeConfigsRequestResource()
	r.ResourceType, r.ResourceName = topic, "payments"
	req.Resources = append(req.Resources, r)
	for _, c := range asked[*kmsg.DescribeConfigsResponse](t, 0, req).Resources[0].Configs {
		if len(c.ConfigSynonyms) > 0 {
			t.Errorf("%s has synonyms, and nobody asked for them", c.Name)
		}
	}
}

// public are the keys of a layer that Kafka tells.
func public(of model.Layer) []string {
	return slices.DeleteFunc(slices.Clone(catalog.Names(of, catalog.Newest())), func(name string) bool {
		d, _ := catalog.Lookup(model.Key{Layer: of, Name: name}, catalog.Newest())
		return d.Internal
	})
}

// TestWhatIsSetIsValid: each key and value of the model is one that Kafka
// accepts.
func TestWhatIsSetIsValid(t *testing.T) {
	check := func(of model.Layer, who string, settings map[string]string) {
		for name, v := range settings {
			d, known := catalog.Lookup(model.Key{Layer: of, Name: name}, catalog.Newest())
			if !known {
				t.Errorf("%s: no key %s", who, name)
			} else if err := d.Check(v); err != nil {
				t.Errorf("%s: %s=%s: %v", who, name, v, err)
			}
		}
	}
	s := modelled()
	for _, b := range s.brokers {
		check(model.LayerBroker, fmt.Sprint("broker ", b.id), b.static)
	}
	for _, topic := range s.topics {
		check(model.LayerTopic, topic.name, topic.config)
	}
}

func TestResourcesListTheTopics(t *testing.T) {
	req := kmsg.NewPtrListConfigResourcesRequest()
	for want, types := range map[int][]int8{8: {2}, 2: {4}, 10: nil, 0: {16}} {
		req.ResourceTypes = types
		if got := asked[*kmsg.ListConfigResourcesResponse](t, 0, req); len(got.ConfigResources) != want {
			t.Errorf("types %v: %+v", types, got.ConfigResources)
		}
	}
	if old := askedIn[*kmsg.ListConfigResourcesResponse](t, 0, 0, req); len(old.ConfigResources) != 0 {
		t.Errorf("version 0 knows client metrics alone: %+v", old.ConfigResources)
	}
}

func TestDisks(t *testing.T) {
	sizes := func(req *kmsg.DescribeLogDirsRequest, node int32) (replicas int, bytes int64) {
		resp := asked[*kmsg.DescribeLogDirsResponse](t, node, req)
		if len(resp.Dirs) != 1 || resp.Dirs[0].Dir != "/var/lib/kafka/data" || resp.Dirs[0].UsableBytes >= resp.Dirs[0].TotalBytes || resp.Dirs[0].UsableBytes <= 0 {
			t.Errorf("directories %+v", resp.Dirs)
		}
		for _, d := range resp.Dirs[0].Topics {
			for _, p := range d.Partitions {
				replicas++
				bytes += p.Size
			}
		}
		return replicas, bytes
	}
	none, one := kmsg.NewPtrDescribeLogDirsRequest(), kmsg.NewPtrDescribeLogDirsRequest()
	none.Topics = []kmsg.DescribeLogDirsRequestTopic{}
	of := kmsg.NewDescribeLogDirsRequestTopic()
	of.Topic, of.Partitions = "payments", []int32{0, 1}
	one.Topics = append(one.Topics, of)
	if n, _ := sizes(none, 0); n != 0 {
		t.Errorf("asked for none: %d replicas", n)
	}
	if n, size := sizes(one, 0); n != 1 || size != 91_004*recordSize {
		t.Errorf("of payments broker 0 has partition 0 alone: %d replicas of %d bytes", n, size)
	}
	for node, want := range map[int32]int{0: 12 + 6 + 2 + 6 + 3 + 50 + 17, 1: 12 + 6 + 2 + 6 + 3 + 50 + 17} {
		if n, _ := sizes(kmsg.NewPtrDescribeLogDirsRequest(), node); n != want {
			t.Errorf("broker %d has %d replicas, want %d", node, n, want)
		}
	}
}

func TestQuorum(t *testing.T) {
	p := asked[*kmsg.DescribeQuorumResponse](t, 0, kmsg.NewPtrDescribeQuorumRequest()).Topics[0].Partitions[0]
	got := fmt.Sprint(p.LeaderID, p.LeaderEpoch, p.HighWatermark)
	for _, v := range append(p.CurrentVoters, p.Observers...) {
		got += fmt.Sprintf(" %d:%d", v.ReplicaID, v.LogEndOffset)
		if v.LastFetchTimestamp != 1_795_000_000_000 || v.LastCaughtUpTimestamp != v.LastFetchTimestamp {
			t.Errorf("node %d: last fetch %d, caught up %d", v.ReplicaID, v.LastFetchTimestamp, v.LastCaughtUpTimestamp)
		}
	}
	if want := "100 4 1483921 100:1483921 101:1483921 0:1483921 1:1483921"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestWhatTheModelDoesNotAnswer is left to kfake, and so is a client that asks
// in a version from the future.
func TestWhatTheModelDoesNotAnswer(t *testing.T) {
	for _, req := range []kmsg.Request{kmsg.NewPtrProduceRequest(), kmsg.NewPtrCreateTopicsRequest(), kmsg.NewPtrListPartitionReassignmentsRequest()} {
		if resp := modelled().answer(0, req); resp != nil {
			t.Errorf("%T", resp)
		}
	}
	future := kmsg.NewPtrApiVersionsRequest()
	future.Version = 99
	if resp := modelled().answer(0, future); resp != nil {
		t.Errorf("%+v", resp)
	}
	if keys := requestsKnown(t).ApiKeys; !slices.ContainsFunc(keys, func(k kmsg.ApiVersionsResponseApiKey) bool { return k.ApiKey == int16(kmsg.DescribeQuorum) }) {
		t.Errorf("DescribeQuorum is not among %d requests", len(keys))
	}
}

func requestsKnown(t *testing.T) *kmsg.ApiVersionsResponse {
	t.Helper()
	return askedIn[*kmsg.ApiVersionsResponse](t, 3, 0, kmsg.NewPtrApiVersionsRequest())
}

// TestAddressesAreTheListeners: the settings fit where the brokers are.
func TestAddressesAreTheListeners(t *testing.T) {
	for i, b := range modelled().brokers {
		if want := fmt.Sprintf("PLAINTEXT://127.0.0.1:%d", 9092+i); b.static["listeners"] != want || !strings.HasSuffix(want, fmt.Sprint(b.port)) {
			t.Errorf("broker %d listens at %s", i, b.static["listeners"])
		}
	}
}
