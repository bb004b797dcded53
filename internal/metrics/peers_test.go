package metrics

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/test/peers"
)

// TestPromtoolFindsNothing on the page with a series of each family. The names
// of kafka_exporter are as they are.
func TestPromtoolFindsNothing(t *testing.T) {
	o := everything()
	o.Compat = nil
	if out, err := peers.Promtool(t, get(t, troubled(), o).Body.String(), "check", "metrics"); err != nil || out != "" {
		t.Errorf("%v: %s", err, out)
	}
	out, _ := peers.Promtool(t, get(t, troubled(), everything()).Body.String(), "check", "metrics")
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "kafka_") || !strings.Contains(line, "_sum") {
			t.Errorf("%s", line)
		}
	}
}

// TestPromtoolTakesTheAlerts that docs/metrics.md shows.
func TestPromtoolTakesTheAlerts(t *testing.T) {
	_, rules, _ := strings.Cut(docsIntro, "```yaml\n")
	rules, _, _ = strings.Cut(rules, "```")
	file := filepath.Join(t.TempDir(), "rules.yml")
	if err := os.WriteFile(file, []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := peers.Promtool(t, "", "check", "rules", file); err != nil || !strings.Contains(out, "10 rules found") {
		t.Errorf("%v: %s", err, out)
	}
}

// scraped starts a Prometheus that scrapes a handler, and waits until it has.
func scraped(t *testing.T, h http.Handler) *peers.Prom {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	prom := peers.Prometheus(t, fmt.Sprintf("scrape_configs: [{job_name: b, scrape_interval: 1s, metrics_path: /metrics, static_configs: [{targets: [%q]}]}]", strings.TrimPrefix(s.URL, "http://")))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		got, err := prom.Query(ctx, `up{job="b"}`)
		switch {
		case err == nil && len(got) == 1 && got[0].Value == 1:
			return prom
		case err == nil && len(got) == 1:
			t.Fatalf("Prometheus cannot scrape the page: %s", prom.Logs())
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("nothing was scraped: %v, %v, %s", got, err, prom.Logs())
		}
	}
}

// TestPrometheusReadsAwkwardNames as they are, in OpenMetrics and compressed.
func TestPrometheusReadsAwkwardNames(t *testing.T) {
	b := healthy()
	c := b.Clusters[0]
	for i, name := range awkward {
		g := caughtUp(name)
		behind(&g, 0, int64(i)+1, 1000, 0)
		c.Lag = append(c.Lag, g)
		c.Scope.Cluster.Groups = append(c.Scope.Cluster.Groups, &model.Group{ID: name, State: "Stable", CommitsKnown: true})
	}
	h := &board.Holder{}
	h.Set(b)
	served, formats := Handler(h, Options{Now: clock(at), Compat: []string{KafkaExporter}}), make(chan string, 1)
	prom := scraped(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.ServeHTTP(w, r)
		select {
		case formats <- w.Header().Get("Content-Type") + w.Header().Get("Content-Encoding"):
		default:
		}
	}))
	if got := <-formats; got != exposition.OpenFormat+"gzip" {
		t.Errorf("Prometheus was given %s", got)
	}
	for i, name := range awkward {
		got, err := prom.Query(t.Context(), `breakwater_group_lag_records{group=`+strconv.Quote(name)+`}`)
		if err != nil || len(got) != 1 || got[0].Value != float64(i)+1 || got[0].Labels["group"] != name {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
	for query, want := range map[string]float64{
		`sum(kafka_consumergroup_lag)`: sumTo(len(awkward)), `count(breakwater_broker_up == 1)`: 3, `breakwater_looks_total`: 720,
		`count({__name__=~"breakwater_.*_at_least"}) or vector(0)`: 0, `count(process_open_fds)`: 1,
	} {
		if got, err := prom.Query(t.Context(), query); err != nil || len(got) != 1 || got[0].Value != want {
			t.Errorf("%s gives %v, %v; want %v", query, got, err, want)
		}
	}
}

func sumTo(n int) float64 { return float64(n*(n+1)) / 2 }

// TestAlertsFire in a real Prometheus, for what is known and for what is but a
// lower bound.
func TestAlertsFire(t *testing.T) {
	h := &board.Holder{}
	h.Set(troubled())
	prom := scraped(t, Handler(h, Options{Now: clock(at)}))
	for query, want := range map[string]int{
		`breakwater_partitions_leaderless > 0 or breakwater_partitions_leaderless_at_least > 0`: 1,
		`breakwater_group_lag_records > 20 or breakwater_group_lag_records_at_least > 20`:       2,
		`breakwater_broker_up == 0`:                                                    1,
		`breakwater_group_lag_complete == 0`:                                           1,
		`sum by (cluster, fact) (breakwater_unknown) > 0`:                              3,
		`breakwater_delivery_failing == 1`:                                             1,
		`breakwater_group_catch_up_seconds > 59 and breakwater_group_lag_seconds > 60`: 1,
		`breakwater_up == 0`:                                                           0,
	} {
		if got, err := prom.Query(t.Context(), query); err != nil || len(got) != want {
			t.Errorf("%s fires %d times, want %d: %v, %v", query, len(got), want, got, err)
		}
	}
}
