package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

const (
	partitions = 3  // of each topic
	behind     = 20 // records that nobody reads in each partition that an idle group has committed
)

// size is how large a cluster of three brokers is.
type size struct {
	name   string
	topics int
	idle   int // groups that stand still behind records, each on a topic of its own; one more reads what is written
}

func sizes() []size { return []size{{"small", 10, 9}, {"large", 300, 50}} }

// String is what stands in the plant, as the results name it.
func (s size) String() string {
	return fmt.Sprintf("3 brokers, %d topics × %d partitions × 3 replicas, min.insync.replicas 2, %d groups, a producer with acks=all", s.topics, partitions, s.idle+1)
}

// cluster is what is broken.
type cluster struct {
	*lab.Cluster
	size
}

// plant starts three brokers with topics, groups and records.
func plant(ctx context.Context, version string, s size) (*cluster, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	started, err := lab.Start(ctx, lab.Options{Brokers: 3, Version: version, Config: map[string]string{
		"default.replication.factor": "3", "min.insync.replicas": "2", "auto.create.topics.enable": "false",
		"offsets.topic.replication.factor": "3", "offsets.topic.num.partitions": "12"}})
	if err != nil {
		return nil, err
	}
	c := &cluster{started, s}
	if err := c.fill(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func name(i int) string { return fmt.Sprintf("topic-%03d", i) }

// fill makes topics, records, and the groups that do not read them.
func (c *cluster) fill(ctx context.Context) error {
	client, err := kgo.NewClient(append(c.Admin(), kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	if err != nil {
		return err
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	var names []string
	for i := range c.topics {
		names = append(names, name(i))
	}
	for len(names) > 0 {
		n := min(len(names), 100)
		if _, err := admin.CreateTopics(ctx, partitions, 3, nil, names[:n]...); err != nil {
			return err
		}
		names = names[n:]
	}
	var records []*kgo.Record
	for i := range c.idle {
		for n := range partitions * behind {
			records = append(records, &kgo.Record{Topic: name(i + 1), Partition: int32(n % partitions), Value: []byte("unread")})
		}
	}
	if err := client.ProduceSync(ctx, records...).FirstErr(); err != nil {
		return err
	}
	for i := range c.idle {
		offsets := kadm.Offsets{}
		for p := range int32(partitions) {
			offsets.AddOffset(name(i+1), p, 0, -1)
		}
		if err := commit(ctx, admin, fmt.Sprintf("%s%02d", idle, i), offsets); err != nil {
			return err
		}
	}
	return nil
}

// commit tries again while the topic of the offsets is being made.
func commit(ctx context.Context, admin *kadm.Client, group string, offsets kadm.Offsets) error {
	for {
		err := admin.CommitAllOffsets(ctx, group, offsets)
		if err == nil || wait(ctx, 200*time.Millisecond) != nil {
			return err
		}
	}
}

// roles is how many partitions the victim leads, and how many groups it
// coordinates. It is an error where it has neither.
func (c *cluster) roles(ctx context.Context) (leads, coordinates int, err error) {
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		return 0, 0, err
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	seen, err := admin.Metadata(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, topic := range seen.Topics {
		for _, p := range topic.Partitions {
			if p.Leader == victim {
				leads++
			}
		}
	}
	groups, err := admin.ListGroups(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, g := range groups {
		if g.Coordinator == victim {
			coordinates++
		}
	}
	if leads == 0 || coordinates == 0 {
		return 0, 0, fmt.Errorf("broker %d leads %d partitions and coordinates %d groups: to break it shows nothing", victim, leads, coordinates)
	}
	return leads, coordinates, nil
}

// load writes to the first topic, and reads it as a group, until it is ended.
func (c *cluster) load(ctx context.Context) (ends func(), err error) {
	producer, err := kgo.NewClient(append(c.Admin(), kgo.DefaultProduceTopic(name(0)), kgo.RecordPartitioner(kgo.RoundRobinPartitioner()))...)
	if err != nil {
		return nil, err
	}
	consumer, err := kgo.NewClient(append(c.Admin(), kgo.ConsumeTopics(name(0)), kgo.ConsumerGroup("live"), kgo.AutoCommitInterval(time.Second))...)
	if err != nil {
		producer.Close()
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	var both sync.WaitGroup
	both.Go(func() {
		for tick := time.NewTicker(10 * time.Millisecond); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				producer.TryProduce(ctx, &kgo.Record{Value: make([]byte, 100)}, nil)
			}
		}
	})
	both.Go(func() {
		for ctx.Err() == nil {
			consumer.PollFetches(ctx)
		}
	})
	return func() {
		stop()
		both.Wait()
		producer.CloseAllowingRebalance()
		consumer.CloseAllowingRebalance()
	}, nil
}
