// Package client is what an application imports to produce and consume
// through an outage: every record ends in one typed outcome in bounded time,
// and what was acknowledged can be proven and replayed.
//
// It is a module of its own, so that an application takes franz-go and
// nothing else from Breakwater. It never imports the root module.
//
// There are partition, which chooses partitions as producers of other libraries do, and
// wire, which counts what records take before they are sent. produce, deadletter and
// ledger come next.
package client
