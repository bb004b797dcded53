package main

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

func settingNamed(t *testing.T, name string) setting {
	t.Helper()
	for _, s := range topicSettings() {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("%s is not among the settings", name)
	return setting{}
}

func TestEverySettingOfEveryVersionIsListedOnce(t *testing.T) {
	var names []string
	for _, s := range topicSettings() {
		names = append(names, s.name)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("the names are not sorted, or one stands twice: %q", names)
	}
	public := map[string]bool{} // in any version
	for _, v := range catalog.Versions() {
		for _, name := range catalog.Names(model.LayerTopic, v) {
			d, _ := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v)
			public[name] = public[name] || !d.Internal
		}
	}
	for name, want := range public {
		if slices.Contains(names, name) != want {
			t.Errorf("%s: want it listed: %v", name, want)
		}
	}
}

func TestWordsOfEnumerations(t *testing.T) {
	for name, want := range map[string][]string{
		"cleanup.policy":         {"compact", "delete"},
		"message.timestamp.type": {"CreateTime", "LogAppendTime"},
		"compression.type":       {"gzip", "lz4", "producer", "snappy", "uncompressed", "zstd"},
		"message.format.version": nil,
		"retention.ms":           nil,
		"preallocate":            nil,
	} {
		if got := settingNamed(t, name).words(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestNumbersHaveTheWidestRange(t *testing.T) {
	for name, want := range map[string]object{
		"segment.bytes":       {"type": "integer", "minimum": 14.0, "maximum": 2147483647.0},
		"retention.ms":        {"type": "integer", "minimum": -1.0},
		"retention.bytes":     {"type": "integer"},
		"min.insync.replicas": {"type": "integer", "minimum": 1.0, "maximum": 2147483647.0},
		"compression.gzip.level": anyOf(
			object{"type": "integer", "minimum": 1.0, "maximum": 9.0}, object{"const": int64(-1)}),
	} {
		if got := settingNamed(t, name).number("integer"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestTheBytesAreTheSameEachTime(t *testing.T) {
	first := schemas(policytest.Rules())
	for name, schema := range schemas(policytest.Rules()) {
		a, errA := encode(first[name])
		b, errB := encode(schema)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs from one run to the next (%v, %v)", name, errA, errB)
		}
		if !bytes.HasSuffix(a, []byte("}\n")) {
			t.Errorf("%s does not end in a newline", name)
		}
	}
}

// The readers list the keys that they know; the schemas offer those that are
// not refused.
func TestTheSchemasHaveTheKeysOfTheReaders(t *testing.T) {
	_, inPolicy := policy.Parse("f", []byte("zzzzzzzzzzzzzzzz: 1"), nil)
	_, inConfig := config.Parse("f", []byte("zzzzzzzzzzzzzzzz: 1"), nil)
	_, inWorkload := policy.Parse("f", []byte("workloads: [{topics: [a], zzzzzzzzzzzzzzzzzzzzzzzz: 1}]"), nil)
	for name, c := range map[string]struct {
		err    error
		schema object
		later  []string
	}{
		"policy":   {inPolicy, policySchema(nil), []string{"edition", "custom"}},
		"config":   {inConfig, breakwaterFile(nil), []string{"platform"}},
		"workload": {inWorkload, workload(), nil},
	} {
		_, list, _ := strings.Cut(c.err.Error(), "known are ")
		properties := c.schema["properties"].(object)
		for key := range strings.SplitSeq(list, ", ") {
			if offered := properties[key] != nil; offered == slices.Contains(c.later, key) {
				t.Errorf("%s: the key %s is offered: %v", name, key, offered)
			}
			delete(properties, key)
		}
		if len(properties) > 0 {
			t.Errorf("%s: the reader does not know %v", name, properties)
		}
	}
}

func TestParamsSayTheirDefault(t *testing.T) {
	entries := ruleEntries(policytest.Rules())["properties"].(object)
	text, err := encode(entries["topic/segments-explode"].(object))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Default: 0.", "Default: 1 MiB.", "Default: 1 d."} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
