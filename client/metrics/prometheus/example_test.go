package prometheus_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	guardmetrics "github.com/breakwaterhq/breakwater/client/metrics/prometheus"
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
	keyed, err := produce.Keyed("orders")
	if err != nil {
		log.Fatal(err)
	}
	guard, err := produce.New(client, produce.Config{Within: 30 * time.Second, Policies: []produce.Policy{keyed}})
	if err != nil {
		log.Fatal(err)
	}

	collector, err := guardmetrics.New(guard, guardmetrics.Options{Client: "orders", Topics: 50})
	if err != nil {
		log.Fatal(err)
	}
	prometheus.MustRegister(collector)
	http.Handle("/metrics", promhttp.Handler())

	guard.ProduceSync(context.Background(), &kgo.Record{Topic: "orders", Key: []byte("o-17"), Value: []byte("3 pumps")})
	guard.ProduceSync(context.Background(), &kgo.Record{Topic: "orders", Value: []byte("4 pumps")})
	for line := range strings.Lines(scrape()) {
		if strings.HasPrefix(line, "breakwater_client_records_total") || strings.HasPrefix(line, "breakwater_client_topic_failures_total") {
			fmt.Print(line)
		}
	}
	if err := guard.Close(context.Background()); err != nil {
		log.Print(err)
	}
	// Output:
	// breakwater_client_records_total{client="orders",outcome="in_doubt"} 0
	// breakwater_client_records_total{client="orders",outcome="not_persisted"} 0
	// breakwater_client_records_total{client="orders",outcome="persisted"} 1
	// breakwater_client_records_total{client="orders",outcome="rejected"} 1
	// breakwater_client_topic_failures_total{client="orders",topic="(others)"} 0
	// breakwater_client_topic_failures_total{client="orders",topic="orders"} 1
}

// scrape does what Prometheus does.
func scrape() string {
	server := httptest.NewServer(http.DefaultServeMux)
	defer server.Close()
	res, err := http.Get(server.URL + "/metrics")
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	return string(body)
}
