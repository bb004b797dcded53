package alerts

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/twmb/franz-go/pkg/kgo"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/metric"

	"github.com/breakwaterhq/breakwater/client/detect"
	guardotel "github.com/breakwaterhq/breakwater/client/metrics/otel"
	guardmetrics "github.com/breakwaterhq/breakwater/client/metrics/prometheus"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// seen are detectors that know one partition.
type seen struct{}

func (seen) Count() detect.Count { return detect.Count{Confirmed: 2} }
func (seen) Ends() []detect.End  { return []detect.End{{Topic: "a", Acknowledged: 9, Log: 8}} }

// TestBothModulesGiveTheSameNames, so that the exported rules are right for both: those of
// OpenTelemetry are what its exporter makes of them. A histogram cannot be observed there.
func TestBothModulesGiveTheSameNames(t *testing.T) {
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers("127.0.0.1:1"))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	g, err := produce.New(client, produce.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close(t.Context())

	direct, through := prometheus.NewRegistry(), prometheus.NewRegistry()
	collector, err := guardmetrics.New(g, guardmetrics.Options{Client: "shop", Topics: 3, Detectors: seen{}})
	if err != nil {
		t.Fatal(err)
	}
	direct.MustRegister(collector)
	reader, err := exporter.New(exporter.WithRegisterer(through), exporter.WithoutScopeInfo(), exporter.WithoutTargetInfo())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := guardotel.Register(sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("shop"), g, guardotel.Options{Client: "shop", Topics: 3, Detectors: seen{}}); err != nil {
		t.Fatal(err)
	}
	want, got := series(t, direct), series(t, through)
	for _, name := range want {
		if !strings.Contains(name, "_latency_") && !slices.Contains(got, name) {
			t.Errorf("through OpenTelemetry there is no %s", name)
		}
	}
	for _, name := range got {
		if !strings.Contains(name, "_latency_") && !slices.Contains(want, name) {
			t.Errorf("through OpenTelemetry there is %s as well", name)
		}
	}
	if len(want) < 20 {
		t.Errorf("only %d series", len(want))
	}
}

// series are names with their labels.
func series(t *testing.T, of *prometheus.Registry) []string {
	t.Helper()
	families, err := of.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, f := range families {
		for _, m := range f.Metric {
			name := f.GetType().String() + " " + f.GetName()
			for _, l := range m.Label {
				name += " " + l.GetName() + "=" + l.GetValue()
			}
			out[name] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}
