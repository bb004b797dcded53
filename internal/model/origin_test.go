package model

import "testing"

// TestOrigins fixes the text that stands in evidence[].origin in JSON.
func TestOrigins(t *testing.T) {
	for _, c := range []struct {
		name             string
		origin           Origin
		text, position   string
		written, nowhere bool
	}{
		{"nowhere", Origin{}, "", "", false, true},
		{"a place", AtFile("topics/iot.yaml", 12, 24), "topics/iot.yaml:12:24", "topics/iot.yaml:12:24", true, false},
		{"a line", AtFile("server.properties", 3, 0), "server.properties:3", "server.properties:3", true, false},
		{"a file", AtFile("plan.json", 0, 0), "plan.json", "plan.json", true, false},
		{"a column without a line says nothing", AtFile("plan.json", 0, 9), "plan.json", "plan.json", true, false},
		{"a default", DefaultOf("Kafka 4.1.2"), "default of Kafka 4.1.2", "", false, false},
		{"an address", Origin{Address: "kafka_topic.orders"}, "kafka_topic.orders", "", false, false},
		{"an address in a file", Origin{File: "plan.json", Line: 7, Address: "kafka_topic.orders"}, "plan.json:7", "plan.json:7", true, false},
		{"an address wins over a default", Origin{Address: "kafka_topic.orders", Default: "default of Kafka 4.1.2"}, "kafka_topic.orders", "", false, false},
		{"a line alone is not nowhere", Origin{Line: 1}, "", ":1", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.origin.String(); got != c.text {
				t.Errorf("%q, want %q", got, c.text)
			}
			if got := c.origin.Position(); got != c.position {
				t.Errorf("position %q, want %q", got, c.position)
			}
			if c.origin.Written() != c.written || c.origin.IsZero() != c.nowhere {
				t.Errorf("written %v, nowhere %v; want %v and %v", c.origin.Written(), c.origin.IsZero(), c.written, c.nowhere)
			}
		})
	}
}
