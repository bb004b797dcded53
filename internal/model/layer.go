package model

import "fmt"

// Layer is the component of Kafka that reads a configuration key. The same
// name may exist in several layers with different meaning, as
// compression.type of a topic and of a producer.
type Layer uint8

// The layers of Kafka's configuration, each backed by one ConfigDef.
const (
	LayerTopic    Layer = iota + 1 // LogConfig: overrides of one topic
	LayerBroker                    // KafkaConfig: server.properties of brokers and controllers
	LayerProducer                  // ProducerConfig
	LayerConsumer                  // ConsumerConfig
	LayerAdmin                     // AdminClientConfig
	LayerGroup                     // GroupConfig: per-group overrides (KIP-848)
)

var layerNames = [...]string{"", "topic", "broker", "producer", "consumer", "admin", "group"}

// Layers lists every layer in the order of the catalogue.
func Layers() []Layer {
	return []Layer{LayerTopic, LayerBroker, LayerProducer, LayerConsumer, LayerAdmin, LayerGroup}
}

// String is the layer's name in documentation and in the catalogue.
func (l Layer) String() string {
	if int(l) < len(layerNames) && l != 0 {
		return layerNames[l]
	}
	return fmt.Sprintf("layer(%d)", uint8(l))
}

// ParseLayer reads what String writes.
func ParseLayer(s string) (Layer, bool) {
	for l, name := range layerNames {
		if name == s && l > 0 {
			return Layer(l), true
		}
	}
	return 0, false
}

// Key names one setting: the layer that reads it and its name there.
type Key struct {
	Layer Layer
	Name  string
}

// String is the name with its layer, as in "topic segment.bytes".
func (k Key) String() string { return k.Layer.String() + " " + k.Name }
