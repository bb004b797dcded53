// Package demo is a Kafka cluster of three brokers inside the process, with
// the faults of four published outages in it, so that a scan has something to
// find without Java and without a network.
//
// It is a small model of a cluster (brokers, topics with their layout and
// their overrides, groups, a quorum), from which every answer is made that a
// scan asks for: what is said in one place fits what is said in the others, as
// on a real cluster. The server behind it is franz-go's kfake, which speaks the
// protocol and answers what the model does not.
//
// It holds no records. What a client changes is not taken over by the model.
package demo
