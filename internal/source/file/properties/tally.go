package properties

import (
	"path"
	"slices"
	"strings"
)

// Keys that nothing but Kafka has.
var (
	surelyBroker = []string{"advertised.listeners", "broker.id", "controller.listener.names", "controller.quorum.bootstrap.servers", "controller.quorum.voters", "inter.broker.listener.name", "listener.security.protocol.map", "log.dirs", "process.roles"}
	surelyClient = []string{"bootstrap.servers", "security.protocol"}
)

// weak are keys of Kafka whose names other software uses, too.
var weak = []string{
	"listeners", "log.dir", "max.connections", "node.id", "zookeeper.connect",
	"batch.size", "client.id", "group.id", "partitioner.class", "receive.buffer.bytes", "retries", "send.buffer.bytes",
}

// Weights of keys. A text is Kafka's from enough on: by one sure key, by two
// others that one side alone reads, or by one of these and any number of weak
// ones.
const (
	sure     = 3
	ordinary = 2
	hint     = 1
	enough   = 3
)

// tally is how much speaks for a broker and for a client.
type tally struct{ broker, client int }

func tallyOf(keys []string) tally {
	var t, hints tally
	for _, k := range keys {
		by := names()[k]
		switch {
		case slices.Contains(surelyBroker, k):
			t.broker += sure
		case slices.Contains(surelyClient, k):
			t.client += sure
		case by&byBroker != 0 && by&byClients == 0 && (by&byTopic != 0 || slices.Contains(weak, k)):
			hints.broker = hint // a topic's key may stand in a list of topic settings
		case by&byBroker != 0 && by&byClients == 0:
			t.broker += ordinary
		case by&byClients != 0 && by&(byBroker|byTopic) == 0 && slices.Contains(weak, k):
			hints.client = hint
		case by&byClients != 0 && by&(byBroker|byTopic) == 0:
			t.client += ordinary
		}
	}
	return tally{t.broker + hints.broker, t.client + hints.client}
}

// addName lets the file's name speak for what its keys hint at.
func (t *tally) addName(file string) {
	base := path.Base(file)
	if path.Ext(base) != ".properties" {
		return
	}
	if t.broker > 0 && containsAny(base, "server", "broker", "controller", "kafka") {
		t.broker += ordinary
	}
	if t.client > 0 && containsAny(base, "producer", "consumer", "client", "admin") {
		t.client += ordinary
	}
}

func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// slips is how many unknown keys are looked at closely. A text with more is
// no configuration with mistakes in it.
const slips = 20

// mostlyKafka tells whether at least half of the keys were meant for Kafka:
// one line of it does not make an essay a configuration.
func mostlyKafka(keys []string) bool {
	var unknown []string
	for _, k := range keys {
		if names()[k] == 0 {
			unknown = append(unknown, k)
		}
	}
	excess := len(unknown) - len(keys)/2
	for i := 0; excess > 0 && i < min(len(unknown), slips); i++ {
		if meantForKafka(unknown[i]) {
			excess--
		}
	}
	return excess <= 0
}
