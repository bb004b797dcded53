package saved

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
	"github.com/breakwaterhq/breakwater/internal/source"
)

var taken = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// live is a source of a running cluster that lies in memory.
type live struct{ fill func(*model.Builder) }

func (l live) Can(context.Context) (model.Facts, []model.Gap) { return Facts, nil }

func (l live) Collect(_ context.Context, _ model.Facts, b *model.Builder) error {
	l.fill(b)
	return nil
}

func at(address string) model.Origin { return model.Origin{Address: address} }

func config(by model.Origin, pairs ...string) (c model.Config) {
	for i := 0; i+1 < len(pairs); i += 2 {
		c.Set(pairs[i], model.KnownValue(pairs[i+1], by), by)
	}
	return c
}

// sick is a cluster in which much is wrong.
func sick(b *model.Builder) {
	place := snapshot.Place("", "5L6g3nShT-eMCtK--X86sw")
	for id := int32(1); id <= 4; id++ {
		by := fmt.Sprintf("broker %d, static configuration", id)
		seen := &model.Sighting{ID: id, Address: fmt.Sprintf("b%d:9092", id), Answer: model.Answered, Listed: true, ConfigKnown: id < 3, Leads: 4, Holds: 9}
		if id == 4 {
			seen.Answer, seen.Listed, seen.Known = model.Refused, false, []string{"lists of replicas"}
		}
		n := &model.Broker{Name: fmt.Sprint(id), Place: place, Format: snapshot.Format, Roles: model.RoleBroker, Seen: seen, Version: model.KnownValue("4.1", at("ApiVersions")),
			Config:  config(at(by), "unclean.leader.election.enable", "true", "log.retention.hours", fmt.Sprint(24*min(id, 2)), "ssl.keystore.password", "hunter2"),
			Default: config(model.DefaultOf("Kafka, as broker 1 says"), "auto.create.topics.enable", "true", "default.replication.factor", "1")}
		if !seen.ConfigKnown {
			n.Config = model.Config{}
			n.Config.Rest(model.UnknownValue("", "it did not answer", at(fmt.Sprintf("broker %d", id))))
		}
		b.Broker(n)
	}
	for _, words := range [][]string{
		{"orders", "max.message.bytes", "20971520", "segment.bytes", "1048576", "min.insync.replicas", "3"},
		{"invoices", "cleanup.policy", "compact", "delete.retention.ms", "1"},
		{"in.voices", "retention.ms", "soon"},
		{"in_voices", "retention.byte", "-1"},
		{"password-changes", "min.insync.replicas", "1"},
	} {
		name, overrides := words[0], words[1:]
		layout := &model.Layout{ToldBy: 1, Partitions: []model.Partition{
			{Index: 0, Leader: 1, Replicas: []int32{1, 2, 3}, ISR: []int32{1, 2}, Offsets: model.Offsets{Start: 500, End: 900, StartKnown: true, EndKnown: true}},
			{Index: 1, Leader: -1, Replicas: []int32{4}, Offsets: model.Offsets{Why: "it has no leader"}},
		}}
		t := &model.Topic{Name: name, Place: place, Format: snapshot.Format, Layout: layout, Config: config(at("override of topic "+name), overrides...),
			Observed: config(model.DefaultOf("Kafka, as broker 1 says"), "compression.type", "producer")}
		if name == "in_voices" {
			t.Observed = model.Config{}
			t.Observed.Rest(model.UnknownValue("", "broker 2 refused DescribeConfigs", at("broker 2")))
		}
		t.Partitions, t.Replicas = layout.Declared()
		b.Topic(t)
	}
	b.Cluster(groupsOf(place))
	b.Gap(model.Gap{Fact: model.FactLogDirs, Scope: model.Subject{Cluster: "5L6g3nShT-eMCtK--X86sw", Kind: model.KindBroker, Name: "4"}, Why: model.Unreachable, Detail: "broker 4 refuses connections"})
}

func groupsOf(place model.Place) *model.Cluster {
	member := func(id, topic string) model.Member { return model.Member{ID: id, Subscribed: []string{topic}} }
	return &model.Cluster{Place: place, ID: "5L6g3nShT-eMCtK--X86sw",
		Quorum: &model.Quorum{Leader: 101, Voters: []model.QuorumReplica{{ID: 101, LogEnd: 5}, {ID: 102, LogEnd: 5}}, Observers: []model.QuorumReplica{{ID: 1, LogEnd: 5}}},
		Groups: []*model.Group{
			{ID: "behind", Place: place, Type: "consumer", State: "Stable", MembersKnown: true, CommitsKnown: true, Members: []model.Member{member("a", "orders"), member("b", "invoices")},
				Commits: []model.Commit{{Topic: "orders", Offset: 3, Epoch: -1}, {Topic: "orders", Partition: 1, Offset: 3, Epoch: -1}}},
			{ID: "left", Place: place, Type: "classic", Protocol: "consumer", State: "Empty", MembersKnown: true, CommitsKnown: true, Commits: []model.Commit{{Topic: "orders", Offset: 3, Epoch: -1}}},
			{ID: "dark", Place: place, Type: "classic", Protocol: "consumer", State: "Stable"},
		}}
}

func judged(t *testing.T, s source.Source) *finding.Result {
	t.Helper()
	result, err := engine.Run(context.Background(), engine.Request{Command: "scan", Sources: []source.Source{s}, Rules: rules.All(),
		Settings: &rule.Settings{Profile: rule.Strict}, Now: taken, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// saveOf is what scan --save writes of a source.
func saveOf(t *testing.T, s source.Source) string {
	t.Helper()
	b := model.NewBuilder(taken)
	if err := s.Collect(context.Background(), Facts, b); err != nil {
		t.Fatal(err)
	}
	now, before := b.Snapshots()
	scope.Resolve(nil, now, before)
	var out bytes.Buffer
	if err := snapshot.Write(&out, now); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestASavedClusterIsJudgedAsTheLiveOne holds scan --save, then --from, against
// scan: everything that is found, skipped and missing is the same.
func TestASavedClusterIsJudgedAsTheLiveOne(t *testing.T) {
	running := live{sick}
	want := judged(t, running)
	s, err := Parse("s.json", strings.NewReader(saveOf(t, running)))
	if err != nil {
		t.Fatal(err)
	}
	got := judged(t, s)
	if !s.At().Equal(taken) {
		t.Errorf("taken at %s", s.At())
	}
	found := map[string]bool{}
	for _, f := range want.Findings {
		found[f.Rule] = true
	}
	if len(found) < 15 || len(want.Skipped) < 3 {
		t.Errorf("%d rules find something, and %d things are skipped: the world is too sound to show anything", len(found), len(want.Skipped))
	}
	equal(t, "findings", want.Findings, got.Findings)
	equal(t, "skips", want.Skipped, got.Skipped)
	equal(t, "gaps", want.Gaps, got.Gaps)
	if !reflect.DeepEqual(want.Checked, got.Checked) || !reflect.DeepEqual(want.Clusters, got.Clusters) {
		t.Errorf("checked %v, clusters %+v; want %v, %+v", got.Checked, got.Clusters, want.Checked, want.Clusters)
	}
}

func equal[T any](t *testing.T, what string, want, got []T) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d %s, want %d", len(got), what, len(want))
	}
	for i := range min(len(want), len(got)) {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Errorf("%s: saved\n  %+v\nlive\n  %+v", what, got[i], want[i])
		}
	}
}

// TestSourceContract: it can show what a running cluster can, has no gaps of
// its own, and a file that is no snapshot is refused.
func TestSourceContract(t *testing.T) {
	s, err := Parse("s.json", strings.NewReader(`{"schema": "breakwater.snapshot/v1", "clusters": [{"name": "plant", "brokers": [{"id": 1}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	facts, gaps := s.Can(context.Background())
	if facts != Facts || len(gaps) > 0 || !s.At().IsZero() {
		t.Errorf("facts %v, gaps %v, at %s", facts, gaps, s.At())
	}
	for _, f := range []model.Fact{model.FactDocuments, model.FactClientConfig} {
		if facts.Has(f) {
			t.Errorf("it claims to show %s, which no cluster does", f)
		}
	}
	b := model.NewBuilder(taken)
	if err := s.Collect(context.Background(), model.Facts{}, b); err != nil {
		t.Fatal(err)
	}
	if now, _ := b.Snapshots(); len(now.Brokers) != 1 || len(now.Clusters) != 1 {
		t.Errorf("%d brokers, %d clusters", len(now.Brokers), len(now.Clusters))
	}
	if _, err := Parse("s.json", strings.NewReader("{}")); err == nil || !strings.Contains(err.Error(), "s.json") {
		t.Errorf("error %v: want one that names the file", err)
	}
	if _, err := Parse("s.json", iotest.ErrReader(os.ErrPermission)); err == nil {
		t.Error("a file that cannot be read is read")
	}
}
