package terraform

import "bytes"

// shape is where a type of resource keeps what is read of it.
type shape struct {
	broker     bool // configures brokers instead of declaring a topic
	name       string
	partitions string
	replicas   string
	config     []string // path; of flat settings: nil
	flat       bool     // settings are attributes of the resource itself, as at OVH
	snake      bool     // settings are spelt segment_bytes, and checked by the provider
	vendor     bool     // the platform has settings of its own beside Kafka's
	cluster    [][]string
	global     bool // what cluster names is one cluster for everybody
}

// shapes are the resources that are read, by their type.
var shapes = map[string]*shape{
	"kafka_topic": { // Mongey/kafka
		name: "name", partitions: "partitions", replicas: "replication_factor", config: names("config"),
	},
	"confluent_kafka_topic": {
		name: "topic_name", partitions: "partitions_count", config: names("config"), vendor: true,
		cluster: [][]string{names("kafka_cluster", "id")}, global: true,
	},
	"confluent_kafka_cluster_config": {
		broker: true, config: names("config"), vendor: true,
		cluster: [][]string{names("kafka_cluster", "id")}, global: true,
	},
	"aiven_kafka_topic": {
		name: "topic_name", partitions: "partitions", replicas: "replication", config: names("config"), snake: true, vendor: true,
		cluster: [][]string{names("project"), names("service_name")}, global: true,
	},
	"aws_msk_topic": {
		name: "name", partitions: "partition_count", replicas: "replication_factor", config: names("configs"),
		cluster: [][]string{names("cluster_arn")}, global: true,
	},
	"aws_msk_configuration": {
		broker: true, name: "name", config: names("server_properties"),
	},
	"conduktor_console_topic_v2": {
		name: "name", partitions: "spec.partitions", replicas: "spec.replication_factor", config: names("spec", "configs"),
		cluster: [][]string{names("cluster")},
	},
	"digitalocean_database_kafka_topic": {
		name: "name", partitions: "partition_count", replicas: "replication_factor", config: names("config"), snake: true, vendor: true,
		cluster: [][]string{names("cluster_id")}, global: true,
	},
	"google_managed_kafka_topic": {
		name: "topic_id", partitions: "partition_count", replicas: "replication_factor", config: names("configs"),
		cluster: [][]string{names("location"), names("cluster")},
	},
	"ovh_cloud_managed_analytics_kafka_topic": ovh,
	"ovh_cloud_project_database_kafka_topic":  ovh,
	"redpanda_topic": {
		name: "name", partitions: "partition_count", replicas: "replication_factor", config: names("configuration"), vendor: true,
		cluster: [][]string{names("cluster_api_url")}, global: true,
	},
	"yandex_mdb_kafka_topic": {
		name: "name", partitions: "partitions", replicas: "replication_factor", config: names("topic_config"), snake: true, vendor: true,
		cluster: [][]string{names("cluster_id")}, global: true,
	},
}

var ovh = &shape{
	name: "name", partitions: "partitions", replicas: "replication", flat: true, snake: true, vendor: true,
	cluster: [][]string{names("cluster_id")}, global: true,
}

func names(path ...string) []string { return path }

// quotedTypes are the types as they stand in a text.
var quotedTypes = func() [][]byte {
	var out [][]byte
	for name := range shapes {
		out = append(out, []byte(`"`+name+`"`))
	}
	return out
}()

// mentions tells whether a type that is read here stands in the text, in
// quotes.
func mentions(text []byte) bool {
	for _, name := range quotedTypes {
		if bytes.Contains(text, name) {
			return true
		}
	}
	return false
}
