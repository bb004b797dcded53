package client

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// Rules whose two values stand in different files. The tables of the other
// rules have the same ways, less the broker's.

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
