package prometheus

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/breakwaterhq/breakwater/client/detect"
	"github.com/breakwaterhq/breakwater/client/metrics"
	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/client/refresh"
)

// fake is a guard that says what the test wants.
type fake struct{ counts produce.Counts }

func (f fake) Counts() produce.Counts                   { return f.counts }
func (f fake) Numbers() produce.Numbers                 { return produce.Numbers{Owed: 4} }
func (f fake) Load() produce.Load                       { return produce.Load{Oldest: 1500 * time.Millisecond, Used: 5} }
func (f fake) Metadata() (time.Duration, refresh.Level) { return 31 * time.Second, refresh.Old }
func (f fake) Missing() []string                        { return nil }
func (f fake) Brokers() map[int32]produce.Broker        { return map[int32]produce.Broker{3: {Limit: 6}} }
func (f fake) Latency() produce.Latency {
	return produce.Latency{Count: 3, Sum: 4 * time.Second, Buckets: []produce.Bucket{{UpTo: 2 * time.Millisecond, Count: 1}, {UpTo: 4 * time.Millisecond, Count: 2}}}
}

// seen are detectors that say what the test wants.
type seen struct{}

func (seen) Count() detect.Count { return detect.Count{Confirmed: 7, Replayable: 6} }
func (seen) Ends() []detect.End {
	return []detect.End{{Topic: "a", Partition: 2, Acknowledged: 9, Log: 8}}
}

func troubled() fake {
	return fake{produce.Counts{
		Told:     map[produce.Kind]uint64{produce.Persisted: 995, produce.Rejected: 5},
		Failed:   map[string]uint64{"policy:sizes": 5},
		Topics:   map[string]uint64{"a": 3, "b": 2},
		Observed: map[string]uint64{"\"q\"\n\\": 1},
	}}
}

func registered(t *testing.T, all ...Options) *prometheus.Registry {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	for _, o := range all {
		c, err := New(troubled(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := registry.Register(c); err != nil {
			t.Fatal(err)
		}
	}
	return registry
}

// TestAScrape has every kind of family as Prometheus reads it.
func TestAScrape(t *testing.T) {
	const want = `
# HELP breakwater_client_latency_seconds From Produce to the acknowledgement, of one record for each request and partition, mostly its oldest. Failures are not in it.
# TYPE breakwater_client_latency_seconds histogram
breakwater_client_latency_seconds_bucket{le="0.002"} 1
breakwater_client_latency_seconds_bucket{le="0.004"} 2
breakwater_client_latency_seconds_bucket{le="+Inf"} 3
breakwater_client_latency_seconds_sum 4
breakwater_client_latency_seconds_count 3
# HELP breakwater_client_metadata_state 1 for the state that the metadata are in, else 0: fresh; stale: wanted, not had, and 15 s old; old: the same at 30 s. Absent as the age is.
# TYPE breakwater_client_metadata_state gauge
breakwater_client_metadata_state{state="fresh"} 0
breakwater_client_metadata_state{state="old"} 1
breakwater_client_metadata_state{state="stale"} 0
# HELP breakwater_client_topic_failures_total Records whose first outcome was not persisted, by their topic. Absent unless topics were asked for.
# TYPE breakwater_client_topic_failures_total counter
breakwater_client_topic_failures_total{topic="(others)"} 2
breakwater_client_topic_failures_total{topic="a"} 3
# HELP breakwater_client_oldest_record_age_seconds How long ago the oldest record was given of which nothing was told yet, also if it waits for room. 0: there is none.
# TYPE breakwater_client_oldest_record_age_seconds gauge
breakwater_client_oldest_record_age_seconds 1.5
# HELP breakwater_client_acknowledged_offsets Offsets that were acknowledged and are not fine: unknown, suspected, confirmed to be lost, or replayable, which is a part of confirmed. Absent without detectors.
# TYPE breakwater_client_acknowledged_offsets gauge
breakwater_client_acknowledged_offsets{verdict="confirmed"} 7
breakwater_client_acknowledged_offsets{verdict="replayable"} 6
breakwater_client_acknowledged_offsets{verdict="suspected"} 0
breakwater_client_acknowledged_offsets{verdict="unknown"} 0
# HELP breakwater_client_partition_log_end Where the log of the partition ended at that look. Below acknowledged_end it lacks records that were acknowledged. Absent as that is.
# TYPE breakwater_client_partition_log_end gauge
breakwater_client_partition_log_end{partition="2",topic="a"} 8
`
	err := testutil.GatherAndCompare(registered(t, Options{Topics: 1, Detectors: seen{}}), strings.NewReader(want),
		"breakwater_client_latency_seconds", "breakwater_client_metadata_state", "breakwater_client_topic_failures_total", "breakwater_client_oldest_record_age_seconds",
		"breakwater_client_acknowledged_offsets", "breakwater_client_partition_log_end")
	if err != nil {
		t.Error(err)
	}
}

// TestAllFamiliesAreThere, and nothing that was not described: the registry is pedantic.
func TestAllFamiliesAreThere(t *testing.T) {
	registry := registered(t, Options{Topics: 1, Detectors: seen{}})
	got, err := registry.Gather()
	if err != nil || len(got) != len(metrics.Families()) {
		t.Errorf("%d families of %d, %v", len(got), len(metrics.Families()), err)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil {
		t.Error(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

// TestSeveralGuards of one process have a name each, or clash.
func TestSeveralGuards(t *testing.T) {
	registry := registered(t, Options{Client: "orders"}, Options{Client: "audit"})
	if n, err := testutil.GatherAndCount(registry, "breakwater_client_records_total"); n != 8 || err != nil {
		t.Errorf("%d series, %v", n, err)
	}
	again, err := New(troubled(), Options{Client: "audit"})
	if err != nil {
		t.Fatal(err)
	}
	if err := registry.Register(again); err == nil {
		t.Error("two guards with one name are registered")
	}
	if _, err := New(nil, Options{}); err == nil {
		t.Error("nil is taken for a guard")
	}
}
