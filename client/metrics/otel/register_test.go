package otel

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/breakwaterhq/breakwater/client/detect"
	"github.com/breakwaterhq/breakwater/client/metrics"
	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/client/refresh"
)

// fake is a guard that says what the test wants.
type fake struct{}

func (fake) Counts() produce.Counts {
	return produce.Counts{Told: map[produce.Kind]uint64{produce.Persisted: 7}, Topics: map[string]uint64{"a": 3, "b": 2}}
}
func (fake) Numbers() produce.Numbers                 { return produce.Numbers{Owed: 4} }
func (fake) Load() produce.Load                       { return produce.Load{Oldest: 1500 * time.Millisecond} }
func (fake) Metadata() (time.Duration, refresh.Level) { return 31 * time.Second, refresh.Old }
func (fake) Missing() []string                        { return nil }
func (fake) Brokers() map[int32]produce.Broker        { return map[int32]produce.Broker{3: {Limit: 6}} }
func (fake) Latency() produce.Latency {
	return produce.Latency{Count: 3, Sum: 4 * time.Second, Buckets: []produce.Bucket{{UpTo: 2 * time.Millisecond, Count: 1}, {UpTo: 4 * time.Second, Count: 2}}}
}

// seen are detectors that say what the test wants.
type seen struct{}

func (seen) Count() detect.Count { return detect.Count{Confirmed: 7, Replayable: 6} }
func (seen) Ends() []detect.End {
	return []detect.End{{Topic: "a", Partition: 2, Acknowledged: 9, Log: 8}}
}

// told is what a reader collects, by name, unit and attributes.
func told(t *testing.T, r sdk.Reader) map[string]float64 {
	t.Helper()
	var got metricdata.ResourceMetrics
	if err := r.Collect(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, scope := range got.ScopeMetrics {
		for _, m := range scope.Metrics {
			var points []metricdata.DataPoint[float64]
			switch data := m.Data.(type) {
			case metricdata.Gauge[float64]:
				points = data.DataPoints
			case metricdata.Sum[float64]:
				if points = data.DataPoints; !data.IsMonotonic || data.Temporality != metricdata.CumulativeTemporality {
					t.Errorf("%s is no counter", m.Name)
				}
			default:
				t.Errorf("%s is a %T", m.Name, m.Data)
			}
			for _, p := range points {
				name := m.Name + " " + m.Unit
				for _, a := range p.Attributes.ToSlice() {
					name += fmt.Sprintf(" %s=%s", a.Key, a.Value.AsString())
				}
				out[name] = p.Value
			}
		}
	}
	return out
}

func meter(t *testing.T) (metric.Meter, sdk.Reader) {
	t.Helper()
	reader := sdk.NewManualReader()
	provider := sdk.NewMeterProvider(sdk.WithReader(reader))
	return provider.Meter("test"), reader
}

// TestWhatAGuardTells comes out of the SDK, and nothing after it was unregistered.
func TestWhatAGuardTells(t *testing.T) {
	m, reader := meter(t)
	registered, err := Register(m, fake{}, Options{Client: "orders", Topics: 1, Detectors: seen{}})
	if err != nil {
		t.Fatal(err)
	}
	got := told(t, reader)
	for name, want := range map[string]float64{
		"breakwater.client.records {record} client=orders outcome=persisted":              7,
		"breakwater.client.records {record} client=orders outcome=in_doubt":               0,
		"breakwater.client.topic.failures {record} client=orders topic=a":                 3,
		"breakwater.client.pending.records {record} client=orders":                        4,
		"breakwater.client.oldest_record.age s client=orders":                             1.5,
		"breakwater.client.metadata.state  client=orders state=old":                       1,
		"breakwater.client.broker.limit By broker=3 client=orders":                        6,
		"breakwater.client.acknowledged.offsets {offset} client=orders verdict=confirmed": 7,
		"breakwater.client.partition.log_end {offset} client=orders partition=2 topic=a":  8,
		"breakwater.client.latency.sum s client=orders":                                   4,
		"breakwater.client.latency.records {record} client=orders le=0.002":               1,
		"breakwater.client.latency.records {record} client=orders le=4":                   2,
		"breakwater.client.latency.records {record} client=orders le=+Inf":                3,
	} {
		if v, there := got[name]; !there || v != want {
			t.Errorf("%s is %v, want %v", name, v, want)
		}
	}
	if err := registered.Unregister(); err != nil {
		t.Fatal(err)
	}
	if got := told(t, reader); len(got) > 0 {
		t.Errorf("after it was unregistered: %v", got)
	}
}

// TestEveryFamilyHasAnInstrument, and a value where the guard knows one.
func TestEveryFamilyHasAnInstrument(t *testing.T) {
	m, reader := meter(t)
	if _, err := Register(m, fake{}, Options{}); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	var got metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	for _, scope := range got.ScopeMetrics {
		for _, m := range scope.Metrics {
			names[m.Name] = true
		}
	}
	absent := map[string]bool{"breakwater.client.topic.failures": true, "breakwater.client.observed": true,
		"breakwater.client.acknowledged.offsets": true, "breakwater.client.partition.acknowledged_end": true, "breakwater.client.partition.log_end": true}
	want := map[string]bool{}
	for _, f := range metrics.Families() {
		switch {
		case f.Kind == metrics.Histogram:
			want[f.Name+".sum"], want[f.Name+".records"] = true, true
		case !absent[f.Name]:
			want[f.Name] = true
		}
	}
	if !maps.Equal(names, want) {
		t.Errorf("told %v, want %v", names, want)
	}
}

func TestWhatCannotBeRegistered(t *testing.T) {
	m, _ := meter(t)
	if _, err := Register(nil, fake{}, Options{}); err == nil {
		t.Error("nil is taken for a meter")
	}
	if _, err := Register(m, nil, Options{}); err == nil {
		t.Error("nil is taken for a guard")
	}
}
