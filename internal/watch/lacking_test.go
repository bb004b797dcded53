package watch

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestWhatWasNotToldIsNotGone: a finding that is not there any more because
// nobody answered the question is not over.
func TestWhatWasNotToldIsNotGone(t *testing.T) {
	broker := model.Subject{Kind: model.KindBroker, Name: "2"}
	cluster := model.Subject{Kind: model.KindCluster}
	partition := model.Subject{Kind: model.KindPartition, Name: "orders", Partition: 1}
	seen := func(answer model.Answer, told bool) *model.Scope {
		return &model.Scope{Cluster: &model.Cluster{}, Brokers: []*model.Broker{{Name: "2", Seen: &model.Sighting{ID: 2, Answer: answer}}},
			Topics: []*model.Topic{{Name: "orders", Layout: &model.Layout{Partitions: []model.Partition{{}, {Index: 1, Offsets: model.Offsets{EndKnown: told}}}}}}}
	}
	well := seen(model.Answered, true)
	gap := func(f model.Fact, of model.Subject, why model.GapReason) []model.Gap {
		return []model.Gap{{Fact: f, Scope: of, Why: why}}
	}
	for _, c := range []struct {
		name    string
		scope   *model.Scope
		gaps    []model.Gap
		rule    string
		needs   model.Fact
		subject model.Subject
		want    bool
	}{
		{"all was told", well, nil, "cluster/log-dir-offline", model.FactLogDirs, broker, false},
		{"its disks were not", well, gap(model.FactLogDirs, broker, model.TimedOut), "cluster/log-dir-offline", model.FactLogDirs, broker, true},
		{"another fact was not", well, gap(model.FactBrokerConfig, broker, model.TimedOut), "cluster/log-dir-offline", model.FactLogDirs, broker, false},
		{"those of another broker", well, gap(model.FactLogDirs, model.Subject{Kind: model.KindBroker, Name: "3"}, model.TimedOut), "cluster/log-dir-offline", model.FactLogDirs, broker, false},
		{"the quorum was not", well, gap(model.FactQuorum, cluster, model.TimedOut), "quorum/no-leader", model.FactQuorum, cluster, true},
		{"which was announced", well, []model.Gap{{Fact: model.FactQuorum, Scope: cluster, Why: model.Unsupported, Expected: true}}, "quorum/no-leader", model.FactQuorum, cluster, false},
		{"what is seen is seen, though more is denied", well, gap(model.FactMetadata, cluster, model.Denied), "cluster/under-min-isr", model.FactMetadata, partition, false},
		{"a broker that is silent", seen(model.Silent, true), nil, "cluster/disk-full", model.FactLogDirs, broker, true},
		{"that it is missing is judged", seen(model.Refused, true), nil, "cluster/broker-missing", model.FactConnections, broker, false},
		{"that it is not seen is judged", seen(model.Refused, true), gap(model.FactConnections, cluster, model.TimedOut), "watch/blind", model.FactConnections, broker, false},
		{"where the log ends was not told", seen(model.Answered, false), nil, "cluster/transaction-hanging", model.FactOffsets, partition, true},
		{"and is not needed", seen(model.Answered, false), nil, "cluster/under-min-isr", model.FactMetadata, partition, false},
		{"it was told", well, nil, "cluster/transaction-hanging", model.FactOffsets, partition, false},
	} {
		needs := func(string) model.Facts { return model.FactsOf(c.needs) }
		if got := unjudged(c.scope, &finding.Result{Gaps: c.gaps}, needs)(c.rule, c.subject); got != c.want {
			t.Errorf("%s: unjudged %v, want %v", c.name, got, c.want)
		}
	}
}
