package client

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// noBroker is why a rule has no way by a broker's file.
const noBroker = "both are settings of the client, and no broker has a say in them"

func TestRequestExceedsTopicMatrix(t *testing.T) {
	load := workload("producer.properties", "max_payload: 12MiB")
	rulestest.Matrix(t, RequestExceedsTopic, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"producer.properties": address + "max.request.size=12582912\ncompression.type=none\n",
			"topics.yaml":         topics("plant", "max.message.bytes: 10485760"),
			"policy.yaml":         workload("producer.properties", ""),
		}},
		Default: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"producer.properties": address + "max.request.size=12582912\n",
			"topics.yaml":         topics("plant", "retention.ms: 86400000"),
			"policy.yaml":         load,
		}},
		Broker: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"producer.properties": address + "max.request.size=12582912\n",
			"server.properties":   server("message.max.bytes=10485760\n"),
		}},
		Unknown: rulestest.Files{
			"producer.properties": address + "max.request.size=12582912\n",
			"server.properties":   server("message.max.bytes=${MAX}\n"),
		},
	})
}

func TestFetchBelowBatchMatrix(t *testing.T) {
	load := workload("consumer.properties", "")
	rulestest.Matrix(t, FetchBelowBatch, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Warning, Files: rulestest.Files{
			"consumer.properties": address + group + "max.partition.fetch.bytes=2097152\n",
			"topics.yaml":         topics("plant", "max.message.bytes: 20971520"),
			"policy.yaml":         load,
		}},
		Default: rulestest.Row{Severity: finding.Warning, Files: rulestest.Files{
			"consumer.properties": address + group,
			"topics.yaml":         topics("plant", "max.message.bytes: 20971520"),
			"policy.yaml":         load,
		}},
		Broker: rulestest.Row{Severity: finding.Warning, Files: rulestest.Files{
			"consumer.properties": address + group + "max.partition.fetch.bytes=2097152\n",
			"server.properties":   server("message.max.bytes=20971520\n"),
		}},
		Unknown: rulestest.Files{
			"consumer.properties": address + group + "max.partition.fetch.bytes=${FETCH}\n",
			"server.properties":   server("message.max.bytes=20971520\n"),
		},
	})
}

func TestTransactionTimeoutMatrix(t *testing.T) {
	rulestest.Matrix(t, TransactionTimeout, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=1800000\n",
			"server.properties":   server("transaction.max.timeout.ms=900000\n"),
		}},
		Default: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=1800000\n",
			"server.properties":   server(""),
		}},
		Broker: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=120000\n",
			"server.properties":   server("transaction.max.timeout.ms=60000\n"),
		}},
		Unknown: rulestest.Files{
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=1800000\n",
			"server.properties":   server("transaction.max.timeout.ms=${MAX}\n"),
		},
	})
}

func TestSessionOutOfBoundsMatrix(t *testing.T) {
	rulestest.Matrix(t, SessionOutOfBounds, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"consumer.properties": address + group + "session.timeout.ms=10000\n",
			"server.properties":   server("group.min.session.timeout.ms=20000\n"),
		}},
		Default: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"consumer.properties": address + group + "session.timeout.ms=3600000\n",
			"server.properties":   server(""),
		}},
		Broker: rulestest.Row{Severity: finding.Error, Files: rulestest.Files{
			"consumer.properties": address + group + "session.timeout.ms=120000\n",
			"server.properties":   server("group.max.session.timeout.ms=60000\n"),
		}},
		Unknown: rulestest.Files{
			"consumer.properties": address + group + "session.timeout.ms=${SESSION}\n",
			"server.properties":   server("group.min.session.timeout.ms=20000\n"),
		},
	})
}

// alone is a client's file that no other stands beside.
func alone(name, text string) rulestest.Files { return rulestest.Files{name: address + text} }

func TestBufferBelowRequestMatrix(t *testing.T) {
	of := func(text string) rulestest.Files { return alone("producer.properties", text) }
	rulestest.Matrix(t, BufferBelowRequest, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: of("buffer.memory=1048576\nmax.request.size=2097152\n")},
		Default:  rulestest.Row{Severity: finding.Error, Files: of("max.request.size=67108864\n")},
		Broker:   rulestest.Row{Cannot: noBroker},
		Unknown:  of("buffer.memory=${BUFFER}\nmax.request.size=67108864\n"),
	})
}

func TestDeliveryTimeoutShortMatrix(t *testing.T) {
	of := func(text string) rulestest.Files { return alone("producer.properties", text) }
	rulestest.Matrix(t, DeliveryTimeoutShort, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: of("delivery.timeout.ms=20000\nlinger.ms=5\nrequest.timeout.ms=30000\n")},
		Default:  rulestest.Row{Severity: finding.Error, Files: of("delivery.timeout.ms=20000\n")},
		Broker:   rulestest.Row{Cannot: noBroker},
		Unknown:  of("delivery.timeout.ms=20000\nrequest.timeout.ms=${REQUEST}\n"),
	})
}

func TestHeartbeatTooSlowMatrix(t *testing.T) {
	of := func(text string) rulestest.Files { return alone("consumer.properties", group+text) }
	rulestest.Matrix(t, HeartbeatTooSlow, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: of("heartbeat.interval.ms=30000\nsession.timeout.ms=30000\n")},
		Default:  rulestest.Row{Severity: finding.Error, Files: of("heartbeat.interval.ms=60000\n")},
		Broker:   rulestest.Row{Cannot: noBroker},
		Unknown:  of("heartbeat.interval.ms=60000\nsession.timeout.ms=${SESSION}\n"),
	})
}

func TestPollIntervalShortMatrix(t *testing.T) {
	of := func(text string) rulestest.Files {
		files := alone("consumer.properties", group+text)
		files["topics.yaml"] = topics("plant", "retention.ms: 172800000")
		files["policy.yaml"] = workload("consumer.properties", "record_time: 1s")
		return files
	}
	rulestest.Matrix(t, PollIntervalShort, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: of("max.poll.interval.ms=60000\nmax.poll.records=100\n")},
		Default:  rulestest.Row{Severity: finding.Error, Files: of("max.poll.interval.ms=60000\n")},
		Broker:   rulestest.Row{Cannot: noBroker},
		Unknown:  of("max.poll.interval.ms=${INTERVAL}\n"),
	})
}

func TestInFlightExceedsFiveMatrix(t *testing.T) {
	of := func(text string) rulestest.Files { return alone("producer.properties", text) }
	rulestest.Matrix(t, InFlightExceedsFive, rulestest.Ways{
		Declared: rulestest.Row{Severity: finding.Error, Files: of(inFlightSix + "enable.idempotence=true\n")},
		Default:  rulestest.Row{Severity: finding.Warning, Files: of(inFlightSix)},
		Broker:   rulestest.Row{Cannot: noBroker},
		Unknown:  of(inFlightSix + "enable.idempotence=${IDEMPOTENT}\n"),
	})
}
