// Package metrics is what a guard tells of itself, as families of samples that carry the
// names of both worlds: those of OpenTelemetry, and those of Prometheus that follow from
// them. The modules client/metrics/prometheus and client/metrics/otel hand them on; with
// this package alone, which needs nothing but the guard, and a detect.Watch if there is one,
// they can be handed to any other system of metrics.
//
// Reading costs a few locks of the guard and a walk over the records that are on their way:
// it is made for a scrape of each few seconds.
package metrics
