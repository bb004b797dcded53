package main

import (
	"fmt"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

// The schema and the reader spell amounts each in its own way, so each form is
// given to both.
func TestAmountsMeanTheSameToSchemaAndReader(t *testing.T) {
	schema := compile(t, "policy.schema.json")
	places := []string{
		"ranges: [{topics: [a], config: {segment.bytes: {max: %s}}}]",
		"ranges: [{topics: [a], config: {retention.bytes: {one_of: [%s]}}}]",
		"ranges: [{topics: [a], config: {retention.ms: {min: %s}}}]",
		"ranges: [{topics: [a], config: {retention.ms: %s}}]",
		"ranges: [{topics: [a], config: {flush.messages: {min: %s}}}]",
		"rules: {topic/segments-explode: {params: {per_partition: %s}}}",
		"rules: {topic/segments-explode: {params: {smallest: %s}}}",
		"rules: {topic/segments-explode: {params: {window: %s}}}",
		"rules: {topic/min-isr-one: {settle: %s}}",
		"rules: {topic/segments-explode: {clear: %s}}",
		"rules: {topic/*: {settle: %s, clear: 0}}",
		"rules: {tuning/linger-zero: {settle: %s}}",
		"workloads: [{topics: [a], max_payload: %s}]",
		"workloads: [{topics: [a], idle_time: %s}]",
		"workloads: [{topics: [a], rate: %s}]",
	}
	amounts := []string{
		"1", "512", "-1", `"512"`, "0", `"0"`, `"00"`, "1B", "1KiB", "20MiB", "20 MiB", `" 20MiB "`, "2GiB", "3TiB", "1MB", "1mib", "1.5", "1.5GiB",
		"-5MiB", "1MiB2KiB", "500ms", "30s", "15m", "15min", "24h", "1d", "2w", "1h30min", "1d 12h", "1y", "PT1H", "30D", "1h30", "10MiB/s", "10/s",
		"10MiB/min", "0MiB", "true", "fast", `""`, "[1]", "{a: 1}",
	}
	for _, place := range places {
		for _, amount := range amounts {
			text := []byte(fmt.Sprintf(place, amount))
			_, err := policy.Parse("policy.yaml", text, policytest.Rules())
			if invalid := validate(schema, text); (err == nil) != (invalid == nil) {
				t.Errorf("%s\nreader: %v\nschema: %v", text, err, invalid)
			}
		}
	}
}

// A ratio and the words of each kind of setting, likewise.
func TestValuesMeanTheSameToSchemaAndReader(t *testing.T) {
	schema := compile(t, "policy.schema.json")
	for place, values := range map[string][]string{
		"workloads: [{topics: [a], compression_ratio: %s}]":                     {"1", "0.25", "1.5", "1.6", "0", "-1", "4", "half"},
		"workloads: [{topics: [a], critical: %s}]":                              {"true", "false", `"true"`, "yes", "1", "[]"},
		"workloads: [{topics: [a], dead_letter: %s}]":                           {"a", "a.dlq", ".", "..", "...", ".a", "a b", `""`},
		"workloads: [{topics: [%s]}]":                                           {"a", `"a*?"`, `"^a$"`, `"a|b"`, `""`},
		"ranges: [{topics: [a], config: {cleanup.policy: %s}}]":                 {"delete", `"compact, delete"`, "erase", "[delete]"},
		"ranges: [{topics: [a], config: {compression.type: {one_of: [%s]}}}]":   {"zstd", "brotli", "ZSTD"},
		"ranges: [{topics: [a], config: {min.cleanable.dirty.ratio: %s}}]":      {"0.5", "0", "1", "1.1", "-1", "half"},
		"ranges: [{topics: [a], config: {unclean.leader.election.enable: %s}}]": {"true", "false", "maybe"},
		"expect_gaps: [%s]": {"quorum", "broker config", "brokers"},
		"profile: %s":       {"minimal", "standard", "strict", "lax", "1"},
	} {
		for _, value := range values {
			text := []byte(fmt.Sprintf(place, value))
			_, err := policy.Parse("policy.yaml", text, policytest.Rules())
			if invalid := validate(schema, text); (err == nil) != (invalid == nil) {
				t.Errorf("%s\nreader: %v\nschema: %v", text, err, invalid)
			}
		}
	}
}
