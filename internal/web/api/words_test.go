package api

import "testing"

func TestWords(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	for _, c := range []struct{ got, want string }{
		{Known(0).Text(), "0"}, {Known(1234567).Text(), "1,234,567"}, {Known(-1234).Text(), "-1,234"}, {Known(-123).Text(), "-123"}, {Known(999).Text(), "999"},
		{Unknown("x").Text(), "not known"}, {Amount{AtLeast: n(1000)}.Text(), "at least 1,000"},
		{Age{}.Text(), "not known"}, {Age{Ms: n(0), Within: n(0), How: "record"}.Text(), "nothing waits"}, {Age{Ms: n(61000), Within: n(0)}.Text(), "1 min 1 s"},
		{Age{Ms: n(61000), Within: n(5000)}.Text(), "56 s to 1 min 1 s"}, {Age{Ms: n(3000), Within: n(5000)}.Text(), "0 ms to 3 s"},
		{Age{Ms: n(61000), How: "at least"}.Text(), "at least 1 min 1 s"}, {Age{Ms: n(0), How: "at least"}.Text(), "at least 0 ms"}, {Age{Ms: n(1000)}.Text(), "at most 1 s"},
		{CatchUp{}.Text(), "not known"}, {CatchUp{Never: true}.Text(), "never at this rate"}, {CatchUp{Ms: n(0)}.Text(), "has caught up"}, {CatchUp{Ms: n(5000)}.Text(), "in 5 s"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestHowFarAGroupIsBehind: what Kafka's own tool tells stands beside it where it
// is another number.
func TestHowFarAGroupIsBehind(t *testing.T) {
	for _, c := range []struct {
		name          string
		group         Group
		behind, kafka string
	}{
		{"the same", Group{Records: Known(1200), Kafka: Known(1200), KafkaTool: "kafka-consumer-groups"}, "1,200", ""},
		{"markers", Group{Records: Known(0), Kafka: Known(1), KafkaTool: "kafka-consumer-groups", KafkaWhy: "it counts 1 offset without a record"}, "0",
			"kafka-consumer-groups tells 1: it counts 1 offset without a record"},
		{"perhaps markers", Group{Records: Known(7), AtMost: true, Kafka: Known(7)}, "at most 7", ""},
		{"known in part", Group{Records: Amount{AtLeast: Known(5).Value, Why: "w"}, AtMost: true, Kafka: Unknown("w")}, "at least 5", ""},
		{"not known, and the tool tells a part", Group{Records: Unknown("w"), Kafka: Amount{AtLeast: Known(9).Value, Why: "w"}, KafkaTool: "kafka-streams-groups", KafkaWhy: "it counts all"},
			"not known", "kafka-streams-groups tells at least 9: it counts all"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.group.Behind(); got != c.behind {
				t.Errorf("behind %q, want %q", got, c.behind)
			}
			if got := c.group.KafkaSays(); got != c.kafka {
				t.Errorf("Kafka says %q, want %q", got, c.kafka)
			}
		})
	}
}
