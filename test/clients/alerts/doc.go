// Package alerts holds the exported rules against a real Prometheus, which scrapes programs
// that send through guards to real Kafka.
package alerts
