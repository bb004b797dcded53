package produce

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// takes sets the limit of the topic orders.
func takes(t *testing.T, client *kgo.Client, bytes int) {
	t.Helper()
	value := fmt.Sprint(bytes)
	req := kmsg.NewPtrIncrementalAlterConfigsRequest()
	r := kmsg.NewIncrementalAlterConfigsRequestResource()
	r.ResourceType, r.ResourceName = kmsg.ConfigResourceTypeTopic, "orders"
	r.Configs = []kmsg.IncrementalAlterConfigsRequestResourceConfig{{Name: "max.message.bytes", Value: &value}}
	req.Resources = append(req.Resources, r)
	resp, err := req.RequestWith(t.Context(), client)
	if err != nil || resp.Resources[0].ErrorCode != 0 {
		t.Fatal(err, resp)
	}
}

// logOf is what the topic orders holds, in the order of each partition.
func logOf(t *testing.T, c *kfake.Cluster, n int) (out []*kgo.Record) {
	t.Helper()
	reader, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.ConsumeTopics("orders"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for len(out) < n {
		got := reader.PollFetches(t.Context())
		if err := got.Err(); err != nil {
			t.Fatalf("%d of %d records: %v", len(out), n, err)
		}
		out = append(out, got.Records()...)
	}
	return out
}

// sender sends records of one key, as fast as it may, and notes how they end.
type sender struct {
	*testing.T
	key  int
	sent int
	all  sync.WaitGroup
	mu   sync.Mutex
	ends map[Kind]int
}

func (s *sender) sends(g *Guard, until <-chan struct{}) {
	for ; ; s.sent++ {
		select {
		case <-until:
			return
		default:
		}
		r := order(int32(s.key%3), strings.Repeat("x", 100+37*(s.sent%20)))
		r.Key, r.Headers = fmt.Append(nil, s.key), []kgo.RecordHeader{{Key: "n", Value: fmt.Append(nil, s.sent)}}
		s.all.Add(1)
		g.Produce(context.Background(), r, func(o Outcome) {
			defer s.all.Done()
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.ends[o.Kind]++; o.Kind != Persisted && s.ends[o.Kind] < 3 {
				s.Errorf("record %s of key %d: %s, %v", r.Headers[0].Value, s.key, o.Kind, o.Err)
			}
		})
	}
}

// TestM07_ALimitIsLowered while records are sent as fast as they may: the broker refuses
// batches of legal records, and each is in the log once, in the order of its key.
func TestM07_ALimitIsLowered(t *testing.T) {
	c := cluster(t)
	g, client := guarded(t, c, Config{Sizes: &Sizes{}, Budget: 2 << 20}, kgo.ProducerBatchCompression(kgo.NoCompression()))
	until := make(chan struct{})
	var senders []*sender
	var running sync.WaitGroup
	for key := range 5 {
		s := &sender{T: t, key: key, ends: map[Kind]int{}}
		senders = append(senders, s)
		running.Go(func() { s.sends(g, until) })
	}
	for _, limit := range []int{50_000, 5_000, 1_000_000, 2_000, 20_000} {
		before := g.Counts().Again
		takes(t, client, limit)
		for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end) || limit < 50_000 && g.Counts().Again == before; {
			<-time.After(time.Millisecond)
		}
	}
	close(until)
	running.Wait()
	sent := 0
	for _, s := range senders {
		s.all.Wait()
		if s.ends[Persisted] != s.sent {
			t.Errorf("key %d: of %d records the outcomes are %v", s.key, s.sent, s.ends)
		}
		sent += s.sent
	}
	if err := g.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if t.Failed() {
		return // the log has fewer
	}
	next := map[string]int{}
	for _, r := range logOf(t, c, sent) {
		if got := string(r.Headers[0].Value); got != fmt.Sprint(next[string(r.Key)]) {
			t.Fatalf("key %s: record %s is where %d belongs", r.Key, got, next[string(r.Key)])
		}
		next[string(r.Key)]++
	}
	t.Logf("%d records, sent again %d times", sent, g.Counts().Again)
}
