// Package otel hands what a guard tells of itself to a meter of OpenTelemetry, by
// observable instruments. It is a module of its own, so that who does not use it does not
// depend on it; of OpenTelemetry it needs the API alone.
//
// What comes out of OpenTelemetry's exporters for Prometheus has the names that the package
// client/metrics/prometheus gives, so that the exported alerts are the same: see the page
// docs/client-metrics.md.
package otel
