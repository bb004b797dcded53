// Package target says where a Kafka cluster is and how to log in to it: from
// flags, from a client.properties as Kafka's own tools take it, or from an
// entry of breakwater.yaml. It opens no connection and knows no Kafka client;
// package dial does.
package target
