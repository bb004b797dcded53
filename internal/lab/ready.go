package lab

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	pollEvery  = 50 * time.Millisecond
	pollAnswer = 2 * time.Second
)

// Ready waits until every node that runs is ready.
func (c *Cluster) Ready(ctx context.Context) error {
	for _, n := range c.nodes {
		if n.answers() {
			if err := n.Ready(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// Ready waits until the node is ready: a broker answers and lists all brokers
// that run and are not paused, a controller knows the leader of the quorum. It
// is an error, with the end of the node's log, where the node ends before.
func (n *Node) Ready(ctx context.Context) error {
	n.mu.Lock()
	p := n.proc
	n.mu.Unlock()
	if p == nil {
		return fmt.Errorf("node %d was never started", n.id)
	}
	client, err := n.client()
	if err != nil {
		return err
	}
	defer client.Close()
	err = until(ctx, func() error {
		if !p.alive() {
			return errEnded
		}
		return n.ask(ctx, client)
	})
	switch {
	case errors.Is(err, errEnded):
		return fmt.Errorf("node %d %w before it was ready: %w: %s", n.id, err, p.ending(), explain(n.Log(), n.cluster.release.version))
	case err != nil:
		return fmt.Errorf("node %d is not ready: %w; %s", n.id, err, explain(n.Log(), n.cluster.release.version))
	}
	return nil
}

// errEnded says that there is nothing left to wait for.
var errEnded = errors.New("ended")

// client talks to this node alone, at a door where it may ask everything.
func (n *Node) client() (*kgo.Client, error) {
	door := n.cluster.options.controllerDoor()
	if n.broker {
		door = n.cluster.options.betweenBrokers()
	}
	opts := append(n.cluster.login(door), kgo.SeedBrokers(n.Listener(door.Name)),
		kgo.RequestRetries(0), kgo.DialTimeout(pollAnswer))
	return kgo.NewClient(opts...)
}

func (n *Node) ask(ctx context.Context, client *kgo.Client) error {
	ctx, cancel := context.WithTimeout(ctx, pollAnswer)
	defer cancel()
	if n.broker {
		return n.askBroker(ctx, client)
	}
	return askQuorum(ctx, client)
}

func (n *Node) askBroker(ctx context.Context, client *kgo.Client) error {
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{} // none: nil would be all
	res, err := client.SeedBrokers()[0].Request(ctx, req)
	if err != nil {
		return err
	}
	listed := map[int]bool{}
	for _, b := range res.(*kmsg.MetadataResponse).Brokers {
		listed[int(b.NodeID)] = true
	}
	for _, other := range n.cluster.Brokers() {
		if other.answers() && !listed[other.id] {
			return fmt.Errorf("broker %d does not list broker %d", n.id, other.id)
		}
	}
	return nil
}

// askQuorum asks a controller. One that is not the leader says who is.
func askQuorum(ctx context.Context, client *kgo.Client) error {
	req := kmsg.NewPtrDescribeQuorumRequest()
	topic := kmsg.NewDescribeQuorumRequestTopic()
	topic.Topic = "__cluster_metadata"
	topic.Partitions = append(topic.Partitions, kmsg.NewDescribeQuorumRequestTopicPartition())
	req.Topics = append(req.Topics, topic)
	res, err := client.SeedBrokers()[0].Request(ctx, req)
	if err != nil {
		return err
	}
	return leaderIn(res.(*kmsg.DescribeQuorumResponse))
}

func leaderIn(quorum *kmsg.DescribeQuorumResponse) error {
	if err := kerr.ErrorForCode(quorum.ErrorCode); err != nil && !errors.Is(err, kerr.NotLeaderForPartition) {
		return err
	}
	for _, t := range quorum.Topics {
		for _, p := range t.Partitions {
			if p.LeaderID >= 0 {
				return nil
			}
		}
	}
	return errors.New("the quorum has no leader")
}

// until repeats a question until it is answered, what was asked has ended, or
// the context ends: then the error has the last complaint, too.
func until(ctx context.Context, ask func() error) error {
	last := errors.New("not asked yet")
	for {
		err := ask()
		if err == nil || errors.Is(err, errEnded) {
			return err
		}
		if ctx.Err() == nil {
			last = err
		}
		if err := pause(ctx, pollEvery); err != nil {
			return fmt.Errorf("%w: %w", err, last)
		}
	}
}
