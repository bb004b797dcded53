package model_test

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func ExampleSubject() {
	topic := model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "iot-telemetry"}
	fmt.Println(topic)
	fmt.Println(topic.Qualified())
	fmt.Println(model.Subject{Kind: model.KindGroup, Name: "a/b", Part: "iot-telemetry", Partition: 3})
	// Output:
	// topic/iot-telemetry
	// plant:topic/iot-telemetry
	// group/a%2Fb/iot-telemetry/3
}

func ExampleValue() {
	at := model.AtFile("topics/iot.yaml", 12, 24)
	size := model.KnownValue("12MiB", at).As("12582912")
	fmt.Println(size.Raw(), size.Written(), size.Origin())

	template := model.UnknownValue("${SIZE}", "SIZE is filled in when it is deployed", at)
	fmt.Println(template.IsSet(), template.Usable(), template.Why())
	// Output:
	// 12582912 12MiB topics/iot.yaml:12:24
	// true false SIZE is filled in when it is deployed
}

// A value that a guess brought here is never better than the guess.
func ExampleValue_Joined() {
	broker := model.KnownValue("168", model.AtFile("server.properties", 3, 1))
	fmt.Println(broker.Joined(model.Known).Certainty())
	fmt.Println(broker.Joined(model.Assumed).Certainty())
	// Output:
	// known
	// assumed
}

func ExampleFacts() {
	can := model.FactsOf(model.FactTopicConfig, model.FactTopicLayout)
	want := model.FactsOf(model.FactTopicLayout, model.FactBrokerCount)
	for missing := range want.Without(can).Each() {
		fmt.Println("cannot bring:", missing)
	}
	// Output: cannot bring: broker count
}

func ExampleParseVersion() {
	fmt.Println(model.ParseVersion("4.1.2"))
	_, err := model.ParseVersion("latest")
	fmt.Println(err)
	// Output:
	// 4.1 <nil>
	// "latest" is not a Kafka version: want MAJOR.MINOR, as in 4.1
}

// Of several settings with one name the last wins, as in Kafka.
func ExampleConfig() {
	var c model.Config
	for i, hours := range []string{"24", "168"} {
		at := model.AtFile("server.properties", i+1, 1)
		c.Set("log.retention.hours", model.KnownValue(hours, at), at)
	}
	v := c.Get("log.retention.hours")
	fmt.Println(v.Raw(), v.Origin(), c.Len(), len(c.Settings()))
	// Output: 168 server.properties:2:1 2 1
}

func ExampleBuilder() {
	topics, brokers := model.NewBuilder(time.Time{}), model.NewBuilder(time.Time{})
	topics.Topic(&model.Topic{Name: "iot-telemetry"})
	brokers.Broker(&model.Broker{Name: "1"})
	topics.Merge(brokers)
	now, before := topics.Snapshots()
	fmt.Println(len(now.Topics), len(now.Brokers), len(before.Topics))
	// Output: 1 1 0
}

// Two node pools and the resource that they belong to give an exact number.
func ExampleScope_BrokerCount() {
	pool := func(name, replicas string) *model.NodeSet {
		return &model.NodeSet{Name: name, Roles: model.RoleBroker, Count: model.KnownValue(replicas, model.AtFile("pools.yaml", 9, 13))}
	}
	s := model.Scope{
		Brokers:  []*model.Broker{{Name: "plant", Shared: true}},
		NodeSets: []*model.NodeSet{pool("fast", "3"), pool("large", "2")},
	}
	count, known := s.BrokerCount()
	fmt.Println(count.N, count.Exact, known)
	for _, from := range count.From {
		fmt.Println(from.Name, from.Value.Raw(), from.Value.Origin())
	}
	// Output:
	// 5 true true
	// replicas of fast 3 pools.yaml:9:13
	// replicas of large 2 pools.yaml:9:13
}
