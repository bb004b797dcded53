package rule

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestKeysOfAreThoseThatEnabledRulesRead: what is switched off is not asked
// for, and a key that two rules read is asked for once.
func TestKeysOfAreThoseThatEnabledRulesRead(t *testing.T) {
	key := func(l model.Layer, name string) model.Key { return model.Key{Layer: l, Name: name} }
	rules := []*Rule{
		{Name: "a/x", Severity: finding.Error, Keys: []model.Key{key(model.LayerTopic, "segment.bytes"), key(model.LayerBroker, "log.segment.bytes")}},
		{Name: "a/y", Severity: finding.Error, Keys: []model.Key{key(model.LayerTopic, "retention.ms"), key(model.LayerTopic, "segment.bytes")}},
		{Name: "b/z", Severity: finding.Error, Keys: []model.Key{key(model.LayerTopic, "cleanup.policy")}},
	}
	s := &Settings{Rules: []Override{{Pattern: "b/*", Off: true}}}
	if got := s.KeysOf(model.LayerTopic, rules); !slices.Equal(got, []string{"retention.ms", "segment.bytes"}) {
		t.Errorf("topics: %v", got)
	}
	if got := s.KeysOf(model.LayerBroker, rules); !slices.Equal(got, []string{"log.segment.bytes"}) {
		t.Errorf("brokers: %v", got)
	}
	if got := s.KeysOf(model.LayerConsumer, rules); len(got) > 0 {
		t.Errorf("consumers: %v", got)
	}
}
