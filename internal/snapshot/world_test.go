package snapshot

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// taken is when the snapshots of the tests were taken.
var taken = time.Date(2026, 11, 24, 3, 4, 5, 678901234, time.UTC)

// canary stands for every secret: it must never be saved.
const canary = "hunter2"

func by(address string) model.Origin { return model.Origin{Address: address} }

// settings are settings by "name", "value" pairs; the value "?" is not known.
func settings(at model.Origin, pairs ...string) model.Config {
	var c model.Config
	for i := 0; i+1 < len(pairs); i += 2 {
		v := model.KnownValue(pairs[i+1], at)
		if pairs[i+1] == "?" {
			v = model.UnknownValue("", "Kafka shows no value", at)
		}
		c.Set(pairs[i], v, at)
	}
	return c
}

// everything fills a builder with two clusters that have a value in every field
// that is saved.
func everything() *model.Builder {
	b := model.NewBuilder(taken)
	for _, place := range []model.Place{Place("plant", "5L6g3nShT-eMCtK--X86sw"), Place("", "AAAAAAAAAAAAAAAAAAAAAA")} {
		b.Broker(firstBroker(place))
		b.Broker(darkBroker(place))
		b.Broker(strayAddress(place))
		b.Topic(orders(place))
		b.Topic(hiddenTopic(place))
		b.Cluster(clusterAt(place))
	}
	b.Gap(model.Gap{Fact: model.FactLogDirs, Scope: model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "2"}, Why: model.Denied, Detail: "broker 2 refused DescribeLogDirs"})
	b.Gap(model.Gap{Fact: model.FactQuorum, Scope: model.Subject{Cluster: "AAAAAAAAAAAAAAAAAAAAAA", Kind: model.KindCluster}, Why: model.Unsupported, Detail: "it runs on ZooKeeper", Expected: true})
	b.Gap(model.Gap{Fact: model.FactOffsets, Scope: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: "billing", Part: "orders", Partition: 3}, Why: model.TimedOut, Detail: "no answer"})
	return b
}

func firstBroker(place model.Place) *model.Broker {
	at := by("broker 1, static configuration")
	return &model.Broker{Name: "1", Place: place, Format: Format, Roles: model.RoleBroker | model.RoleController,
		Version: model.KnownValue("4.1", by("ApiVersions of broker 1")),
		Config:  settings(at, "log.retention.hours", "48", "log.dirs", "/a,/b", "metric.reporters", "?", "empty", "", "a<b>&c", "1 < 2"),
		Dynamic: settings(by("dynamic default of the cluster"), "min.insync.replicas", "2"),
		Default: settings(model.DefaultOf("Kafka, as broker 1 says"), "num.io.threads", "8"),
		Seen: &model.Sighting{ID: 1, Address: "b1:9092", Rack: "a", Answer: model.Answered, Listed: true, Known: []string{"metadata of other brokers", "bootstrap addresses"},
			Leads: 17, Holds: 23, ConfigKnown: true, LogDirsKnown: true,
			LogDirs: []model.LogDir{
				{Path: "/a", Size: 12, Replicas: 3, Total: 100, Usable: 0},
				{Path: "/b", Error: "KAFKA_STORAGE_ERROR", Total: -1, Usable: -1},
			},
			Compacted: model.Sizes{"prices": {0: 12, 7: 5 << 40}, "__consumer_offsets": {3: 0}},
			Applied:   77, Slow: 2400,
			Features: []model.Feature{{Name: model.MetadataVersion, Finalised: 25, Supported: 27}, {Name: "kraft.version", Supported: 1}},
			Certificates: []model.Certificate{
				{Subject: "CN=kafka-1", Issuer: "CN=plant CA", Serial: "1f", Names: []string{"b1", "10.0.0.1"}, From: 1700000000000, Until: 1800000000000},
				{Subject: "CN=plant CA", Issuer: "CN=plant CA", Until: 1900000000000, Anchor: true},
			},
			Defaults: settings(by("dynamic default of the cluster"), "min.insync.replicas", "2", "no.such.key", "?"), DefaultsFor: 5000,
			Views: []model.View{
				{Topics: 2, Partitions: 9, Digest: 1<<64 - 1, Agrees: true, Common: 2, Behind: 4, BehindSeen: true},
				{After: 2000, Topics: 1, Partitions: 4, Digest: 7, Common: 2, Lacks: 1, Adds: 2, Differs: 3, Examples: []string{"orders/0"}, Proven: true},
			}}}
}

// darkBroker did not answer, so its settings are not known.
func darkBroker(place model.Place) *model.Broker {
	b := &model.Broker{Name: "2", Place: place, Format: Format, Seen: &model.Sighting{ID: 2, Answer: model.Silent, Detail: "no answer within 2 s", Fenced: true}}
	b.Config.Rest(model.UnknownValue("", "it did not answer", by("broker 2")))
	return b
}

// strayAddress is an address of which nobody knows the broker.
func strayAddress(place model.Place) *model.Broker {
	b := &model.Broker{Name: "old:9092", Place: place, Format: Format, Seen: &model.Sighting{ID: -1, Address: "old:9092", Answer: model.Unlocated, Known: []string{"bootstrap addresses"}}}
	b.Config.Rest(model.UnknownValue("", "it was not asked", by("broker old:9092")))
	return b
}

func orders(place model.Place) *model.Topic {
	t := &model.Topic{Name: "orders", Place: place, Format: Format,
		Config:   settings(by("override of topic orders"), "retention.ms", "3600000", "cleanup.policy", "?"),
		Observed: settings(model.DefaultOf("Kafka, as broker 1 says"), "segment.bytes", "1073741824"),
		Layout: &model.Layout{TopicID: "x3jkyhqiQVSzo0000000zQ", Internal: true, ToldBy: 1, Partitions: []model.Partition{
			{Index: 0, Leader: 1, LeaderEpoch: 4, Replicas: []int32{1, 2}, ISR: []int32{1}, Offline: []int32{2}, Offsets: model.Offsets{Start: 2, End: 5, Stable: 3, StartKnown: true, EndKnown: true, StableKnown: true}},
			{Index: 1, Leader: -1, LeaderEpoch: 9, Replicas: []int32{2, 1}, Eligible: []int32{2}, LastKnown: []int32{1}, Offsets: model.Offsets{Why: "it has no leader"}},
			{Index: 2, Leader: 1, Replicas: []int32{1, 2}, ISR: []int32{1, 2}, Offsets: model.Offsets{EndKnown: true, End: 3, Why: "only the end"}},
		}}}
	t.Partitions, t.Replicas = t.Layout.Declared()
	return t
}

// hiddenTopic is one whose settings nobody would tell.
func hiddenTopic(place model.Place) *model.Topic {
	t := &model.Topic{Name: "hidden", Place: place, Format: Format, Layout: &model.Layout{ToldBy: 1}}
	t.Observed.Rest(model.UnknownValue("", "broker 7 refused DescribeConfigs", by("broker 7")))
	t.Partitions, t.Replicas = t.Layout.Declared()
	return t
}

func clusterAt(place model.Place) *model.Cluster {
	id := "5L6g3nShT-eMCtK--X86sw"
	if place.Names[0] != "cluster:plant" {
		id = "AAAAAAAAAAAAAAAAAAAAAA"
	}
	return &model.Cluster{Place: place, ID: id, Dark: true, Moving: []model.TopicPartition{{Topic: "orders", Partition: 1}}, MovesKnown: id == "AAAAAAAAAAAAAAAAAAAAAA",
		Own: []model.Certificate{{Subject: "CN=scan", Issuer: "CN=plant CA", Serial: "2a", From: 1700000000000, Until: 1790000000000}},
		Transactions: []model.Transaction{
			{Topic: "orders", Partition: 1, Start: 2, Producer: 17, Epoch: 4, Wrote: 1700000000000, Coordinator: -1, ToldBy: 2, ID: "pay", State: "Empty"},
			{Topic: "orders", Partition: 2, Start: -1, Producer: -1, Why: "nobody told"}},
		Acknowledged: []model.Acknowledged{
			{TopicPartition: model.TopicPartition{Topic: "orders", Partition: 0}, Highest: model.Acknowledgement{Offset: 4, LeaderEpoch: 4, At: 1700000000000, Ledger: "00000000000000a1"}},
			{TopicPartition: model.TopicPartition{Topic: "orders", Partition: 1}, Highest: model.Acknowledgement{Offset: 9, LeaderEpoch: -1, At: 1700000000001, Ledger: "00000000000000a1"},
				Twice: &model.Acknowledgement{Offset: 7, LeaderEpoch: 9, At: 1700000000002, Ledger: "00000000000000b2"}}},
		Quorum: &model.Quorum{Leader: 1, Epoch: 3, HighWatermark: 70, ToldBy: 2,
			Voters:    []model.QuorumReplica{{ID: 1, LogEnd: 71, LastFetch: -1, LastCaughtUp: 1700000000000}, {ID: 3, LogEnd: -1, LastFetch: -1, LastCaughtUp: -1}},
			Observers: []model.QuorumReplica{{ID: 2, LogEnd: 60, LastFetch: 0, LastCaughtUp: 1}},
			Silent:    &model.Silence{Asked: []int32{1, 3}, Limit: 2000, Advanced: 4}},
		Groups: []*model.Group{
			{ID: "billing", Place: place, Type: "classic", State: "Stable", Protocol: "consumer", Coordinator: 2, MembersKnown: true, CommitsKnown: true,
				Members: []model.Member{
					{ID: "m-1", Instance: "static-1", ClientID: "c", Host: "/10.0.0.1", Subscribed: []string{"orders"}, Assignors: []string{"range"}, Assigned: []model.TopicPartition{{Topic: "orders", Partition: 0}}},
					{ID: "m-2", Subscribed: []string{}},
					{ID: "m-3"},
				},
				Commits: []model.Commit{{Topic: "orders", Partition: 0, Offset: 4, Epoch: 0, Unread: &model.Unread{Of: 4, None: true, Offset: 5, At: 1700000000000, Within: 7}}, {Topic: "orders", Partition: 1, Offset: -1, Epoch: -1}}},
			{ID: "dark", Place: place, Type: "share", State: "Empty", Coordinator: -1, Epoch: 6, Shares: []model.Share{
				{Topic: "orders", Partition: 1, Start: 3, Lag: 2, Unread: &model.Unread{Of: 3, Offset: 3, At: 1700000000000}}}},
			{ID: "bare", Place: place, Type: "consumer", State: "Empty", MembersKnown: true, CommitsKnown: true},
		}}
}

// resolved is what a builder has gathered, with everything in its scope.
func resolved(t testing.TB, b *model.Builder) *model.Snapshot {
	t.Helper()
	now, before := b.Snapshots()
	scope.Resolve(nil, now, before)
	return now
}
