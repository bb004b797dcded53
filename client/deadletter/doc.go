// Package deadletter writes and reads dead letters: records that could not be processed,
// or could not be produced, in a topic of their own, with what went wrong beside them.
//
// A Writer writes them in record format v1 (docs/dead-letter-format.md): the key and the
// value byte for byte, the record's own headers in their order, and behind them a block of
// headers breakwater.dlq.* of bounded size. A dead letter counts only when the broker
// acknowledged it with acks=all; every other end is an *Error that says whether it may be
// in the log. Only then may the offset of the failed record be committed, or the record
// be forgotten.
//
// Parse reads them back, and reads what Kafka Connect, Spring, Kafka Streams, share groups
// and watermill write.
package deadletter
