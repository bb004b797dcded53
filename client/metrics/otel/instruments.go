package otel

import (
	"fmt"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/breakwaterhq/breakwater/client/metrics"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// instruments are those of all families, by the names of OpenTelemetry.
type instruments struct {
	list   []metric.Observable
	byName map[string]metric.Float64Observable
}

func instrumentsOf(m metric.Meter) (*instruments, error) {
	all := &instruments{byName: map[string]metric.Float64Observable{}}
	for _, f := range metrics.Families() {
		if err := all.addFamily(m, f); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return all, nil
}

func (all *instruments) addFamily(m metric.Meter, f *metrics.Family) error {
	switch f.Kind {
	case metrics.Gauge:
		g, err := m.Float64ObservableGauge(f.Name, metric.WithUnit(f.Unit), metric.WithDescription(f.Help))
		return all.add(f.Name, g, err)
	case metrics.Histogram:
		if err := all.addCounter(m, f.Name+".sum", f.Unit, f.Help); err != nil {
			return err
		}
		return all.addCounter(m, f.Name+".records", "{record}", f.Help)
	}
	return all.addCounter(m, f.Name, f.Unit, f.Help)
}

func (all *instruments) addCounter(m metric.Meter, name, unit, help string) error {
	c, err := m.Float64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(help))
	return all.add(name, c, err)
}

func (all *instruments) add(name string, i metric.Float64Observable, err error) error {
	all.list, all.byName[name] = append(all.list, i), i
	return err
}

// observe hands one sample on.
func (all *instruments) observe(to metric.Observer, s metrics.Sample, client string) {
	var with []attribute.KeyValue
	if client != "" {
		with = append(with, attribute.String("client", client))
	}
	if s.Family.Kind == metrics.Histogram {
		all.distribution(to, s, with)
		return
	}
	for i, name := range s.Family.Labels {
		with = append(with, attribute.String(name, s.Labels[i]))
	}
	to.ObserveFloat64(all.byName[s.Family.Name], s.Value, metric.WithAttributes(with...))
}

func (all *instruments) distribution(to metric.Observer, s metrics.Sample, with []attribute.KeyValue) {
	to.ObserveFloat64(all.byName[s.Family.Name+".sum"], s.Latency.Sum.Seconds(), metric.WithAttributes(with...))
	records := all.byName[s.Family.Name+".records"]
	upTo := func(le string, n uint64) {
		to.ObserveFloat64(records, float64(n), metric.WithAttributes(append(with[:len(with):len(with)], attribute.String("le", le))...))
	}
	for _, b := range s.Latency.Buckets {
		upTo(seconds(b), b.Count)
	}
	upTo("+Inf", s.Latency.Count)
}

// seconds is the bound of a bucket as Prometheus writes it.
func seconds(b produce.Bucket) string { return strconv.FormatFloat(b.UpTo.Seconds(), 'g', -1, 64) }
