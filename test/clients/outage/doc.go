// Package outage breaks real Kafka clusters under a guarded producer, and holds what the
// guard told of each record against what the log holds. The log is read by a client
// that knows nothing of the guard.
package outage
