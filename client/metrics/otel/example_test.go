package otel_test

import (
	"context"
	"fmt"
	"log"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	guardmetrics "github.com/breakwaterhq/breakwater/client/metrics/otel"
	"github.com/breakwaterhq/breakwater/client/produce"
)

func Example() {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "orders")) // stands for a cluster
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(cluster.ListenAddrs()...))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	guard, err := produce.New(client, produce.Config{})
	if err != nil {
		log.Fatal(err)
	}

	reader := sdk.NewManualReader() // in an application: the reader of an exporter
	provider := sdk.NewMeterProvider(sdk.WithReader(reader))
	registered, err := guardmetrics.Register(provider.Meter("orders"), guard, guardmetrics.Options{Client: "orders", Topics: 50})
	if err != nil {
		log.Fatal(err)
	}

	guard.ProduceSync(context.Background(), &kgo.Record{Topic: "orders", Value: []byte("3 pumps")})
	fmt.Println(persisted(reader))
	if err := registered.Unregister(); err != nil {
		log.Print(err)
	}
	if err := guard.Close(context.Background()); err != nil {
		log.Print(err)
	}
	// Output: 1
}

// persisted looks for the records that were persisted.
func persisted(r sdk.Reader) float64 {
	var all metricdata.ResourceMetrics
	if err := r.Collect(context.Background(), &all); err != nil {
		log.Fatal(err)
	}
	for _, m := range all.ScopeMetrics[0].Metrics {
		if m.Name != "breakwater.client.records" {
			continue
		}
		for _, p := range m.Data.(metricdata.Sum[float64]).DataPoints {
			if outcome, _ := p.Attributes.Value("outcome"); outcome.AsString() == "persisted" {
				return p.Value
			}
		}
	}
	return -1
}
