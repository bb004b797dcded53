// Package client is what an application imports to produce and consume
// through an outage: every record ends in one typed outcome in bounded time,
// and what was acknowledged can be proven and replayed.
//
// It is a module of its own, so that an application takes franz-go and
// nothing else from Breakwater. It never imports the root module.
//
//   - produce gives every record one true outcome in time, and keeps out what must not be
//     sent.
//   - deadletter writes and reads what could not be processed or sent.
//   - ledger keeps what was acknowledged, on disk.
//   - partition chooses partitions as producers of other libraries do, and spreads tenants.
//   - wire counts what records take before they are sent.
//   - limiter and refresh decide, without a network or a clock, how much may be on its way to
//     a broker, and when metadata are to be asked for again.
package client
