package scope_test

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// A topic that names its cluster is certain to belong to it; a file that says
// nothing joins the only cluster of its directory, as a guess.
func ExampleResolve() {
	topic := &model.Topic{Name: "iot", Place: model.Place{File: "plant/topics.yaml", Names: []string{"cluster:plant"}}}
	broker := &model.Broker{Name: "1", Place: model.Place{File: "plant/server.properties"}}
	now := &model.Snapshot{Topics: []*model.Topic{topic}, Brokers: []*model.Broker{broker}}
	scope.Resolve(nil, now)
	fmt.Println(topic.Subject().Qualified(), topic.Home.Certainty)
	fmt.Println(broker.Subject().Qualified(), broker.Home.Certainty)
	// Output:
	// plant:topic/iot known
	// plant:broker/1 assumed
}
