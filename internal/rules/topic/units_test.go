package topic

import (
	"math"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

func TestPowerOfTwo(t *testing.T) {
	for n, want := range map[int64]int64{
		math.MinInt64: 1, -1: 1, 0: 1, 1: 1, 2: 2, 3: 4, 1048576: 1048576, 1048577: 2097152, math.MaxInt64: 1 << 62,
	} {
		if got := powerOfTwo(n); got != want {
			t.Errorf("powerOfTwo(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestRoundSegmentIsOneThatKafkaTakes(t *testing.T) {
	for bytes, want := range map[float64]int64{0: 1 << 20, 1 << 20: 1 << 20, 3 << 20: 4 << 20, 1e18: math.MaxInt32, math.Inf(1): math.MaxInt32} {
		if got := roundSegment(bytes); got != want {
			t.Errorf("roundSegment(%v) = %d, want %d", bytes, got, want)
		}
	}
}

func TestRoughly(t *testing.T) {
	for millis, want := range map[int64]string{
		0: "0 ms", 999: "999 ms", 2500: "2 s", 150000: "2 min", 1062000: "17 min", 7300000: "2 h", 200000000: "2 d",
	} {
		if got := roughly(millis); got != want {
			t.Errorf("roughly(%d) = %q, want %q", millis, got, want)
		}
	}
}

func TestSegmentsOf(t *testing.T) {
	for _, test := range []struct {
		name       string
		held       holding
		size, roll int64
		want       float64
	}{
		{"nothing", holding{bytes: 0, millis: math.Inf(1)}, 100, 1000, 1},
		{"exactly full", holding{bytes: 1000, millis: math.Inf(1)}, 100, 1000, 11},
		{"a byte more", holding{bytes: 1001, millis: math.Inf(1)}, 100, 1000, 12},
		{"cut by time", holding{bytes: 1000, millis: 50000}, 1000, 1000, 51},
		{"cut by size first", holding{bytes: 100000, millis: 50000}, 1000, 1000, 101},
	} {
		if got := segmentsOf(test.held, test.size, test.roll); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestLocalExceeds(t *testing.T) {
	for _, test := range []struct {
		local, total int64
		want         bool
	}{
		{-2, 1000, false}, {-2, -1, false}, {-1, -1, false}, {-1, 1000, true}, {1000, -1, false}, {1000, 1000, false}, {1001, 1000, true}, {0, 0, false},
	} {
		if got := localExceeds(test.local, test.total); got != test.want {
			t.Errorf("localExceeds(%d, %d) = %v", test.local, test.total, got)
		}
	}
}

func TestTranslatedIntoTheTopicsUnit(t *testing.T) {
	for _, test := range []struct{ name, right, raw, want string }{
		{"log.retention.hours", "retention.ms", "168", "retention.ms: 604800000"},
		{"log.retention.minutes", "retention.ms", "60", "retention.ms: 3600000"},
		{"log.retention.ms", "retention.ms", "1000", "retention.ms: 1000"},
		{"log.retention.hours", "retention.ms", "-1", "retention.ms: -1"},
		{"log.retention.hours", "retention.ms", "9223372036854775807", "retention.ms: 9223372036854775807"},
		{"log.retention.hours", "retention.ms", "${HOURS}", "retention.ms: ${HOURS}"},
		{"log.cleanup.policy", "cleanup.policy", "compact", "cleanup.policy: compact"},
		{"log.roll.hours", "segment.ms", "1", "segment.ms: 3600000"},
	} {
		if got := translated(test.name, test.right, test.raw, catalog.Newest()); got != test.want {
			t.Errorf("%s=%s is %q, want %q", test.name, test.raw, got, test.want)
		}
	}
}

func TestLayersText(t *testing.T) {
	for want, layers := range map[string][]model.Layer{
		"broker":                       {model.LayerBroker},
		"producer and consumer":        {model.LayerProducer, model.LayerConsumer},
		"producer, consumer and admin": {model.LayerProducer, model.LayerConsumer, model.LayerAdmin},
	} {
		if got := layersText(layers); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNoSecretIsRepeated(t *testing.T) {
	_, fix := explain("retention.ms.password", "hunter2", catalog.Newest())
	if want := "remove the line"; fix != want {
		t.Errorf("fix %q, want %q", fix, want)
	}
	_, fix = explain("log.retention.hours", "168", catalog.Newest())
	contains(t, fix, "604800000")
}

func TestCovers(t *testing.T) {
	own, people := &model.Topic{Name: "__consumer_offsets"}, &model.Topic{Name: "orders"}
	for _, test := range []struct {
		patterns []string
		topic    *model.Topic
		want     bool
	}{
		{[]string{"*"}, people, true},
		{[]string{"*"}, own, false},
		{[]string{"__*"}, own, true},
		{[]string{"*", "__consumer_offsets"}, own, true},
		{[]string{"iot-*"}, people, false},
		{nil, people, false},
	} {
		if got := covers(test.patterns, test.topic); got != test.want {
			t.Errorf("%q covers %s: %v, want %v", test.patterns, test.topic.Name, got, test.want)
		}
	}
}

func TestRangeText(t *testing.T) {
	low, high := int64(1), int64(2)
	for want, b := range map[string]rule.Bound{
		"min 1":               {Min: &low},
		"max 2":               {Max: &high},
		"min 1, max 2":        {Min: &low, Max: &high},
		"one of delete, both": {OneOf: []string{"delete", "both"}},
	} {
		if got := rangeText(b); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSourceNamed(t *testing.T) {
	topics := []*model.Topic{{Name: "orders"}, {Name: "orders.v2"}, {Name: ""}}
	for base, want := range map[string]struct {
		source string
		group  bool
	}{
		"orders":            {"orders", false},
		"orders.billing":    {"orders", true},
		"orders.v2":         {"orders.v2", false},
		"orders.v2.billing": {"orders.v2", true},
		"orders.":           {"", false},
		"ordersx":           {"", false},
		"invoices":          {"", false},
	} {
		source, group := sourceNamed(topics, base)
		name := ""
		if source != nil {
			name = source.Name
		}
		if name != want.source || group != want.group {
			t.Errorf("%s: %q, %v, want %+v", base, name, group, want)
		}
	}
}
