// Package live proves the promises about running clusters on real Kafka: the
// released nodes as processes on loopback, broken in the ways that break them
// in production, looked at by the command as a user runs it.
//
// BREAKWATER_KAFKA chooses the release line (default 4.3); make matrix runs
// all of them.
package live
