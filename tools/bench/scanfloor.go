package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// askAll is the floor of a scan: the same questions by a bare client, each
// answer decoded and thrown away.
func askAll(bootstrap string, configs bool) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(bootstrap, ",")...), kgo.DisableClientMetrics())
	if err != nil {
		return err
	}
	defer client.Close()
	f := floor{ctx: context.Background(), client: client}
	metadata, err := client.Request(f.ctx, kmsg.NewPtrMetadataRequest())
	if err != nil {
		return err
	}
	f.lead(metadata.(*kmsg.MetadataResponse))
	var brokers sync.WaitGroup
	for i, b := range f.metadata.Brokers {
		brokers.Go(func() { f.talk(b.NodeID) })
		if configs {
			brokers.Go(func() { f.configs(i, b.NodeID) })
		}
	}
	brokers.Wait()
	return f.err
}

type floor struct {
	ctx      context.Context
	client   *kgo.Client
	metadata *kmsg.MetadataResponse
	leads    map[int32]map[string][]int32

	mu  sync.Mutex
	err error
}

// lead notes which broker leads what.
func (f *floor) lead(metadata *kmsg.MetadataResponse) {
	f.metadata, f.leads = metadata, map[int32]map[string][]int32{}
	for _, t := range metadata.Topics {
		for _, p := range t.Partitions {
			if f.leads[p.Leader] == nil {
				f.leads[p.Leader] = map[string][]int32{}
			}
			f.leads[p.Leader][*t.Topic] = append(f.leads[p.Leader][*t.Topic], p.Partition)
		}
	}
}

func (f *floor) ask(broker int32, req kmsg.Request) kmsg.Response {
	resp, err := f.client.Broker(int(broker)).Request(f.ctx, req)
	if err != nil {
		f.mu.Lock()
		f.err = err
		f.mu.Unlock()
	}
	return resp
}

func (f *floor) talk(broker int32) {
	f.ask(broker, kmsg.NewPtrMetadataRequest())
	listed, ok := f.ask(broker, kmsg.NewPtrListGroupsRequest()).(*kmsg.ListGroupsResponse)
	if !ok {
		return
	}
	describe := kmsg.NewPtrDescribeGroupsRequest()
	for _, g := range listed.Groups {
		describe.Groups = append(describe.Groups, g.Group)
	}
	f.ask(broker, describe)
	f.ask(broker, fetchAll(listed))
	for _, at := range []int64{-2, -1} {
		f.ask(broker, f.offsets(broker, at))
	}
}

// fetchAll asks for all that some groups have committed.
func fetchAll(listed *kmsg.ListGroupsResponse) *kmsg.OffsetFetchRequest {
	fetch := kmsg.NewPtrOffsetFetchRequest()
	for _, g := range listed.Groups {
		one := kmsg.NewOffsetFetchRequestGroup()
		one.Group = g.Group
		fetch.Groups = append(fetch.Groups, one)
	}
	return fetch
}

// offsets asks a broker for one offset of each partition that it leads.
func (f *floor) offsets(broker int32, at int64) *kmsg.ListOffsetsRequest {
	req := kmsg.NewPtrListOffsetsRequest()
	for topic, partitions := range f.leads[broker] {
		t := kmsg.NewListOffsetsRequestTopic()
		t.Topic = topic
		for _, p := range partitions {
			one := kmsg.NewListOffsetsRequestTopicPartition()
			one.Partition, one.Timestamp = p, at
			t.Partitions = append(t.Partitions, one)
		}
		req.Topics = append(req.Topics, t)
	}
	return req
}

// configs asks for the broker's own settings and for its share of the topics.
func (f *floor) configs(i int, broker int32) {
	own := kmsg.NewPtrDescribeConfigsRequest()
	own.IncludeSynonyms = true
	r := kmsg.NewDescribeConfigsRequestResource()
	r.ResourceType, r.ResourceName = kmsg.ConfigResourceTypeBroker, strconv.Itoa(int(broker))
	own.Resources = append(own.Resources, r)
	f.ask(broker, own)
	keys := topicKeys()
	for n, topics := range slices.Collect(slices.Chunk(f.metadata.Topics, 500)) {
		if n%len(f.metadata.Brokers) != i {
			continue
		}
		req := kmsg.NewPtrDescribeConfigsRequest()
		for _, t := range topics {
			r := kmsg.NewDescribeConfigsRequestResource()
			r.ResourceType, r.ResourceName, r.ConfigNames = kmsg.ConfigResourceTypeTopic, *t.Topic, keys
			req.Resources = append(req.Resources, r)
		}
		f.ask(broker, req)
	}
}

// topicKeys are the settings of topics that a scan without a policy asks for.
func topicKeys() []string {
	return new(rule.Settings).KeysOf(model.LayerTopic, rules.All())
}
