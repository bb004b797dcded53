package alerts

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	guardmetrics "github.com/breakwaterhq/breakwater/client/metrics/prometheus"
	"github.com/breakwaterhq/breakwater/client/produce"
	rules "github.com/breakwaterhq/breakwater/internal/export/prometheus"
	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/test/peers"
)

const (
	patience = 3 * time.Minute // how long anything here may take: what takes longer hangs
	scale    = 1.0 / 120       // an hour is 30 s
	topic    = "orders"
	largest  = 10_000 // max.message.bytes of the topic
)

// node is one real Kafka node of its own for a test, with the topic.
func node(t *testing.T) *lab.Cluster {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a real Kafka node")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the first time it is fetched
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{Version: os.Getenv("BREAKWATER_KAFKA"), Progress: os.Stderr, Config: map[string]string{"auto.create.topics.enable": "false"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	admin, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	limit := fmt.Sprint(largest)
	made, err := kadm.NewClient(admin).CreateTopic(ctx, 3, 1, map[string]*string{"max.message.bytes": &limit}, topic)
	if err != nil || made.Err != nil {
		t.Fatal(err, made.Err)
	}
	return c
}

// An app sends until the test ends, and one of so many of its records is too large.
type app struct {
	name  string
	guard *produce.Guard
}

// start has an app send, and its guard told to the registry.
func start(t *testing.T, c *lab.Cluster, to *prometheus.Registry, name string, oneOf int) *app {
	t.Helper()
	client, err := kgo.NewClient(append(c.Admin(), produce.Options()...)...)
	if err != nil {
		t.Fatal(err)
	}
	g, err := produce.New(client, produce.Config{})
	if err != nil {
		t.Fatal(err)
	}
	collector, err := guardmetrics.New(g, guardmetrics.Options{Client: name})
	if err != nil {
		t.Fatal(err)
	}
	to.MustRegister(collector)
	ctx, cancel := context.WithCancel(context.Background())
	var sending sync.WaitGroup
	sending.Go(func() { sends(ctx, g, oneOf) })
	t.Cleanup(func() {
		cancel()
		_ = g.Close(ctx) // tells what is on its way to be in doubt: the cluster may be gone
		sending.Wait()
		client.Close()
	})
	return &app{name, g}
}

// sends a hundred records at once, again and again; the last of each so many is too large.
func sends(ctx context.Context, g *produce.Guard, oneOf int) {
	for sent := 0; ctx.Err() == nil; {
		var told sync.WaitGroup
		for range 100 {
			value := make([]byte, 20)
			if sent++; sent%oneOf == 0 {
				value = make([]byte, 2*largest)
			}
			told.Add(1)
			g.Produce(ctx, &kgo.Record{Topic: topic, Value: value}, func(produce.Outcome) { told.Done() })
		}
		told.Wait()
		select { // a thousand a second or so, for the machine's sake
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// watched is a Prometheus that scrapes a registry, with the exported rules.
func watched(t *testing.T, of *prometheus.Registry) *peers.Prom {
	t.Helper()
	o := rules.Default()
	o.Scale = scale
	text, err := rules.Write(o, rules.File)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "breakwater-client.yml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(promhttp.HandlerFor(of, promhttp.HandlerOpts{}))
	t.Cleanup(s.Close)
	return peers.Prometheus(t, fmt.Sprintf(`
global: {scrape_interval: 250ms, evaluation_interval: 250ms}
rule_files: [%q]
scrape_configs: [{job_name: shop, static_configs: [{targets: [%q]}]}]
`, file, strings.TrimPrefix(s.URL, "http://")))
}

// until asks again and again until there is an answer, and gives it.
func until(t *testing.T, p *peers.Prom, promql string) []peers.Sample {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		got, err := p.Query(ctx, promql)
		if err == nil && len(got) > 0 {
			return got
		}
		select {
		case <-ctx.Done():
			t.Fatalf("within %s there is no answer to %s: %v", patience, promql, err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// none holds that there is no answer.
func none(t *testing.T, p *peers.Prom, promql string) {
	t.Helper()
	if got, err := p.Query(t.Context(), promql); err != nil || len(got) > 0 {
		t.Errorf("%s: %v, %v", promql, got, err)
	}
}
