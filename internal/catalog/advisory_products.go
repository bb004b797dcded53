package catalog

import (
	"maps"
	"slices"
)

// Products that advisories are about and that are not libraries.
const (
	ProductKafka   = "kafka"   // brokers and controllers
	ProductStrimzi = "strimzi" // the cluster operator
)

// Ecosystem is whose packages a build file names.
type Ecosystem uint8

// The ecosystems.
const (
	Maven Ecosystem = iota // GROUP:ARTIFACT
	GoModules
	PyPI
	NPM
)

// Library is a package that is or brings a Kafka client.
type Library struct {
	Ecosystem Ecosystem
	Package   string // as a build file names it
	Product   string // as advisories name it
}

var libraries = []Library{
	{Maven, "org.apache.kafka:kafka-clients", "kafka-clients"},
	{Maven, "org.apache.kafka:kafka-streams", "kafka-streams"},
	{Maven, "org.apache.kafka:connect-runtime", "kafka-connect"},
	{GoModules, "github.com/twmb/franz-go", "franz-go"},
	{GoModules, "github.com/IBM/sarama", "sarama"},
	{GoModules, "github.com/Shopify/sarama", "sarama"},
	{GoModules, "github.com/confluentinc/confluent-kafka-go", "confluent-kafka-go"},
	{GoModules, "github.com/confluentinc/confluent-kafka-go/v2", "confluent-kafka-go"},
	{PyPI, "confluent-kafka", "confluent-kafka-python"},
	{NPM, "@confluentinc/kafka-javascript", "confluent-kafka-javascript"},
}

// LibraryOf is the Kafka client that a package is; false for any other package.
func LibraryOf(of Ecosystem, name string) (Library, bool) {
	i := slices.IndexFunc(libraries, func(l Library) bool { return l.Ecosystem == of && l.Package == name })
	if i < 0 {
		return Library{}, false
	}
	return libraries[i], true
}

// Libraries lists the packages of an ecosystem that are or bring a Kafka client.
func Libraries(of Ecosystem) []Library {
	return slices.DeleteFunc(slices.Clone(libraries), func(l Library) bool { return l.Ecosystem != of })
}

// products are all that advisories may be about.
func products() []string {
	all := map[string]bool{ProductKafka: true, ProductStrimzi: true}
	for _, l := range libraries {
		all[l.Product] = true
	}
	return slices.Sorted(maps.Keys(all))
}
