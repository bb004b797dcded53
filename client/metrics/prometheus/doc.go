// Package prometheus hands what a guard tells of itself to a registry of Prometheus' Go
// client. It is a module of its own, so that who does not use it does not depend on it.
//
// The series, and the alerts that "breakwater export prometheus" makes of them, are on
// the page docs/client-metrics.md.
package prometheus
