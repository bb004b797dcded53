// Package model holds the nouns of a Kafka world and what is known of them:
// topics, brokers, clients and the documents that declare them, each setting
// with its origin and its certainty.
//
// It describes; it does not judge, read files or talk to a network, and it
// imports the standard library alone, so that every other package can stand
// on it.
package model
