package otel

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/metric"

	"github.com/breakwaterhq/breakwater/client/metrics"
)

// Options are how a guard is told. The zero value is usable.
type Options struct {
	// Client tells several guards of one process apart: each value has it as the
	// attribute client. Without it there is no such attribute, and one guard for each
	// meter provider.
	Client string
	// Topics is how many topics have values of their own, those that were seen first. All
	// others are summed up. 0: no value names a topic.
	Topics int
	// Detectors are told, too: a *detect.Watch. Partitions have values of their own if
	// their topic has. nil: there are none.
	Detectors metrics.Detectors
}

// Register makes an instrument for each family of a guard, and one callback that reads the
// guard whenever the meter is read. Unregister it before the guard is let go. A
// *produce.Guard is a metrics.Guard.
//
// OpenTelemetry has no observable histogram: the family of the latency is two counters,
// NAME.records with the attribute le (how many took so long or less, in seconds, as
// Prometheus writes it) and NAME.sum.
func Register(m metric.Meter, g metrics.Guard, o Options) (metric.Registration, error) {
	if m == nil {
		return nil, errors.New("otel.Register: the meter is nil: take one from a MeterProvider, as by otel.Meter(NAME)")
	}
	reader, err := metrics.New(g, metrics.Options{Topics: o.Topics, Detectors: o.Detectors})
	if err != nil {
		return nil, fmt.Errorf("otel.Register: %w", err)
	}
	all, err := instrumentsOf(m)
	if err != nil {
		return nil, fmt.Errorf("otel.Register: %w", err)
	}
	registered, err := m.RegisterCallback(func(_ context.Context, to metric.Observer) error {
		for _, s := range reader.Read() {
			all.observe(to, s, o.Client)
		}
		return nil
	}, all.list...)
	if err != nil {
		return nil, fmt.Errorf("otel.Register: %w", err)
	}
	return registered, nil
}
