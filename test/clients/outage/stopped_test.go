package outage

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// TestM14_AStoppedLeader: a broker that leads, and no controller that is active, is
// stopped (SIGSTOP). The guarded producer goes on as soon as other leaders are elected;
// a bare one beside it waits for the stopped broker.
func TestM14_AStoppedLeader(t *testing.T) {
	c, b := begin(t), newBook()
	c.topic("orders")
	c.topic("bare")
	g, client := c.guard(produce.Config{Within: time.Minute, Settled: b.settled}, nil)
	bare := c.client(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	var mu sync.Mutex
	alone, n := map[int32][]time.Time{}, 0
	end := load(t.Context(), 1000, func(ctx context.Context) {
		b.sends(ctx, g, "orders", 100)
		n++
		bare.TryProduce(ctx, &kgo.Record{Topic: "bare", Partition: int32(n % partitions)}, func(r *kgo.Record, err error) {
			if err == nil {
				mu.Lock()
				alone[r.Partition] = append(alone[r.Partition], time.Now())
				mu.Unlock()
			}
		})
	})
	c.after(3 * time.Second)
	victim := c.follower(client)
	if err := c.Node(victim).Pause(); err != nil {
		t.Fatal(err)
	}
	stopped := time.Now()
	c.after(35 * time.Second)
	if err := c.Node(victim).Continue(); err != nil {
		t.Fatal(err)
	}
	c.after(5 * time.Second)
	end()
	c.closes(g)
	b.true(c, c.log("orders"))
	mu.Lock() // the bare one may still be told
	ours, theirs := silence(b.acked, stopped), silence(alone, stopped)
	mu.Unlock()
	t.Logf("stopped broker %d: no acknowledgement of a partition for %s guarded, %s bare", victim, ours, theirs)
	// The others no longer list it after 9 s; a machine that is busy adds to that.
	if ours > 17*time.Second || ours > theirs {
		t.Errorf("the guarded producer was silent for %s, the bare one for %s", ours, theirs)
	}
}

// follower is a broker that is not the active controller.
func (c cluster) follower(client *kgo.Client) int {
	c.Helper()
	req := kmsg.NewPtrDescribeQuorumRequest()
	req.Topics = []kmsg.DescribeQuorumRequestTopic{{Topic: "__cluster_metadata", Partitions: []kmsg.DescribeQuorumRequestTopicPartition{{}}}}
	resp, err := req.RequestWith(c.Context(), client)
	if err != nil {
		c.Fatal(err)
	}
	active := int(resp.Topics[0].Partitions[0].LeaderID)
	return 1 + active%3
}
