package topic

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// FuzzRules gives a topic's settings any values: no rule may panic, and none
// may report without saying what to do.
func FuzzRules(f *testing.F) {
	names := catalog.Names(model.LayerTopic, catalog.Newest())
	for i, value := range []string{"", "-1", "9223372036854775807", "2.097152e+07", "1GB", "compact,compact", "${X}", "٣", "1_0"} {
		f.Add(uint8(i), value, value, "12", "3", "orders.billing.dlq")
	}
	f.Fuzz(func(t *testing.T, n uint8, one, two, partitions, replicas, name string) {
		at := model.AtFile("a.yaml", 1, 1)
		topic := &model.Topic{Name: name, Place: model.Place{File: "a.yaml"}, At: at,
			Partitions: model.KnownValue(partitions, at), Replicas: model.KnownValue(replicas, at)}
		topic.Config.Set(names[int(n)%len(names)], model.KnownValue(one, at), at)
		topic.Config.Set(names[int(n/16+1)%len(names)], model.KnownValue(two, at), at)
		topic.Config.Set(name, model.KnownValue(two, at), at)
		b := model.NewBuilder(time.Time{})
		b.Topic(topic)
		b.Topic(&model.Topic{Name: "orders", Place: topic.Place, At: at})
		b.NodeSet(&model.NodeSet{Name: "pool", Place: topic.Place, Roles: model.RoleBroker, Count: model.KnownValue(two, at), At: at})
		b.Workload(&model.Workload{Topics: []string{"*"}, MaxPayload: model.KnownValue(one, at), OutageTolerance: model.KnownValue(two, at),
			EraseWithin: model.KnownValue(one, at), Rate: model.KnownValue(two, at), CompressionRatio: model.KnownValue("0.5", at)})
		now, before := b.Snapshots()
		scope.Resolve(nil, now, before)
		settings := &rule.Settings{Rules: []rule.Override{
			{Pattern: SegmentsExplode.Name, Params: map[string]int64{"per_partition": 50}},
			{Pattern: DiskOvercommitted.Name, Params: map[string]int64{"disk_bytes": 1}}}}
		for _, finding := range rule.Run(Rules, rule.NewWorld(now, before), settings, rule.Options{Strict: true}).Findings {
			if finding.Message == "" || finding.Fix == "" || finding.Origin.IsZero() {
				t.Errorf("%s says %q at %s, fix %q", finding.Rule, finding.Message, finding.Origin, finding.Fix)
			}
		}
	})
}

func BenchmarkRules(b *testing.B) {
	builder := model.NewBuilder(time.Time{})
	at := model.AtFile("a.yaml", 1, 1)
	for i := range 1000 {
		t := &model.Topic{Name: "topic." + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)), Place: model.Place{File: "a.yaml"}, At: at,
			Partitions: model.KnownValue("12", at), Replicas: model.KnownValue("3", at)}
		t.Config.Set("retention.ms", model.KnownValue("604800000", at), at)
		t.Config.Set("min.insync.replicas", model.KnownValue("2", at), at)
		builder.Topic(t)
	}
	now, before := builder.Snapshots()
	scope.Resolve(nil, now, before)
	w := rule.NewWorld(now, before)
	for b.Loop() {
		if out := rule.Run(Rules, w, &rule.Settings{}, rule.Options{}); len(out.Findings) > 0 {
			b.Fatalf("%+v", out.Findings[0])
		}
	}
}
