// Package dial speaks to one Kafka broker at one address, and says in one
// sentence why that fails. It is the only place with TLS and SASL.
package dial
