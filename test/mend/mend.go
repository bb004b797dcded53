// Package mend makes a real cluster that a test has broken whole again, so that the next
// test need not start one of its own.
package mend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// patience is how long each of the two may take.
const patience = time.Minute

// Revive starts the nodes that do not run, and lets those go on that are frozen.
func Revive(ctx context.Context, c *lab.Cluster) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, n := range c.Nodes() {
		act := n.Launch
		if n.Running() {
			act = n.Continue
		}
		if err := act(); err != nil {
			return err
		}
	}
	return c.Ready(ctx)
}

// Empty makes a cluster whose nodes run what it was when it was new: every broker sees all
// brokers, and no topics and no groups but Kafka's own, all of them in sync.
func Empty(ctx context.Context, c *lab.Cluster) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		return err
	}
	defer client.Close()
	a := kadm.NewClient(client)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		left := errors.Join(emptied(ctx, a), inSync(ctx, client, c))
		if left == nil {
			_, err = a.ElectLeaders(ctx, kadm.ElectPreferredReplica, nil)
			return err
		}
		select {
		case <-ctx.Done():
			return left
		case <-tick.C:
		}
	}
}

// emptied deletes all topics but those of Kafka itself, and all groups. It is an
// error while there were any.
func emptied(ctx context.Context, a *kadm.Client) error {
	topics, err := a.ListTopics(ctx) // without Kafka's own
	if err == nil && len(topics) > 0 {
		_, err = a.DeleteTopics(ctx, topics.Names()...)
		err = errors.Join(err, fmt.Errorf("there still are %d topics", len(topics)))
	}
	groups, failed := a.ListGroups(ctx)
	if err = errors.Join(err, failed); err != nil || len(groups) == 0 {
		return err
	}
	deleted, err := a.DeleteGroups(ctx, groups.Groups()...)
	if err != nil {
		return err
	}
	for _, g := range deleted.Sorted() {
		if !errors.Is(g.Err, kerr.GroupIDNotFound) {
			err = errors.Join(err, g.Err)
		}
	}
	return err
}

// inSync is an error while a broker does not see all of them, sees a topic that is not
// Kafka's own, or one of those with a replica that is not in sync: each knows of a change
// at its own time, and who comes next may ask any.
func inSync(ctx context.Context, client *kgo.Client, c *lab.Cluster) (all error) {
	for _, n := range c.Brokers() {
		got, err := kmsg.NewPtrMetadataRequest().RequestWith(ctx, client.Broker(n.ID()))
		if err != nil {
			all = errors.Join(all, fmt.Errorf("broker %d: %w", n.ID(), err))
			continue
		}
		all = errors.Join(all, whole(n.ID(), got, len(c.Brokers())))
	}
	return all
}

// whole is an error while what a broker sees is not that of a new cluster.
func whole(id int, seen *kmsg.MetadataResponse, brokers int) error {
	if n := len(seen.Brokers); n != brokers {
		return fmt.Errorf("broker %d sees %d brokers", id, n)
	}
	for _, topic := range seen.Topics {
		if !topic.IsInternal {
			return fmt.Errorf("broker %d still sees the topic %s", id, *topic.Topic)
		}
		for _, p := range topic.Partitions {
			if len(p.ISR) < len(p.Replicas) {
				return fmt.Errorf("broker %d sees %s/%d with %d of %d replicas in sync", id, *topic.Topic, p.Partition, len(p.ISR), len(p.Replicas))
			}
		}
	}
	return nil
}
