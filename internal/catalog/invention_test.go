package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// anywhere are the layers that have a key in at least one release line.
func anywhere(name string) []model.Layer {
	var layers []model.Layer
	for _, l := range model.Layers() {
		if len(Lines(model.Key{Layer: l, Name: name})) > 0 {
			layers = append(layers, l)
		}
	}
	return layers
}

func TestNoInventionExists(t *testing.T) {
	for _, inv := range inventions {
		for _, l := range anywhere(inv.Name) {
			if inv.In(l) {
				t.Errorf("%s is a real key of %s", inv.Name, l)
			}
		}
	}
}

func TestInventionsPointToSomethingReal(t *testing.T) {
	for _, inv := range inventions {
		if inv.Instead != "" && anywhere(inv.Instead) == nil {
			t.Errorf("%s: %s does not exist either", inv.Name, inv.Instead)
		}
		if !strings.HasSuffix(inv.Note, ".") || strings.Contains(inv.Note, ". ") {
			t.Errorf("%s: the note is not one sentence: %q", inv.Name, inv.Note)
		}
	}
}

func TestInventionsAreSorted(t *testing.T) {
	if !slices.IsSortedFunc(inventions, func(a, b Invention) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("Invented searches by halves: keep the list sorted by name")
	}
}

// TestInventedByTheWriteUps has every key that the four write-ups made up.
func TestInventedByTheWriteUps(t *testing.T) {
	for _, c := range []struct {
		name    string
		layer   model.Layer
		instead string
	}{
		{"topic.config.sync.ms", model.LayerTopic, ""},
		{"num.partitions", model.LayerTopic, ""},
		{"replication.factor", model.LayerTopic, "default.replication.factor"},
		{"controller.snapshot.compression.type", model.LayerBroker, ""},
		{"controller.snapshot.checksum.enabled", model.LayerBroker, ""},
		{"kafka.producer.metadata.age.ms", model.LayerProducer, "metadata.max.age.ms"},
		{"log.level", model.LayerBroker, ""},
		{"static.group.instance.id", model.LayerConsumer, "group.instance.id"},
		{"off.heap.memory.enabled", model.LayerBroker, ""},
		{"KAFKA_OFF_HEAP_MEMORY_ENABLED", model.LayerBroker, ""},
		{"quorum.provider", model.LayerBroker, "process.roles"},
		{"zookeeper.migration.enabled", model.LayerBroker, "zookeeper.metadata.migration.enable"},
		{"auto.create.topics.enable", model.LayerAdmin, "allow.auto.create.topics"},
	} {
		inv, ok := Invented(c.name)
		if !ok || !inv.In(c.layer) || inv.Instead != c.instead {
			t.Errorf("Invented(%s) = %+v, %v; want one of %s, instead %q", c.name, inv, ok, c.layer, c.instead)
		}
	}
}

func TestInventedLeavesRealKeysAlone(t *testing.T) {
	for _, name := range []string{"segment.bytes", "acks", "", "topic.config.sync", "zzz"} {
		if inv, ok := Invented(name); ok {
			t.Errorf("Invented(%q) = %+v", name, inv)
		}
	}
	if inv, _ := Invented("num.partitions"); inv.In(model.LayerBroker) {
		t.Error("num.partitions is a real key of brokers")
	}
}
