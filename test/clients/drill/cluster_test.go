package drill

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

const (
	topic      = "orders"
	partitions = 6
	brokers    = 3
	// patience is how long Kafka may take for anything, on a machine that is busy.
	patience = 5 * time.Minute
)

// cluster is three real nodes, which are controllers, too, with one topic.
type cluster struct {
	*testing.T
	*lab.Cluster
	askers map[int]*kgo.Client // who knows one node alone
	tools  string              // the class path of Kafka's command-line tools
}

// begin starts it. Leaders stay where a fault has put them, until Kafka's tool moves them.
func begin(t *testing.T, session time.Duration) *cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the first time it is fetched
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{Version: os.Getenv("BREAKWATER_KAFKA"), Brokers: brokers, Progress: os.Stderr, Config: map[string]string{
		"auto.create.topics.enable": "false", "min.insync.replicas": "2", "auto.leader.rebalance.enable": "false",
		"broker.session.timeout.ms": fmt.Sprint(session.Milliseconds()), "broker.heartbeat.interval.ms": fmt.Sprint(session.Milliseconds() / 5),
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, n := range c.Nodes() {
			n.Continue() // it may be dead, or never have been stopped
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	out := &cluster{T: t, Cluster: c, askers: map[int]*kgo.Client{}}
	if out.tools, err = lab.FetchTools(ctx, c.Version(), os.Stderr); err != nil {
		t.Fatal(err)
	}
	for _, n := range c.Nodes() {
		out.askers[n.ID()] = out.client(kgo.SeedBrokers(n.Address()))
	}
	made, err := kadm.NewClient(out.client(c.Admin()...)).CreateTopic(ctx, partitions, brokers, nil, topic)
	if err != nil || made.Err != nil {
		t.Fatal(err, made.Err)
	}
	out.until("the topic is whole", func() bool { return out.seen(1).whole() })
	return out
}

func (c *cluster) client(opts ...kgo.Opt) *kgo.Client {
	c.Helper()
	client, err := kgo.NewClient(opts...)
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(client.Close)
	return client
}

// after lets time pass for the cluster, which has no clock that a test could turn.
func (c *cluster) after(d time.Duration) {
	c.Helper()
	select {
	case <-c.Context().Done():
		c.Fatal("the test was ended")
	case <-time.After(d):
	}
}

// until waits for the cluster.
func (c *cluster) until(what string, is func() bool) {
	c.Helper()
	for end := time.Now().Add(patience); !is(); c.after(100 * time.Millisecond) {
		if time.Now().After(end) {
			c.Fatalf("within %s it does not come about that %s", patience, what)
		}
	}
}

// view is what one broker says of the topic.
type view struct {
	alive   map[int]bool
	leaders map[int32]int
	insync  int // replicas, of all partitions
}

// leads is how many partitions a broker leads.
func (v view) leads(id int) (n int) {
	for _, leader := range v.leaders {
		if leader == id {
			n++
		}
	}
	return n
}

func (v view) whole() bool { return v.insync == partitions*brokers && len(v.leaders) == partitions }

// seen is how a broker sees the topic; empty where it does not answer.
func (c *cluster) seen(by int) view {
	out := view{alive: map[int]bool{}, leaders: map[int32]int{}}
	ctx, cancel := context.WithTimeout(c.Context(), 3*time.Second)
	defer cancel()
	req := kmsg.NewPtrMetadataRequest()
	one := kmsg.NewMetadataRequestTopic()
	one.Topic = kmsg.StringPtr(topic)
	req.Topics = append(req.Topics, one)
	resp, err := req.RequestWith(ctx, c.askers[by].SeedBrokers()[0])
	if err != nil || len(resp.Topics) != 1 {
		return out
	}
	for _, b := range resp.Brokers {
		out.alive[int(b.NodeID)] = true
	}
	for _, p := range resp.Topics[0].Partitions {
		if p.Leader >= 0 {
			out.leaders[p.Partition] = int(p.Leader)
		}
		out.insync += len(p.ISR)
	}
	return out
}

// other is a broker beside one.
func other(than int) int { return 1 + than%brokers }
