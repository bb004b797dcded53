package model

// Operator is a program that runs Kafka clusters for their custom resources, as
// an object deploys it.
type Operator struct {
	Product string // as advisories name it: "strimzi"
	Version Value  // the tag of its image, or else the version of its chart
	Images  Value  // the Kafka versions that it is told the images of, as VERSION=IMAGE
}
