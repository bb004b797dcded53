// Package describe reads what Kafka's own tools print of a running cluster:
// the text of kafka-topics.sh --describe and of kafka-configs.sh --describe.
// It is for those who cannot give a connection to their cluster, but can paste
// its answer into a file.
//
// The formats are those of TopicCommand and ConfigCommand, Kafka 2.x to 4.x;
// testdata holds real ones.
package describe
