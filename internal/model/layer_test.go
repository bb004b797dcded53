package model

import "testing"

func TestLayers(t *testing.T) {
	want := map[Layer]string{
		LayerTopic: "topic", LayerBroker: "broker", LayerProducer: "producer",
		LayerConsumer: "consumer", LayerAdmin: "admin", LayerGroup: "group",
	}
	last := Layer(0)
	for _, l := range Layers() {
		if l <= last {
			t.Errorf("%s stands after %s", l, last)
		}
		last = l
		if got := l.String(); got != want[l] {
			t.Errorf("layer %d is %q, want %q", l, got, want[l])
		}
		if read, ok := ParseLayer(l.String()); !ok || read != l {
			t.Errorf("%s is read as %s, %v", l, read, ok)
		}
	}
	if len(Layers()) != len(want) || len(want) != len(layerNames)-1 {
		t.Errorf("%d layers are listed, %d are named, want %d", len(Layers()), len(layerNames)-1, len(want))
	}
}

func TestWhatIsNoLayer(t *testing.T) {
	for _, name := range []string{"", "Topic", " topic", "topics", "share", "layer(1)"} {
		if l, ok := ParseLayer(name); ok || l != 0 {
			t.Errorf("%q is read as %s", name, l)
		}
	}
	for l, want := range map[Layer]string{0: "layer(0)", LayerGroup + 1: "layer(7)", 255: "layer(255)"} {
		if got := l.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestKeysOfTwoLayersDiffer(t *testing.T) {
	topic, producer := Key{LayerTopic, "compression.type"}, Key{LayerProducer, "compression.type"}
	if topic == producer || topic.String() == producer.String() {
		t.Errorf("%s and %s are one", topic, producer)
	}
	if got := topic.String(); got != "topic compression.type" {
		t.Errorf("%q", got)
	}
}
