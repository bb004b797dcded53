package produce

import (
	"sort"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
)

// leading tells who leads a partition, by what a client knows without asking: -1 is nobody,
// as of one that does not exist.
type leading func(topic string, partition int32) (node int32, exists bool)

func leaders(client *kgo.Client) leading {
	return func(topic string, partition int32) (int32, bool) {
		node, _, err := client.PartitionLeader(topic, partition)
		return node, node >= 0 || err != nil
	}
}

// A chooser knows before kgo which broker a record goes to.
type chooser struct {
	partitioner kgo.Partitioner
	leader      leading

	mu     sync.Mutex
	topics map[string]kgo.TopicPartitioner
}

func newChooser(client *kgo.Client) *chooser {
	by, _ := client.OptValue(kgo.RecordPartitioner).(kgo.Partitioner)
	return &chooser{partitioner: by, leader: leaders(client), topics: map[string]kgo.TopicPartitioner{}}
}

// broker is the one that a record goes to; -1 if that is not decided by the record alone,
// as of one without a key: kgo's default partitioner prefers partitions of which it holds
// fewer records, and so goes around a broker that is slow by itself.
func (c *chooser) broker(r *kgo.Record) int32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	of := c.of(r.Topic)
	if !of.RequiresConsistency(r) {
		return -1
	}
	n := c.partitions(r.Topic)
	if n == 0 {
		return -1
	}
	var index int
	if backup, is := of.(kgo.TopicBackupPartitioner); is {
		index = backup.PartitionByBackup(r, n, noBacklog{})
	} else {
		index = of.Partition(r, n)
	}
	if index < 0 || index >= n {
		return -1
	}
	node, _ := c.leader(r.Topic, int32(index))
	return node
}

// anywhere tells whether a record has no order to keep: it has no key, and kgo goes by what
// else it has when it chooses the partition.
func (c *chooser) anywhere(r *kgo.Record) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return r.Key == nil && !c.of(r.Topic).RequiresConsistency(r)
}

func (c *chooser) of(topic string) kgo.TopicPartitioner {
	of := c.topics[topic]
	if of == nil {
		of = c.partitioner.ForTopic(topic)
		c.topics[topic] = of
	}
	return of
}

// partitions is how many a topic has; 0 if that is not known.
func (c *chooser) partitions(topic string) int {
	const most = 1 << 20
	n := sort.Search(most, func(i int) bool { _, exists := c.leader(topic, int32(i)); return !exists })
	return n % most // a topic that cannot be loaded has an error wherever one looks
}

// noBacklog has nothing waiting: what a record decides alone is the same however much waits.
type noBacklog struct{}

// Next is the first partition, for which nothing waits.
func (noBacklog) Next() (int, int64) { return 0, 0 }

// Rem is 0: there are no more.
func (noBacklog) Rem() int { return 0 }
