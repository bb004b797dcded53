package catalog

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestMeant(t *testing.T) {
	for _, c := range []struct {
		layer        model.Layer
		key, raw     string
		wrong, right string // part of what is wrong
	}{
		{model.LayerTopic, "max.message.bytes", "2.097152e+07", "floating-point", "20971520"},
		{model.LayerTopic, "retention.ms", "604800000.0", "floating-point", "604800000"},
		{model.LayerTopic, "retention.ms", "0.5", "", ""},
		{model.LayerTopic, "segment.bytes", "1GB", "with a unit", "1073741824"},
		{model.LayerTopic, "segment.bytes", "1Gi", "with a unit", "1073741824"},
		{model.LayerTopic, "segment.bytes", "512 MiB", "with a unit", "536870912"},
		{model.LayerTopic, "segment.bytes", "1.5g", "with a unit", "1610612736"},
		{model.LayerTopic, "segment.bytes", "4G", "", ""},
		{model.LayerTopic, "retention.ms", "7GB", "", ""},
		{model.LayerTopic, "retention.ms", "7d", "with a unit", "604800000"},
		{model.LayerTopic, "segment.bytes", "1,073,741,824", "separators", "1073741824"},
		{model.LayerTopic, "segment.bytes", "1048576 # 1 MiB", "no comments behind a value", "1048576"},
		{model.LayerTopic, "segment.bytes", "1MiB\t# small", "no comments behind a value", "1048576"},
		{model.LayerTopic, "segment.bytes", "1048576#1", "", ""},
		{model.LayerTopic, "segment.bytes", "# nothing", "", ""},
		{model.LayerTopic, "segment.bytes", `"1048576"`, "quotes", "1048576"},
		{model.LayerTopic, "segment.bytes", "'1MB'", "quotes", "1048576"},
		{model.LayerTopic, "segment.bytes", `"`, "", ""},
		{model.LayerTopic, "segment.bytes", "", "", ""},
		{model.LayerTopic, "compression.type", "Zstd", "in other letters", "zstd"},
		{model.LayerTopic, "compression.type", "none", "", "uncompressed"},
		{model.LayerTopic, "compression.type", "zstd # fast", "no comments", "zstd"},
		{model.LayerTopic, "cleanup.policy", "Compact, DELETE", "", "compact,delete"},
		{model.LayerTopic, "preallocate", "yes", "", "true"},
		{model.LayerTopic, "min.cleanable.dirty.ratio", "half", "", ""},
		{model.LayerBroker, "log.retention.hours", "7d", "with a unit", "168"},
		{model.LayerBroker, "log.retention.hours", "90m", "", ""},
		{model.LayerBroker, "log.retention.minutes", "2h", "with a unit", "120"},
		{model.LayerBroker, "log.cleaner.dedupe.buffer.size", "128MB", "with a unit", "134217728"},
		{model.LayerBroker, "num.io.threads", "8k", "", ""},
		{model.LayerBroker, "num.io.threads", "8 # cores", "no comments", "8"},
		{model.LayerProducer, "max.request.size", "12MB", "with a unit", "12582912"},
		{model.LayerProducer, "batch.size", "64k", "with a unit", "65536"},
		{model.LayerProducer, "buffer.memory", "64Mi", "with a unit", "67108864"},
		{model.LayerProducer, "linger.ms", "5ms", "with a unit", "5"},
		{model.LayerProducer, "compression.type", "Zstd", "in other letters", "zstd"},
		{model.LayerConsumer, "isolation.level", "read-committed", "", ""},
	} {
		d, ok := Lookup(model.Key{Layer: c.layer, Name: c.key}, Newest())
		if !ok {
			t.Fatalf("no %s", c.key)
		}
		wrong, right := d.Meant(c.raw)
		if right != c.right || !strings.Contains(wrong, c.wrong) || c.right == "" && wrong != "" {
			t.Errorf("%s=%q: %q, %q; want %q, %q", c.key, c.raw, wrong, right, c.wrong, c.right)
		}
	}
}

// FuzzMeant: whatever is advised, Kafka must take it.
func FuzzMeant(f *testing.F) {
	for _, seed := range []string{"1GB", "1e6", "1,000", "7d # a week", `"'1'"`, "# # #", "\"\"", "-1", "1e400", "٣MB", "yes"} {
		f.Add(seed)
	}
	var defs []*Definition
	for _, l := range []model.Layer{model.LayerTopic, model.LayerBroker, model.LayerProducer, model.LayerConsumer} {
		for _, name := range Names(l, Newest()) {
			d, _ := Lookup(model.Key{Layer: l, Name: name}, Newest())
			defs = append(defs, d)
		}
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, d := range defs {
			if d.Check(raw) == nil {
				continue
			}
			if _, right := d.Meant(raw); right != "" && d.Check(right) != nil {
				t.Errorf("%s=%q: %q is advised, which Kafka refuses, too", d.Name, raw, right)
			}
		}
	})
}
