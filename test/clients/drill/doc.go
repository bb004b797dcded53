// Package drill puts a guarded producer under load on three real Kafka nodes, breaks
// them and it, and has every outcome held against the log.
//
// Three programs have no code in common: load sends and notes what it is told, Kafka's
// own consumer (../java) reads the log, and check compares. The tests here start them and
// bring the faults, by a schedule that follows from a seed. They count how often a fault
// has had an effect, as seen from outside: another broker's metadata, the answer in the
// proxy, the journal of the producer that was killed. A fault without effect fails.
//
// Without more it is the short form, with each fault once. make drill has the long one,
// by BREAKWATER_DRILL (its time) and BREAKWATER_SEEDS.
package drill
