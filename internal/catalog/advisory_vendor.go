package catalog

import "regexp"

// platform is what Confluent puts behind a number of Confluent Platform: -ccs for
// its community edition of Kafka, -ce for its server
// (https://packages.confluent.io/maven/, org.apache.kafka).
var platform = regexp.MustCompile(`-(?:ccs|ce)(?:[-.]|$)`)

// VendorOf is the vendor whose own number a version is, as Confluent's 7.6.0-ccs;
// false where the number is that of the product itself. A vendor's number says
// nothing of the product's: 7.6.0-ccs holds Kafka 3.6.
func VendorOf(version string) (vendor string, own bool) {
	if platform.MatchString(version) {
		return "Confluent", true
	}
	return "", false
}
