package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestToTopic: the blocks of a ledger arrive in their order, in one partition.
func TestToTopic(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.ClusterID("plant"), kfake.SeedTopics(4, Topic))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics(Topic), kgo.ConsumeStartOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	l := begin(t, newMemory(), Config{})
	s, err := l.Ship(ToTopic(client), ShipConfig{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range traffic(3, true) {
		l.mustAppend(t, e)
		l.mustSync(t)
	}
	l.mustClose(t)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := uint64(1); n <= 5; {
		for _, r := range client.PollFetches(t.Context()).Records() {
			b, err := ParseBlock(r.Value)
			if id, told := ClusterOf(r); len(r.Headers) != 1 || !told || id != "plant" {
				t.Errorf("block %d has the headers %v", b.Sequence, r.Headers)
			}
			if err != nil || b.Sequence != n || b.Ledger != l.Ledger() || binary.BigEndian.Uint64(r.Key) != b.Ledger {
				t.Errorf("block %d of %x, want %d: %v", b.Sequence, b.Ledger, n, err)
			}
			n++
		}
	}
}

// TestToTopicEnds with its context, whatever kgo does.
func TestToTopicEnds(t *testing.T) {
	client, err := kgo.NewClient(kgo.SeedBrokers("127.0.0.1:1"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	m := newMemory()
	begin(t, m, Config{}).mustClose(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	walk(m, func(b Block, err error) bool {
		for _, s := range []Sender{ToTopic(client), &toTopic{client, client, []byte("plant")}} {
			if err := errors.Join(err, s.Send(ctx, b.Bytes())); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		return true
	})
	if err := ToTopic(client).Send(ctx, []byte("x")); err == nil {
		t.Error("what is no block was sent")
	}
}

func TestClusterOf(t *testing.T) {
	of := func(id string) kgo.RecordHeader { return kgo.RecordHeader{Key: ClusterHeader, Value: []byte(id)} }
	other := kgo.RecordHeader{Key: "other", Value: []byte("x")}
	for _, c := range []struct {
		headers []kgo.RecordHeader
		id      string
		told    bool
	}{
		{nil, "", false},
		{[]kgo.RecordHeader{other}, "", false},
		{[]kgo.RecordHeader{other, of("plant")}, "plant", true},
		{[]kgo.RecordHeader{of("")}, "", true},
	} {
		if id, told := ClusterOf(&kgo.Record{Headers: c.headers}); id != c.id || told != c.told {
			t.Errorf("%v: %q, %t", c.headers, id, told)
		}
	}
}
