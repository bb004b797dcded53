package topic

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

const plainProducer = "bootstrap.servers=localhost:9092\nkey.serializer=a.B\nvalue.serializer=a.B\n"

func TestPayloadExceedsLimitMatrix(t *testing.T) {
	p := workload("max_payload: 12MiB")
	rulestest.Matrix(t, PayloadExceedsLimit, rulestest.Ways{
		Declared: rulestest.Row{Files: and(orders("max.message.bytes: 10485760"), "policy.yaml", p), Severity: finding.Error},
		Default:  rulestest.Row{Files: and(orders(), "policy.yaml", p), Severity: finding.Error},
		Broker: rulestest.Row{Files: and(and(orders(), "policy.yaml", p), "server.properties", brokerText("message.max.bytes=10485760")),
			Severity: finding.Warning},
		Unknown: and(orders(`max.message.bytes: "${MAX}"`), "policy.yaml", p),
	})
}

func TestPayloadExceedsLimit(t *testing.T) {
	for _, test := range []struct {
		name    string
		files   files
		message string // "" for no finding
	}{
		{"nothing declared", orders("max.message.bytes: 1"), ""},
		{"fits", and(orders("max.message.bytes: 20971520"), "policy.yaml", workload("max_payload: 12MiB")), ""},
		{"fits with its overhead", and(orders("max.message.bytes: 1068"), "policy.yaml", workload("max_payload: 1000B")), ""},
		{"does not fit with its overhead", and(orders("max.message.bytes: 1067"), "policy.yaml", workload("max_payload: 1000B")), "1067 B"},
		{"fits when compressed", and(orders("max.message.bytes: 10485760"), "policy.yaml", workload("max_payload: 12MiB", "compression_ratio: 0.5")), ""},
		{"does not fit though compressed", and(orders("max.message.bytes: 1048588"), "policy.yaml", workload("max_payload: 12MiB", "compression_ratio: 0.5")), "on the wire"},
		{"the segment is the smaller limit", and(orders("max.message.bytes: 20971520", "segment.bytes: 1048576"), "policy.yaml", workload("max_payload: 12MiB")), "segment.bytes allows 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.message == "" {
				none(t, PayloadExceedsLimit, test.files)
				return
			}
			contains(t, one(t, PayloadExceedsLimit, test.files).Message, test.message)
		})
	}
}

func TestPayloadExceedsTheProducersLimit(t *testing.T) {
	base := and(orders("max.message.bytes: 20971520"), "policy.yaml",
		workload("max_payload: 12MiB", "compression_ratio: 0.1", "clients: [producer.properties]"))
	for _, test := range []struct {
		name, producer string
		found          bool
	}{
		{"by default", plainProducer, true},
		{"set too low", plainProducer + "max.request.size=12582912\n", true},
		{"set right", plainProducer + "max.request.size=16777216\n", false},
		{"set right, and compression does not count", plainProducer + "compression.type=zstd\nmax.request.size=2097152\n", true},
		{"unknown", plainProducer + "max.request.size=${MAX}\n", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			fs := and(base, "producer.properties", test.producer)
			if !test.found {
				none(t, PayloadExceedsLimit, fs)
				return
			}
			f := one(t, PayloadExceedsLimit, fs)
			contains(t, f.Message, "before compression", "max.request.size")
			contains(t, f.Fix, "max.request.size=16777216", "producer.properties")
			if f.Severity != finding.Error || f.Discriminator != "producer.properties" {
				t.Errorf("%s about %q", f.Severity, f.Discriminator)
			}
		})
	}
}

// TestAProducersLimitIsToldOnce: it is one setting, however many topics the
// producer writes, and the largest payload decides.
func TestAProducersLimitIsToldOnce(t *testing.T) {
	const limit = "max.message.bytes: 104857600"
	policy := "workloads:\n" +
		"  - topics: [small-*]\n    max_payload: 2MiB\n    clients: [\"*.properties\"]\n" +
		"  - topics: [large-*]\n    max_payload: 3MiB\n    clients: [\"*.properties\"]\n"
	fs := files{"policy.yaml": policy, "a.properties": plainProducer, "b.properties": plainProducer,
		"fits.properties": plainProducer + "max.request.size=4194304\n",
		"topics.yaml": cluster(topicText("small-1", limit), topicText("small-2", limit),
			topicText("large-1", limit), topicText("large-2", limit))}
	got := only(t, PayloadExceedsLimit, fs)
	if len(got) != 2 {
		t.Fatalf("%d findings, want one for each of the two producers: %+v", len(got), got)
	}
	for i, client := range []string{"a.properties", "b.properties"} {
		if f := got[i]; f.Discriminator != client || f.Subject.Name != "large-1" || f.Severity != finding.Error {
			t.Errorf("%s on %s about %s, want an error on large-1 about %s", f.Severity, f.Subject, f.Discriminator, client)
		}
	}
}

func TestDeadLetters(t *testing.T) {
	declared := "workloads:\n  - topics: [orders]\n    dead_letter: failed\n"
	pair := func(dead string, source, of []string) files {
		return files{"topics.yaml": cluster(topicText("orders", source...), topicText(dead, of...))}
	}
	big := []string{"max.message.bytes: 20971520"}
	for _, test := range []struct {
		name  string
		rule  *rule.Rule
		files files
		want  finding.Severity
	}{
		{"declared", DeadLetterTooSmall, and(pair("failed", big, nil), "policy.yaml", declared), finding.Error},
		{"nobody says that it is one", DeadLetterTooSmall, pair("failed", big, nil), finding.None},
		{"our own name", DeadLetterTooSmall, pair("orders.billing.dlq", big, nil), finding.Error},
		{"a group with a dot in it", DeadLetterTooSmall, pair("orders.billing.eu.dlq", big, nil), finding.Error},
		{"a plain .dlq", DeadLetterTooSmall, pair("orders.dlq", big, nil), finding.Warning},
		{"-dlq", DeadLetterTooSmall, pair("orders-dlq", big, nil), finding.Warning},
		{"Spring's", DeadLetterTooSmall, pair("orders.DLT", big, nil), finding.Warning},
		{"Spring's retryable topics", DeadLetterTooSmall, pair("orders-dlt", big, nil), finding.Warning},
		{"in front", DeadLetterTooSmall, pair("dlq-orders", big, nil), finding.Warning},
		{"in words", DeadLetterTooSmall, pair("orders-dead-letter", big, nil), finding.Warning},
		{"of another topic", DeadLetterTooSmall, pair("invoices-dlq", big, nil), finding.None},
		{"a group with another ending", DeadLetterTooSmall, pair("orders.billing-dlq", big, nil), finding.None},
		{"as large", DeadLetterTooSmall, pair("orders-dlq", big, big), finding.None},
		{"larger", DeadLetterTooSmall, pair("orders-dlq", nil, big), finding.None},
		{"both by default", DeadLetterTooSmall, pair("orders-dlq", nil, nil), finding.None},

		{"a day", DeadLetterTooShort, pair("orders.billing.dlq", nil, []string{"retention.ms: 86400000"}), finding.Warning},
		{"a day, without its source", DeadLetterTooShort, pair("invoices-dlq", nil, []string{"retention.ms: 86400000"}), finding.Warning},
		{"as long as the source", DeadLetterTooShort, pair("orders-dlq", nil, nil), finding.None},
		{"shorter than the source", DeadLetterTooShort, pair("orders-dlq", []string{"retention.ms: 2592000000"}, nil), finding.Warning},
		{"for ever", DeadLetterTooShort, pair("orders-dlq", nil, []string{"retention.ms: -1"}), finding.None},
		{"a source that is compacted", DeadLetterTooShort, pair("orders-dlq", []string{"cleanup.policy: compact", "retention.ms: 2592000000"}, nil), finding.None},
		{"short, but the policy says so", DeadLetterTooShort, and(pair("orders-dlq", []string{"retention.ms: 3600000"}, []string{"retention.ms: 86400000"}),
			"policy.yaml", "rules:\n  topic/dead-letter-too-short: {params: {min_retention: 1d}}\n"), finding.None},
		{"a topic that is none", DeadLetterTooShort, pair("invoices", nil, []string{"retention.ms: 1000"}), finding.None},
		{"a ledger technology, not a dead letter", DeadLetterTooShort, pair("bank-dlt", nil, []string{"retention.ms: 1000"}), finding.None},

		{"compacted, our own name", DeadLetterCompacted, pair("orders.billing.dlq", nil, []string{"cleanup.policy: compact"}), finding.Error},
		{"compacted and deleted, declared", DeadLetterCompacted, and(pair("failed", nil, []string{`cleanup.policy: "compact,delete"`}), "policy.yaml", declared), finding.Error},
		{"compacted, by another tool's name", DeadLetterCompacted, pair("orders-dlq", nil, []string{"cleanup.policy: compact"}), finding.Warning},
		{"deleted", DeadLetterCompacted, pair("orders-dlq", nil, nil), finding.None},
		{"compacted, but no dead letter", DeadLetterCompacted, pair("customers", nil, []string{"cleanup.policy: compact"}), finding.None},
	} {
		t.Run(test.rule.Name+" "+test.name, func(t *testing.T) {
			if test.want == finding.None {
				none(t, test.rule, test.files)
				return
			}
			if f := one(t, test.rule, test.files); f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
		})
	}
}

func TestDeadLetterMatrix(t *testing.T) {
	two := func(source, dead string) files {
		return files{"topics.yaml": cluster(topicText("orders", source), topicText("orders.billing.dlq", dead))}
	}
	dead := files{"topics.yaml": cluster(topicText("orders", "max.message.bytes: 20971520"), topicText("orders.billing.dlq"))}
	t.Run("too small", func(t *testing.T) {
		rulestest.Matrix(t, DeadLetterTooSmall, rulestest.Ways{
			Declared: rulestest.Row{Files: two("max.message.bytes: 20971520", "max.message.bytes: 2097152"), Severity: finding.Error},
			Default:  rulestest.Row{Files: dead, Severity: finding.Error},
			Broker:   rulestest.Row{Files: and(dead, "server.properties", brokerText("message.max.bytes=2097152")), Severity: finding.Warning},
			Unknown:  two("max.message.bytes: 20971520", `max.message.bytes: "${MAX}"`),
		})
	})
	t.Run("too short", func(t *testing.T) {
		long := files{"topics.yaml": cluster(topicText("orders", "retention.ms: 2592000000"), topicText("orders.billing.dlq"))}
		rulestest.Matrix(t, DeadLetterTooShort, rulestest.Ways{
			Declared: rulestest.Row{Files: two("retention.ms: 2592000000", "retention.ms: 604800000"), Severity: finding.Warning},
			Default:  rulestest.Row{Files: long, Severity: finding.Warning},
			Broker:   rulestest.Row{Files: and(long, "server.properties", brokerText("log.retention.hours=168")), Severity: finding.Warning},
			Unknown:  two("retention.ms: 2592000000", `retention.ms: "${TIME}"`),
		})
	})
}

func TestDeadLetterOfManySources(t *testing.T) {
	fs := files{"policy.yaml": "workloads:\n  - topics: [\"in-*\"]\n    dead_letter: failed\n", "topics.yaml": cluster(
		topicText("in-a", "max.message.bytes: 2097152"), topicText("in-b", "max.message.bytes: 4194304"), topicText("failed"))}
	f := one(t, DeadLetterTooSmall, fs)
	contains(t, f.Message, "in-b", "4 MiB")
	contains(t, f.Fix, "4259840")
	if f.Subject.Name != "failed" {
		t.Errorf("is about %s, want the dead-letter topic, which is what must change", f.Subject)
	}
}

func TestDeadLetterBase(t *testing.T) {
	for name, want := range map[string]struct {
		base string
		ours bool
		ok   bool
	}{
		"orders.billing.dlq": {"orders.billing", true, true},
		"orders-dlq":         {"orders", false, true},
		"orders_DLQ":         {"orders", false, true},
		"orders.DLT":         {"orders", false, true},
		"orders-dead-letter": {"orders", false, true},
		"dlq.orders":         {"orders", false, true},
		"dlt.orders":         {},
		"dlq":                {},
		"-dlq":               {},
		".dlq":               {},
		"ordersdlq":          {},
		"":                   {},
	} {
		base, ours, ok := deadLetterBase(name)
		if base != want.base || ours != want.ours && ok || ok != want.ok {
			t.Errorf("deadLetterBase(%q) = %q, %v, %v, want %+v", name, base, ours, ok, want)
		}
	}
}
