package prometheus

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/breakwaterhq/breakwater/client/metrics"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// Options are how a guard is told. The zero value is usable.
type Options struct {
	// Client tells several guards of one process apart: each series has it as the label
	// client. Without it there is no such label, and one guard for each registry.
	Client string
	// Topics is how many topics have series of their own, those that were seen first. All
	// others are summed up. 0: no series names a topic.
	Topics int
	// Detectors are told, too: a *detect.Watch. Partitions have series of their own if
	// their topic has. nil: there are none.
	Detectors metrics.Detectors
}

// A Collector is a guard as a prometheus.Collector. It reads the guard at each scrape, and
// keeps nothing.
type Collector struct {
	reader *metrics.Reader
	descs  map[*metrics.Family]*prometheus.Desc
}

// New makes a collector, to be registered. A *produce.Guard is a metrics.Guard.
func New(g metrics.Guard, o Options) (*Collector, error) {
	reader, err := metrics.New(g, metrics.Options{Topics: o.Topics, Detectors: o.Detectors})
	if err != nil {
		return nil, fmt.Errorf("prometheus.New: %w", err)
	}
	constant := prometheus.Labels{}
	if o.Client != "" {
		constant["client"] = o.Client
	}
	c := &Collector{reader, map[*metrics.Family]*prometheus.Desc{}}
	for _, f := range metrics.Families() {
		c.descs[f] = prometheus.NewDesc(f.Prometheus(), f.Help, f.Labels, constant)
	}
	return c, nil
}

// Describe names every family, also those of which there is no series yet.
func (c *Collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		out <- d
	}
}

// Collect reads the guard.
func (c *Collector) Collect(out chan<- prometheus.Metric) {
	for _, s := range c.reader.Read() {
		out <- c.metric(s)
	}
}

func (c *Collector) metric(s metrics.Sample) prometheus.Metric {
	desc := c.descs[s.Family]
	switch s.Family.Kind {
	case metrics.Histogram:
		return prometheus.MustNewConstHistogram(desc, s.Latency.Count, s.Latency.Sum.Seconds(), buckets(s.Latency))
	case metrics.Counter:
		return prometheus.MustNewConstMetric(desc, prometheus.CounterValue, s.Value, s.Labels...)
	}
	return prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, s.Value, s.Labels...)
}

// buckets are those of Prometheus, which have what took longer than all in none.
func buckets(l produce.Latency) map[float64]uint64 {
	out := make(map[float64]uint64, len(l.Buckets))
	for _, b := range l.Buckets {
		out[b.UpTo.Seconds()] = b.Count
	}
	return out
}
