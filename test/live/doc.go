// Package live proves the promises about running clusters on real Kafka: the
// released nodes as processes on loopback, broken in the ways that break them
// in production, looked at by the command as a user runs it.
//
// All tests run beside each other. A test chooses its cluster by its first line:
//
//   - guarded(t): three combined nodes that keep acknowledged records in two
//     places. It may kill, stop and fill them as it likes and leave them so: who
//     gets them next gets them whole and empty. This is what most tests want.
//   - onStage(t, alerts...): topics and groups of its own on one cluster with one
//     watch, for what breaks nothing: lag, groups, retention. The alerts that it
//     names, and no others, may come.
//   - start(t, options): nodes of its own, where it needs other settings.
//   - guardedLong and startLong are the same for those that take a minute or more,
//     and mostly wait. They take turns of their own.
//
// So two clusters run at once, but for the stage, which comes first, and alone; and
// one starts at a time, since a start takes a whole machine for seconds. What must be
// seen within seconds is done in undisturbed, or by killNamed, while none starts. A
// length of time is held against what Kafka itself took, or against the time of the
// look that told it, never against how fast the machine is.
//
// BREAKWATER_KAFKA chooses the release line (default 4.3); make matrix runs
// all of them. What a line lacks is left out where the test says so: groups of
// KIP-848 before 4.0, share groups before 4.2.
package live
