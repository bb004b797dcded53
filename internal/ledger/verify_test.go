package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// stage is an embedded cluster, and what a producer wrote down of it.
type stage struct {
	t      *testing.T
	fake   *kfake.Cluster
	client *kgo.Client
	admin  *kadm.Client
	told   []Record
}

func newStage(t *testing.T) *stage {
	t.Helper()
	fake, err := kfake.NewCluster(kfake.NumBrokers(2), kfake.DefaultNumPartitions(2))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fake.Close)
	s := &stage{t: t, fake: fake}
	s.client = s.connect(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	s.admin = kadm.NewClient(s.client)
	return s
}

func (s *stage) connect(more ...kgo.Opt) *kgo.Client {
	s.t.Helper()
	client, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(s.fake.ListenAddrs()...), kgo.MetadataMinAge(20 * time.Millisecond)}, more...)...)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(client.Close)
	return client
}

func (s *stage) create(topic string, partitions int32, settings ...string) {
	s.t.Helper()
	configs := map[string]*string{}
	for i := 0; i < len(settings); i += 2 {
		configs[settings[i]] = &settings[i+1]
	}
	got, err := s.admin.CreateTopic(s.t.Context(), partitions, 1, configs, topic)
	if err = errors.Join(err, got.Err); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) remove(topic string) {
	s.t.Helper()
	if _, err := s.admin.DeleteTopic(s.t.Context(), topic); err != nil {
		s.t.Fatal(err)
	}
	s.client.PurgeTopicsFromClient(topic)
}

// produce writes records n from on, and notes them as acknowledged.
func (s *stage) produce(topic string, from, to int) {
	s.t.Helper()
	for n := from; n < to; n++ {
		r := order(topic, n)
		if err := s.client.ProduceSync(s.t.Context(), r).FirstErr(); err != nil {
			s.t.Fatal(err)
		}
		s.note(r, id(n))
	}
}

func (s *stage) note(r *kgo.Record, id string) {
	s.told = append(s.told, Record{Topic: r.Topic, Partition: r.Partition, Offset: r.Offset, Acked: time.Now().UnixMilli(),
		Hash: acked.Hash(r), Hashed: true, ID: id})
}

func id(n int) string { return fmt.Sprintf("order-%d", n) }

// order is the record n of the application.
func order(topic string, n int) *kgo.Record {
	return &kgo.Record{Topic: topic, Partition: int32(n % 2), Key: fmt.Appendf(nil, "k%d", n), Value: fmt.Appendf(nil, `{"order":{"id":%q,"n":%d}}`, id(n), n)}
}

// verify holds records against the cluster.
func (s *stage) verify(records []Record, match ...string) *Result {
	s.t.Helper()
	out, err := NewLogs(s.client).Verify(s.t.Context(), s.plan(records, match...))
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *stage) plan(records []Record, match ...string) Plan {
	p := Plan{Now: time.Now, Progress: func(int64) {}, Begin: func(int64) {}}
	for _, m := range match {
		one, err := ParseMatch(m)
		if err != nil {
			s.t.Fatal(err)
		}
		p.Match = append(p.Match, one)
	}
	p.Book = NewBook(append([]Record{}, records...), len(match) > 0)
	return p
}

// loosened are the records as an audit log has them that knows no place.
func loosened(records []Record) []Record {
	out := append([]Record{}, records...)
	for i := range out {
		out[i].Partition, out[i].Offset, out[i].Hashed = Unknown, Unknown, false
	}
	return out
}

func expect(t *testing.T, r *Result, want map[Verdict]int) {
	t.Helper()
	if got := r.Counts(); !maps.Equal(got, want) {
		t.Errorf("%v, want %v; gaps %v", got, want, r.Gaps)
	}
}

func TestWhatIsThereIsPresent(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	s.produce("orders", 0, 50)
	expect(t, s.verify(s.told), map[Verdict]int{Present: 50})
	expect(t, s.verify(loosened(s.told), "value:order.id"), map[Verdict]int{Present: 50})
	expect(t, s.verify(loosened(s.told), "header:order-id"), map[Verdict]int{Missing: 50})
}

// TestALogThatWasCut: the topic made anew stands for logs that were cut on all replicas.
func TestALogThatWasCut(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	s.produce("orders", 0, 20)
	before := s.told
	s.remove("orders")
	expect(t, s.verify(before), map[Verdict]int{Missing: 20})
	s.create("orders", 2)
	expect(t, s.verify(before), map[Verdict]int{Missing: 20})
	s.told = nil
	s.produce("orders", 100, 106) // others come to stand in the first places
	expect(t, s.verify(before), map[Verdict]int{Replaced: 6, Missing: 14})
	expect(t, s.verify(loosened(before), "value:order.id"), map[Verdict]int{Missing: 20})
	s.produce("orders", 19, 20) // the application itself has sent one again
	expect(t, s.verify(before, "value:order.id"), map[Verdict]int{Elsewhere: 1, Replaced: 7, Missing: 12})
}

func TestFewerPartitionsThanBefore(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	s.produce("orders", 0, 4)
	s.remove("orders")
	s.create("orders", 1)
	expect(t, s.verify(s.told), map[Verdict]int{Missing: 4})
}

func TestWhatSomebodyRemoved(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2, "retention.ms", "3600000")
	s.produce("orders", 0, 20)
	var cut kadm.Offsets
	cut.AddOffset("orders", 0, 4, -1)
	if _, err := s.admin.DeleteRecords(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	expect(t, s.verify(s.told), map[Verdict]int{Present: 16, Deleted: 4})
	old := append([]Record{}, s.told...)
	for i := range old {
		old[i].Acked -= 2 * 3600_000
	}
	expect(t, s.verify(old), map[Verdict]int{Present: 16, Expired: 4})
	// Without a place, what is older than all that is there is not called lost.
	expect(t, s.verify(loosened(s.told), "value:order.id"), map[Verdict]int{Present: 16, Unclear: 4})
	young := loosened(s.told)
	for i := range young {
		young[i].Acked += 2 * skew.Milliseconds()
	}
	expect(t, s.verify(young, "value:order.id"), map[Verdict]int{Present: 16, Missing: 4})
}

func TestTransactions(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	s.produce("orders", 0, 4)
	client := s.connect(kgo.TransactionalID("app"), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	in := func(n int, end kgo.TransactionEndTry) {
		r := order("orders", n)
		if err := errors.Join(client.BeginTransaction(), client.ProduceSync(t.Context(), r).FirstErr()); err != nil {
			t.Fatal(err)
		}
		s.note(r, id(n))
		if err := client.EndTransaction(t.Context(), end); err != nil {
			t.Fatal(err)
		}
	}
	in(10, kgo.TryCommit)
	in(12, kgo.TryAbort)
	in(14, kgo.TryAbort)
	s.produce("orders", 4, 8)
	expect(t, s.verify(s.told), map[Verdict]int{Present: 9, Aborted: 2})
	open := order("orders", 16)
	if err := errors.Join(client.BeginTransaction(), client.ProduceSync(t.Context(), open).FirstErr()); err != nil {
		t.Fatal(err)
	}
	s.note(open, id(16))
	s.produce("orders", 8, 9)
	logs := NewLogs(s.client)
	logs.patient = 100 * time.Millisecond
	got, err := logs.Verify(t.Context(), s.plan(s.told))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, got, map[Verdict]int{Present: 9, Aborted: 2, Open: 2})
	// A place within the log in which nothing ever was.
	hole := s.told[0]
	hole.Offset = 3
	hole.Hash++
	if r := s.verify([]Record{hole}); r.Verdicts[0] != Replaced && r.Verdicts[0] != Missing {
		t.Errorf("%v", r.Verdicts)
	}
}

func TestACompactedTopic(t *testing.T) {
	s := newStage(t)
	s.create("state", 2, "cleanup.policy", "compact")
	s.produce("state", 98, 100) // keys that no later record replaces
	for range 3 {
		s.produce("state", 0, 4)
	}
	s.fake.Compact()
	expect(t, s.verify(s.told), map[Verdict]int{Present: 8, Compacted: 6})
	expect(t, s.verify(loosened(s.told[:1]), "header:none"), map[Verdict]int{Unclear: 1})
}

func TestAPartitionThatCannotBeRead(t *testing.T) {
	s := newStage(t)
	s.create("orders", 2)
	s.produce("orders", 0, 4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := NewLogs(s.client).Verify(ctx, s.plan(s.told))
	if !errors.Is(err, context.Canceled) || r.Counts()[Unread] != 4 {
		t.Errorf("%v, %v", r.Counts(), err)
	}
}

func TestWhereAnIdIs(t *testing.T) {
	r := &kgo.Record{Key: []byte("k"), Value: []byte(`{"a":{"b":"x","n":7,"o":{},"z":null},"":1}`),
		Headers: []kgo.RecordHeader{{Key: "h", Value: []byte("old")}, {Key: "h", Value: []byte("new")}}}
	for text, want := range map[string]string{"key": "k", "header:h": "new", "header:i": "", "value:a.b": "x", "value:a.n": "7",
		"value:a.o": "", "value:a.z": "", "value:a": "", "value:none": "", "value:a.b.c": ""} {
		m, err := ParseMatch(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(m.id(r)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for _, bad := range []string{"", "value", "value:", "header:", "value:a..b", "value:.a", "id"} {
		if _, err := ParseMatch(bad); err == nil || !strings.Contains(err.Error(), "header:NAME") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzField(f *testing.F) {
	f.Add([]byte(`{"a":{"b":"x"}}`), "a.b")
	f.Fuzz(func(_ *testing.T, value []byte, path string) { field(value, strings.Split(path, ".")) })
}
