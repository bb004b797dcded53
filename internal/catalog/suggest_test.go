package catalog

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		layer      model.Layer
		name, want string
	}{
		{model.LayerTopic, "segment.byte", "segment.bytes"},
		{model.LayerTopic, "segmnet.bytes", "segment.bytes"},
		{model.LayerTopic, "max.messages.bytes", "max.message.bytes"},
		{model.LayerTopic, "min.insync.replica", "min.insync.replicas"},
		{model.LayerTopic, "cleanup_policy", "cleanup.policy"},
		{model.LayerBroker, "unclean.leader.election.enabled", "unclean.leader.election.enable"},
		{model.LayerBroker, "log.retention.hour", "log.retention.hours"},
		{model.LayerBroker, "proces.roles", "process.roles"},
		{model.LayerProducer, "ack", "acks"},
		{model.LayerProducer, "transaction.id", "transactional.id"},
		{model.LayerProducer, "linger", "linger.ms"[:0]},
		{model.LayerConsumer, "max.poll.interval", "max.poll.interval.ms"},
		{model.LayerTopic, "topic.config.sync.ms", ""},
		{model.LayerTopic, "x", ""},
		{model.LayerTopic, "", ""},
	} {
		got, ok := Suggest(c.layer, Newest(), c.name)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Suggest(%s, %q) = %q, %v; want %q", c.layer, c.name, got, ok, c.want)
		}
	}
}

func TestSuggestStaysInTheVersion(t *testing.T) {
	if got, _ := Suggest(model.LayerBroker, ver(t, "3.9"), "zookeeper.conect"); got != "zookeeper.connect" {
		t.Errorf("in 3.9: %q", got)
	}
	if got, ok := Suggest(model.LayerBroker, ver(t, "4.3"), "zookeeper.conect"); ok {
		t.Errorf("in 4.3: %q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "acb", 1},
		{"abc", "ab", 1}, {"abcd", "badc", 2}, {"ca", "abc", 3}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b, 9); got != c.want {
			t.Errorf("distance(%q, %q) = %d; want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a, 9); got != c.want {
			t.Errorf("distance(%q, %q) = %d; want %d", c.b, c.a, got, c.want)
		}
		if got := distance(c.a, c.b, c.want-1); got < c.want {
			t.Errorf("distance(%q, %q) within %d = %d", c.a, c.b, c.want-1, got)
		}
	}
}
