// Package prometheus writes the alerts on what applications tell of their guards
// (client/metrics), as rules for those who alert in Prometheus.
//
// Whether records fail is held against an objective by the rate at which its budget of
// failures burns, over a long and a short window at once: a threshold on the ratio alone
// says nothing of a failure ratio below it, however long that lasts.
package prometheus
