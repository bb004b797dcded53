package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"testing"
)

// Prom is a Prometheus that runs on loopback.
type Prom struct {
	process *process
	url     string
}

// Sample is one series of an instant query's answer.
type Sample struct {
	Labels map[string]string
	Value  float64
}

// Prometheus starts one with a configuration (YAML) and waits until it is
// ready. It ends with the test.
func Prometheus(t testing.TB, config string) *Prom {
	t.Helper()
	dir := need(t, "Prometheus", prometheus)
	p := launch(t, t.TempDir(), filepath.Join(dir, "usr/bin/prometheus"),
		"--config.file="+written(t, "prometheus.yml", config), "--storage.tsdb.path="+t.TempDir(),
		"--web.listen-address=127.0.0.1:0")
	url, err := p.serves(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &Prom{process: p, url: url}
}

// URL is http://HOST:PORT.
func (p *Prom) URL() string { return p.url }

// Logs is what it has printed so far.
func (p *Prom) Logs() string { return p.process.logs() }

// Query asks for an instant vector as of now. An expression of another type is
// an error.
func (p *Prom) Query(ctx context.Context, promql string) ([]Sample, error) {
	var answer struct {
		Data struct {
			ResultType string
			Result     json.RawMessage
		}
	}
	if err := ask(ctx, p.url+"/api/v1/query?query="+url.QueryEscape(promql), &answer); err != nil {
		return nil, err
	}
	if answer.Data.ResultType != "vector" {
		return nil, fmt.Errorf("%s is a %s, not a vector", promql, answer.Data.ResultType)
	}
	var series []struct {
		Metric map[string]string
		Value  [2]any // the time, and the value as text
	}
	if err := json.Unmarshal(answer.Data.Result, &series); err != nil {
		return nil, fmt.Errorf("%s: %w", promql, err)
	}
	var out []Sample
	for _, s := range series {
		v, err := strconv.ParseFloat(fmt.Sprint(s.Value[1]), 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", promql, err)
		}
		out = append(out, Sample{Labels: s.Metric, Value: v})
	}
	return out, nil
}
