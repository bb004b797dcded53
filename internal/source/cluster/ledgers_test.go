package cluster

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// shipper is a cluster with a ledger topic, and somebody who ships to it.
type shipper struct {
	t      *testing.T
	client *kgo.Client
	watch  watcher
	now    time.Time
}

func ships(t *testing.T, topics ...string) *shipper {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.ClusterID("plant"), kfake.SeedTopics(2, "orders"), kfake.SeedTopics(1, topics...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	s := &shipper{t: t, client: client, now: time.Unix(1_800_000_000, 0)}
	o := options(t, strings.Join(c.ListenAddrs(), ","))
	o.Target.Timeout, o.Now = 20*time.Second, func() time.Time { return s.now }
	s.watch = watcher{NewSteady(o), t}
	t.Cleanup(s.watch.Close)
	return s
}

// block is a block of a new ledger with acknowledgements of a partition of orders, now.
func (s *shipper) block(partition int32, offsets ...int64) []byte {
	s.t.Helper()
	s.now = s.now.Add(time.Millisecond)
	dir := s.t.TempDir()
	log, err := ledger.Open(dir, ledger.Config{Now: func() time.Time { return s.now }})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, offset := range offsets {
		if err := log.Append(ledger.Entry{Topic: "orders", Partition: partition, LeaderEpoch: 4, Offset: offset, Acked: s.now.UnixMilli(), ProducerID: 7}); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := log.Close(); err != nil {
		s.t.Fatal(err)
	}
	for b, err := range ledger.Blocks(dir) {
		if err != nil {
			s.t.Fatal(err)
		}
		if b.Count > 0 {
			return slices.Clone(b.Bytes())
		}
	}
	s.t.Fatal("no block")
	return nil
}

func (s *shipper) ship(cluster string, value []byte) {
	s.t.Helper()
	r := &kgo.Record{Topic: model.LedgerTopic, Value: value, Headers: []kgo.RecordHeader{{Key: ledger.ClusterHeader, Value: []byte(cluster)}}}
	if err := s.client.ProduceSync(s.t.Context(), r).FirstErr(); err != nil {
		s.t.Fatal(err)
	}
}

// look is one look, a second after the one before.
func (s *shipper) look() seen {
	s.t.Helper()
	s.now = s.now.Add(time.Second)
	return s.watch.look(often.With(model.FactLedgers))
}

func (s *shipper) acknowledged(partition int32) *model.Acknowledged {
	s.t.Helper()
	return s.look().Clusters[0].AcknowledgedIn("orders", partition)
}

func TestLedgersAreRead(t *testing.T) {
	s := ships(t, model.LedgerTopic)
	s.ship("plant", s.block(0, 1, 2)) // before the watch began
	s.look()
	if got := s.acknowledged(0); got != nil {
		t.Errorf("what was acknowledged before is told: %+v", got)
	}
	again := s.block(0, 10, 12, 11)
	for _, value := range [][]byte{again, again, s.block(1, 5)} { // one was shipped twice
		s.ship("plant", value)
	}
	if got := s.acknowledged(0); got == nil || got.Highest.Offset != 12 || got.Highest.LeaderEpoch != 4 || got.Highest.At > s.now.Add(-time.Second).UnixMilli() || len(got.Highest.Ledger) != 16 || got.Twice != nil {
		t.Errorf("%+v", got)
	}
	if got := s.acknowledged(1); got == nil || got.Highest.Offset != 5 {
		t.Errorf("%+v", got)
	}
	s.ship("plant", s.block(0, 11, 12))
	if got := s.acknowledged(0); got == nil || got.Highest.Offset != 12 || got.Twice == nil || got.Twice.Offset != 11 {
		t.Errorf("%+v: want 11 to be told, where the log was cut", got)
	}
	s.ship("plant", s.block(0, 13))
	if got := s.acknowledged(0); got == nil || got.Highest.Offset != 13 || got.Twice == nil {
		t.Errorf("%+v", got)
	}
}

// TestTheLedgersTopic has one name, which the model cannot take from the client's module.
func TestTheLedgersTopic(t *testing.T) {
	if model.LedgerTopic != ledger.Topic {
		t.Errorf("%s and %s", model.LedgerTopic, ledger.Topic)
	}
}

// TestLedgersOfAnotherCluster have topics of the same names, which are not those of this one.
func TestLedgersOfAnotherCluster(t *testing.T) {
	s := ships(t, model.LedgerTopic)
	s.look()
	s.ship("mill", s.block(0, 1000))
	s.ship("", s.block(0, 1000))
	if got := s.acknowledged(0); got != nil {
		t.Errorf("%+v", got)
	}
}

// TestLedgersOfATopicThatIsGone say nothing of the one that was made anew.
func TestLedgersOfATopicThatIsGone(t *testing.T) {
	s := ships(t, model.LedgerTopic)
	s.look()
	s.ship("plant", s.block(0, 1000))
	late := s.block(0, 1001)
	if got := s.acknowledged(0); got == nil || got.Highest.Offset != 1000 {
		t.Fatalf("%+v", got)
	}
	admin := kadm.NewClient(s.client)
	if _, err := admin.DeleteTopic(t.Context(), "orders"); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.CreateTopic(t.Context(), 2, 1, nil, "orders"); err != nil {
		t.Fatal(err)
	}
	s.ship("plant", late)
	if got := s.acknowledged(0); got != nil {
		t.Errorf("%+v", got)
	}
	s.ship("plant", s.block(0, 3))
	if got := s.acknowledged(0); got == nil || got.Highest.Offset != 3 || got.Twice != nil {
		t.Errorf("%+v", got)
	}
}

// TestALedgerThatIsNone is told, and what comes behind it is read.
func TestALedgerThatIsNone(t *testing.T) {
	s := ships(t, model.LedgerTopic)
	s.look()
	broken := s.block(0, 7)
	broken[40] ^= 1
	s.ship("plant", broken)
	s.ship("plant", s.block(1, 8))
	seen := s.look()
	if got := seen.details(); !strings.Contains(got, "offset 0 of breakwater.ledger") {
		t.Errorf("the gaps are %s", got)
	}
	if got := seen.Clusters[0].AcknowledgedIn("orders", 1); got == nil || got.Highest.Offset != 8 {
		t.Errorf("%+v", got)
	}
	if seen = s.look(); strings.Contains(seen.details(), model.LedgerTopic) {
		t.Errorf("the next look tells it again: %s", seen.details())
	}
}

// TestALedgerTopicThatIsNew is read from its start: nothing in it is older than the look
// before.
func TestALedgerTopicThatIsNew(t *testing.T) {
	s := ships(t)
	if got := s.acknowledged(0); got != nil {
		t.Errorf("%+v, and there is no ledger", got)
	}
	if _, err := kadm.NewClient(s.client).CreateTopic(t.Context(), 1, 1, nil, model.LedgerTopic); err != nil {
		t.Fatal(err)
	}
	s.ship("plant", s.block(0, 10))
	if got := s.acknowledged(0); got == nil || got.Highest.Offset != 10 {
		t.Errorf("%+v", got)
	}
}

func TestFetchedOf(t *testing.T) {
	part := func(index int32) kmsg.FetchResponseTopicPartition {
		return kmsg.FetchResponseTopicPartition{Partition: index}
	}
	resp := &kmsg.FetchResponse{Topics: []kmsg.FetchResponseTopic{{}, {Partitions: []kmsg.FetchResponseTopicPartition{part(3), part(1)}}}}
	if p := fetchedOf(resp, 1); p != &resp.Topics[1].Partitions[1] {
		t.Errorf("%v", p)
	}
	if p := fetchedOf(resp, 2); p != nil {
		t.Errorf("%v", p)
	}
}
