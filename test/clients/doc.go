// Package clients holds the client module against the real thing: Kafka's released
// nodes, Kafka's own Java client, and librdkafka. It is a module of its own, since the
// client takes nothing of the root module, and these tests take its labs. It is never
// released.
//
// A test writes to topics of its own (topic) on one node that all share (node), by a
// kgo client that ends with the test (client). The others are programs that speak JSON:
// java(t) is java/Peer.java on the jars of the node's own release, and librdkafka(t) is
// python/peer.py on the wheel that python/wheel.sh fetches once. Each sends records,
// reads a whole topic, and Java also sends at a rate until it is told to end.
//
// The folder outage has tests that break clusters of their own under a guarded producer.
// The folder drill breaks everything by chance, and has a checker that shares no code with
// the client hold every outcome against the log.
//
// BREAKWATER_KAFKA chooses the release line, as for test/live. Nothing here is skipped
// for want of a program: the test fails with a sentence. Under go test -short all are
// left out.
package clients
