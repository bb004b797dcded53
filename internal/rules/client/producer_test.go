package client

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

const inFlightSix = "max.in.flight.requests.per.connection=6\n"

func TestAcksWeak(t *testing.T) {
	producer(t, AcksWeak, []row{
		{
			name: "one",
			text: "acks=1\n",
			want: []string{"warning producer.properties:2 acks is 1: the leader answers alone"},
		},
		{
			name: "none",
			text: "acks=0\n",
			want: []string{"warning producer.properties:2 acks is 0: the producer waits for no answer"},
		},
		{name: "spaces", text: "acks = 1 \n", want: []string{"warning producer.properties:2 acks is 1"}},
		{name: "all", text: "acks=all\n"},
		{name: "minus one is all", text: "acks=-1\n"},
		{name: "by default all", text: "linger.ms=5\n"},
		{name: "invalid is another rule's", text: "acks=2\n"},
		{name: "the last of two counts", text: "acks=1\nacks=all\n"},
		{name: "unknown", text: "acks=${ACKS}\n", skips: "acks"},
	})
	consumer(t, AcksWeak, []row{{name: "no producer", text: "group.id=g\n"}})
}

func TestIdempotenceOff(t *testing.T) {
	producer(t, IdempotenceOff, []row{
		{
			name: "off",
			text: "enable.idempotence=false\n",
			want: []string{"warning producer.properties:2 enable.idempotence is false"},
		},
		{name: "in capitals", text: "enable.idempotence=FALSE\n", want: []string{"warning producer.properties:2 "}},
		{name: "on", text: "enable.idempotence=true\n"},
		{name: "by default on", text: "acks=all\n"},
		{
			name: "off and transactional throws, which is another rule's",
			text: "enable.idempotence=false\ntransactional.id=t\n",
		},
		{name: "unknown", text: "enable.idempotence=${IDEMPOTENT}\n", skips: "enable.idempotence"},
	})
}

// Each verdict is what new KafkaProducer says for the same settings: 3.3.2,
// 3.6.2 and 3.9.2 agree with each other, and so do 4.0.2, 4.1.2 and 4.3.1.
func TestIdempotenceLost(t *testing.T) {
	const (
		throws = "the producer throws ConfigException"
		silent = "the producer turns idempotence off without an error"
		on     = "enable.idempotence=true\n"
		id     = "transactional.id=t\n"
	)
	for _, target := range []string{"3.6", "3.9", "4.0", "4.1", "4.3"} {
		producer(t, IdempotenceLost, []row{
			{
				name: "acks=1 implicit " + target, target: target,
				text: "acks=1\n",
				want: []string{"error producer.properties:2 " + "acks is 1, and enable.idempotence is only the default: " + silent},
			},
			{
				name: "acks=0 implicit " + target, target: target,
				text: "acks=0\n",
				want: []string{"error producer.properties:2 "},
			},
			{
				name: "acks=1 explicit " + target, target: target,
				text: on + "acks=1\n",
				want: []string{"error producer.properties:3 enable.idempotence is true, but acks is 1: " + throws},
			},
			{
				name: "acks=1 transactional " + target, target: target,
				text: id + "acks=1\n",
				want: []string{"error producer.properties:3 transactional.id is set, but acks is 1, which turns idempotence off: " + throws},
			},
			{
				name: "retries=0 implicit " + target, target: target,
				text: "retries=0\n",
				want: []string{"error producer.properties:2 " + "retries is 0, and enable.idempotence is only the default: " + silent},
			},
			{
				name: "retries=0 explicit " + target, target: target,
				text: on + "retries=0\n",
				want: []string{"error producer.properties:3 enable.idempotence is true, but retries is 0: " + throws},
			},
			{
				name: "both explicit " + target, target: target,
				text: on + "acks=1\nretries=0\n",
				want: []string{"error producer.properties:3 acks is 1", "error producer.properties:4 retries is 0"},
			},
			{
				name: "off and transactional " + target, target: target,
				text: id + "enable.idempotence=false\n",
				want: []string{"error producer.properties:3 enable.idempotence is false, but transactional.id is set: " + throws},
			},
			{
				name: "off on purpose " + target, target: target,
				text: "enable.idempotence=false\nacks=1\nretries=0\n" + inFlightSix,
			},
			{name: "kept " + target, target: target, text: on + id + "acks=-1\nretries=3\n"},
			{name: "too many in flight explicit is another rule's " + target, target: target, text: on + inFlightSix},
		})
	}
	for _, target := range []string{"3.6", "3.9"} {
		producer(t, IdempotenceLost, []row{
			{
				name: "in flight implicit " + target, target: target,
				text: inFlightSix,
				want: []string{"error producer.properties:2 max.in.flight.requests.per.connection is 6, and enable.idempotence is only the default: " + silent},
			},
			{
				name: "in flight transactional " + target, target: target,
				text: inFlightSix + id,
				want: []string{"error producer.properties:2 transactional.id is set, but max.in.flight.requests.per.connection is 6, which turns idempotence off: " + throws},
			},
		})
	}
	for _, target := range []string{"4.0", "4.3"} {
		producer(t, IdempotenceLost, []row{
			{name: "in flight implicit throws, which is another rule's " + target, target: target, text: inFlightSix},
			{name: "nothing is silent in what throws " + target, target: target, text: inFlightSix + "acks=1\n"},
		})
	}
	producer(t, IdempotenceLost, []row{
		{
			name: "no version and the same in all",
			text: "acks=1\n",
			want: []string{"error producer.properties:2 acks is 1"},
		},
		{
			name: "a transactional.id that is filled in later is set",
			text: "transactional.id=${POD}\nacks=1\n",
			want: []string{"error producer.properties:3 transactional.id is set"},
		},
		{name: "idempotence unknown", text: "acks=1\nenable.idempotence=${ON}\n", skips: "enable.idempotence"},
		{name: "acks unknown", text: "acks=${ACKS}\n", skips: "acks"},
	})
}

func TestInFlightExceedsFive(t *testing.T) {
	const on = "enable.idempotence=true\n"
	producer(t, InFlightExceedsFive, []row{
		{
			name: "explicit 3.6", target: "3.6",
			text: on + inFlightSix,
			want: []string{"error producer.properties:3 max.in.flight.requests.per.connection is 6 and enable.idempotence is true: "},
		},
		{name: "explicit 4.3", target: "4.3", text: on + inFlightSix, want: []string{"error producer.properties:3 "}},
		{name: "explicit without a version", text: on + inFlightSix, want: []string{"error producer.properties:3 "}},
		{name: "implicit 3.6 is lost in silence, which is another rule's", target: "3.6", text: inFlightSix},
		{name: "implicit 3.9", target: "3.9", text: inFlightSix},
		{
			name: "implicit 4.0", target: "4.0",
			text: inFlightSix,
			want: []string{"error producer.properties:2 enable.idempotence is true by default: "},
		},
		{
			name: "implicit 4.3 and acks=1 throws, too", target: "4.3",
			text: inFlightSix + "acks=1\n",
			want: []string{"error producer.properties:2 "},
		},
		{
			name: "implicit without a version is capped",
			text: inFlightSix,
			want: []string{"warning producer.properties:2 this holds from 4.0 on"},
		},
		{name: "idempotence off", target: "4.3", text: "enable.idempotence=false\n" + inFlightSix},
		{name: "five", target: "4.3", text: on + "max.in.flight.requests.per.connection=5\n"},
		{
			name: "in flight unknown", target: "4.3",
			text:  on + "max.in.flight.requests.per.connection=${N}\n",
			skips: "max.in.flight.requests.per.connection",
		},
		{
			name: "idempotence unknown", target: "4.3",
			text:  inFlightSix + "enable.idempotence=${ON}\n",
			skips: "enable.idempotence",
		},
		{
			name: "not a number", target: "4.3",
			text:  on + "max.in.flight.requests.per.connection=six\n",
			skips: "max.in.flight.requests.per.connection",
		},
	})
}

func TestDeliveryTimeoutShort(t *testing.T) {
	const throws = "the producer throws ConfigException"
	outage := rulestest.Files{
		"topics.yaml": topics("plant", "retention.ms: 172800000"),
		"policy.yaml": workload("producer.properties", "outage_tolerance: 10m"),
	}
	producer(t, DeliveryTimeoutShort, []row{
		{
			name: "explicit",
			text: "delivery.timeout.ms=1000\n",
			want: []string{"error producer.properties:2 delivery.timeout.ms is 1 s, below linger.ms "},
		},
		{
			name: "all explicit",
			text: "linger.ms=100000\nrequest.timeout.ms=30000\ndelivery.timeout.ms=120000\n",
			want: []string{"error producer.properties:4 " + throws},
		},
		{name: "linger is 0 by default in 3.9", target: "3.9", text: "delivery.timeout.ms=30000\n"},
		{
			name: "linger is 5 by default in 4.0", target: "4.0",
			text: "delivery.timeout.ms=30000\n",
			want: []string{"error producer.properties:2 " + throws},
		},
		{name: "just enough in 4.0", target: "4.0", text: "delivery.timeout.ms=30005\n"},
		{
			name: "without a version only in 4.x",
			text: "delivery.timeout.ms=30000\n",
			want: []string{"warning producer.properties:2 this holds from 4.0 on"},
		},
		{name: "Kafka raises the default", text: "request.timeout.ms=200000\nlinger.ms=100000\n"},
		{name: "Kafka computes with int", text: "linger.ms=2147483647\ndelivery.timeout.ms=2147483647\n"},
		{
			name: "a linger beyond int",
			text: "linger.ms=3000000000\ndelivery.timeout.ms=120000\n",
			want: []string{"error producer.properties:3 " + throws},
		},
		{
			name: "linger alone",
			text: "linger.ms=20000\nrequest.timeout.ms=5000\ndelivery.timeout.ms=10000\n",
			want: []string{"error producer.properties:4 linger.ms alone is 20 s, but delivery.timeout.ms, which must hold it and request.timeout.ms (5 s), is 10 s"},
		},
		{
			name:  "request time-out unknown",
			text:  "delivery.timeout.ms=1000\nrequest.timeout.ms=${T}\n",
			skips: "request.timeout.ms",
		},
		{name: "delivery time-out unknown", text: "delivery.timeout.ms=${T}\nacks=all\n", skips: "delivery.timeout.ms"},
		{
			name:  "shorter than the outage",
			text:  "delivery.timeout.ms=60000\n",
			files: outage,
			want:  []string{"warning producer.properties:2 declares outages of up to 10 min"},
		},
		{name: "as long as the outage", text: "delivery.timeout.ms=600000\n", files: outage},
		{name: "the default is nobody's choice", text: "acks=all\n", files: outage},
		{name: "no workload names the client", text: "delivery.timeout.ms=60000\n", files: rulestest.Files{
			"topics.yaml": outage["topics.yaml"], "policy.yaml": workload("other.properties", "outage_tolerance: 10m")}},
	})
}

// TestDeliveryTimeoutShortSaysWhatHelps: where linger.ms alone is too long, no
// request time-out is short enough.
func TestDeliveryTimeoutShortSaysWhatHelps(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the request", "delivery.timeout.ms=10000\nrequest.timeout.ms=30000\nlinger.ms=5\n",
			"set delivery.timeout.ms=30005 or more (Kafka's default is 120000), or lower request.timeout.ms"},
		{"linger alone", "delivery.timeout.ms=10000\nrequest.timeout.ms=4000\nlinger.ms=10000\n",
			"set linger.ms=6000 or less, or delivery.timeout.ms=14000 or more (Kafka's default is 120000)"},
		{"each of them alone", "delivery.timeout.ms=10000\nrequest.timeout.ms=30000\nlinger.ms=20000\n",
			"set delivery.timeout.ms=50000 or more (Kafka's default is 120000)"},
		{"nothing left for linger", "delivery.timeout.ms=10000\nrequest.timeout.ms=10000\nlinger.ms=20000\n",
			"set delivery.timeout.ms=30000 or more (Kafka's default is 120000)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"producer.properties": address + c.text}), DeliveryTimeoutShort.Name)
			if len(found) != 1 || found[0].Fix != c.want {
				t.Errorf("%+v, want the fix %q", found, c.want)
			}
		})
	}
}

func TestMetadataTooOld(t *testing.T) {
	producer(t, MetadataTooOld, []row{
		{
			name: "old",
			text: "acks=all\nmetadata.max.age.ms=300000\n",
			want: []string{"info producer.properties:3 metadata.max.age.ms is 5 min"},
		},
		{name: "young", text: "acks=all\nmetadata.max.age.ms=60000\n"},
		{name: "the default is nobody's choice", text: "acks=all\n"},
		{name: "by the policy's own limit", text: "acks=all\nmetadata.max.age.ms=20000\n",
			files: rulestest.Files{"policy.yaml": "rules:\n  client/metadata-too-old: {params: {max_age: 15s}}\n"},
			want:  []string{"info producer.properties:3 metadata.max.age.ms is 20 s"}},
		{name: "unknown", text: "acks=all\nmetadata.max.age.ms=${AGE}\n", skips: "metadata.max.age.ms"},
	})
	consumer(t, MetadataTooOld, []row{
		{name: "old", text: "group.id=g\nmetadata.max.age.ms=300000\n", want: []string{"info consumer.properties:3 "}},
	})
	run(t, MetadataTooOld, "client.properties", []row{{name: "no role", text: "metadata.max.age.ms=300000\n"}})
}

func TestTransactionTimeout(t *testing.T) {
	const long = "transactional.id=t\ntransaction.timeout.ms=3600000\n"
	broker := func(settings string) rulestest.Files { return rulestest.Files{"server.properties": server(settings)} }
	producer(t, TransactionTimeout, []row{
		{name: "above the broker's", text: long, files: broker("transaction.max.timeout.ms=900000\n"),
			want: []string{"error producer.properties:3 transaction.timeout.ms is 1 h, but the brokers' transaction.max.timeout.ms is 15 min"}},
		{
			name:  "above the broker's default",
			text:  long,
			files: broker(""),
			want:  []string{"error producer.properties:3 is 15 min"},
		},
		{name: "the broker allows more", text: long, files: broker("transaction.max.timeout.ms=7200000\n")},
		{name: "the default above the broker's", text: "transactional.id=t\n", files: broker("transaction.max.timeout.ms=30000\n"),
			want: []string{"error server.properties:" + serverLine + " transaction.timeout.ms is 1 min, but the brokers' transaction.max.timeout.ms is 30 s"}},
		{name: "no transactions", text: "acks=all\n", files: broker("transaction.max.timeout.ms=30000\n")},
		{name: "no broker is known", text: long, want: []string{"warning producer.properties:3 is 15 min"}},
		{name: "no broker is known and all is well", text: "transactional.id=t\ntransaction.timeout.ms=900000\n"},
		{name: "the tightest of two brokers", text: long, files: rulestest.Files{
			"server.properties": server("transaction.max.timeout.ms=7200000\n"),
			"server2.properties": "node.id=2\nprocess.roles=broker\nlog.dirs=/x\ncontroller.quorum.voters=1@kafka-1.example.com:9093\n" +
				"transaction.max.timeout.ms=600000\n"},
			want: []string{"error producer.properties:3 is 10 min"}},
		{name: "a controller has no say", text: long, files: rulestest.Files{
			"server.properties": server("transaction.max.timeout.ms=7200000\n"),
			"controller.properties": "node.id=2\nprocess.roles=controller\nlog.dirs=/x\ncontroller.quorum.voters=1@kafka-1.example.com:9093\n" +
				"transaction.max.timeout.ms=600000\n"}},
		{name: "unknown", text: "transactional.id=t\ntransaction.timeout.ms=${T}\n", skips: "transaction.timeout.ms"},
		{
			name:  "the broker's unknown",
			text:  long,
			files: broker("transaction.max.timeout.ms=${T}\n"),
			skips: "transaction.max.timeout.ms",
		},
		{
			name: "two-phase commit has none", target: "4.1",
			text: "transactional.id=t\ntransaction.two.phase.commit.enable=true\n",
		},
		{name: "two-phase commit and one", target: "4.1", text: long + "transaction.two.phase.commit.enable=true\n",
			want: []string{"error producer.properties:3 the producer throws ConfigException"}},
		{
			name: "two-phase commit is not in 4.0", target: "4.0",
			text: "transactional.id=t\ntransaction.timeout.ms=60000\ntransaction.two.phase.commit.enable=true\n",
		},
		{
			name: "two-phase commit unknown", target: "4.1",
			text:  long + "transaction.two.phase.commit.enable=${ON}\n",
			skips: "transaction.two.phase.commit.enable",
		},
	})
}
