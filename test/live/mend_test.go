package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// mend makes a cluster what it was when it was new: all nodes run, and there are
// no topics and no groups.
func mend(ctx context.Context, c *lab.Cluster) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := revive(ctx, c); err != nil {
		return err
	}
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		return err
	}
	defer client.Close()
	a := kadm.NewClient(client)
	var last error
	for tick := time.NewTicker(500 * time.Millisecond); ; {
		if last = errors.Join(emptied(ctx, a), inSync(ctx, a)); last == nil {
			tick.Stop()
			break
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return last
		case <-tick.C:
		}
	}
	_, err = a.ElectLeaders(ctx, kadm.ElectPreferredReplica, nil)
	return err
}

// revive starts the nodes that do not run, and lets those go on that are frozen.
func revive(ctx context.Context, c *lab.Cluster) error {
	taking.started.Lock()
	defer taking.started.Unlock()
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

// inSync is an error while a replica of Kafka's own topics is not in sync, or one
// of three brokers is missing.
func inSync(ctx context.Context, a *kadm.Client) error {
	seen, err := a.Metadata(ctx)
	if err != nil {
		return err
	}
	if n := len(seen.Brokers); n != 3 {
		return fmt.Errorf("%d brokers are there", n)
	}
	for _, topic := range seen.Topics {
		for _, p := range topic.Partitions {
			if len(p.ISR) < len(p.Replicas) {
				return fmt.Errorf("%s/%d has %d of %d replicas in sync", topic.Topic, p.Partition, len(p.ISR), len(p.Replicas))
			}
		}
	}
	return nil
}
