package live

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// addresses is the bootstrap list as a flag takes it.
func addresses(c *lab.Cluster) string { return strings.Join(c.Bootstrap("PLAINTEXT"), ",") }

// admin is a client that may do everything.
func admin(t *testing.T, c *lab.Cluster, opts ...kgo.Opt) *kadm.Client {
	t.Helper()
	client, err := kgo.NewClient(append(c.Admin(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	a := kadm.NewClient(client)
	behind.Store(a, client)
	t.Cleanup(func() { behind.Delete(a) })
	return a
}

// behind is the client behind each admin client, for what is asked of one broker.
var behind sync.Map

// config is what kadm takes as the overrides of a topic.
func config(pairs ...string) map[string]*string {
	out := map[string]*string{}
	for pair := range slices.Chunk(pairs, 2) {
		out[pair[0]] = &pair[1]
	}
	return out
}

// create makes a topic, and waits until every broker knows it: a group's
// coordinator on a machine that is busy may hear of it seconds later.
func create(t *testing.T, a *kadm.Client, name string, partitions int32, replicas int16, pairs ...string) {
	t.Helper()
	resp, err := a.CreateTopic(t.Context(), partitions, replicas, config(pairs...), name)
	if err != nil && !errors.Is(err, kerr.TopicAlreadyExists) { // it was made, and the answer was lost
		t.Fatalf("creating %s: %v %v", name, err, resp.ErrMessage)
	}
	client, found := behind.Load(a)
	if !found {
		t.Fatal("the admin client is none of admin's")
	}
	brokers, err := a.ListBrokers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range brokers {
		eventually(t, 30*time.Second, "every broker knows "+name, func() bool {
			return knows(t.Context(), client.(*kgo.Client).Broker(int(b.NodeID)), name, partitions)
		})
	}
}

// knows tells whether a broker tells a topic with its partitions led.
func knows(ctx context.Context, b *kgo.Broker, topic string, partitions int32) bool {
	req := kmsg.NewPtrMetadataRequest()
	one := kmsg.NewMetadataRequestTopic()
	one.Topic = &topic
	req.Topics = append(req.Topics, one)
	resp, err := req.RequestWith(ctx, b)
	if err != nil || len(resp.Topics) != 1 || resp.Topics[0].ErrorCode != 0 || len(resp.Topics[0].Partitions) != int(partitions) {
		return false
	}
	return !slices.ContainsFunc(resp.Topics[0].Partitions, func(p kmsg.MetadataResponseTopicPartition) bool { return p.Leader < 0 })
}

// eventually waits until something holds.
func eventually(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("not within %s: %s", limit, what)
		case <-tick.C:
		}
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// commit makes a group without members that has a committed offset. Right
// after the topic was made its coordinator may not know it yet.
func commit(t *testing.T, a *kadm.Client, group, topic string, offset int64) {
	t.Helper()
	offsets := kadm.Offsets{}
	offsets.AddOffset(topic, 0, offset, -1)
	eventually(t, 20*time.Second, "the commit of "+group, func() bool { return a.CommitAllOffsets(t.Context(), group, offsets) == nil })
}
