package model

// Library is a Kafka client that a build file brings into a program.
type Library struct {
	Product string // as advisories name it: "kafka-clients"
	Package string // as the build file names it: "org.apache.kafka:kafka-clients"
	Version Value  // unknown where something else decides it when the program is built
}
