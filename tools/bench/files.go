package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// writeFiles makes the mixed repository: mostly manifests, as people have.
func writeFiles(dir string, n int) error {
	for i := range n {
		name, text := fileNumber(i)
		sub := filepath.Join(dir, fmt.Sprintf("team-%02d", i%20))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(sub, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// fileNumber is one file: the kinds are in the proportions 8 : 5 : 2 : 3 : 1 : 1.
func fileNumber(i int) (name, text string) {
	switch k := i % 20; {
	case k < 8:
		return fmt.Sprintf("topic-%d.yaml", i), fmt.Sprintf(strimziTopic, i)
	case k < 13:
		return fmt.Sprintf("topics-%d.yaml", i), fmt.Sprintf(ownTopics, i, i, i)
	case k < 15:
		return fmt.Sprintf("server-%d.properties", i), fmt.Sprintf(server, i, i)
	case k < 18:
		return fmt.Sprintf("producer-%d.properties", i), fmt.Sprintf(producer, i)
	case k < 19:
		return fmt.Sprintf("topics-%d.tf", i), fmt.Sprintf(terraform, i, i)
	default:
		return fmt.Sprintf("plan-%d.json", i), fmt.Sprintf(plan, i, i)
	}
}

const (
	strimziTopic = `apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: topic-%d
  namespace: kafka
  labels:
    strimzi.io/cluster: plant
spec:
  partitions: 12
  replicas: 3
  config:
    min.insync.replicas: 2
    retention.ms: 604800000
    segment.bytes: 1073741824
`
	ownTopics = `apiVersion: breakwater/v1
kind: Topics
cluster: plant
topics:
  - name: readings-%d
    partitions: 12
    replicas: 3
    config: {min.insync.replicas: 2, retention.ms: 604800000, cleanup.policy: delete}
  - name: readings-compacted-%d
    partitions: 12
    replicas: 3
    config:
      min.insync.replicas: 2
      cleanup.policy: compact
      max.message.bytes: 2097152
  - name: readings-large-%d
    partitions: 6
    replicas: 3
    config:
      min.insync.replicas: 2
      max.message.bytes: 20971520
`
	server = `process.roles=broker
node.id=%d
controller.quorum.voters=1001@c1.plant:9093,1002@c2.plant:9093,1003@c3.plant:9093
listeners=PLAINTEXT://:9092
advertised.listeners=PLAINTEXT://b%d.plant:9092
controller.listener.names=CONTROLLER
log.dirs=/var/lib/kafka
num.partitions=6
default.replication.factor=3
min.insync.replicas=2
log.retention.hours=168
`
	producer = `bootstrap.servers=b%d.plant:9092
key.serializer=org.apache.kafka.common.serialization.StringSerializer
value.serializer=org.apache.kafka.common.serialization.ByteArraySerializer
acks=all
enable.idempotence=true
compression.type=lz4
linger.ms=5
batch.size=65536
`
	terraform = `resource "kafka_topic" "topic_%d" {
  name               = "terraform-%d"
  partitions         = 12
  replication_factor = 3
  config = {
    "min.insync.replicas" = "2"
    "retention.ms"        = "604800000"
  }
}
`
	plan = `{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[
 {"address":"kafka_topic.plan_%d","mode":"managed","type":"kafka_topic","name":"plan","provider_name":"registry.terraform.io/mongey/kafka",
  "change":{"actions":["create"],"before":null,"after":{"name":"plan-%d","partitions":12,"replication_factor":3,
   "config":{"min.insync.replicas":"2","retention.ms":"604800000"}},"after_unknown":{"id":true}}}]}
`
)
