package deadletter

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Defaults of a Config.
const (
	// DefaultHeaderBudget is what the headers of a letter take at most, in bytes.
	DefaultHeaderBudget = 8 << 10
	// DefaultMaxMessageBytes is Kafka's default of max.message.bytes.
	DefaultMaxMessageBytes = 1<<20 + 12
	// DefaultTimeout is that of Spring's DeadLetterPublishingRecoverer; Java's producer
	// itself gives up after 2 minutes (delivery.timeout.ms).
	DefaultTimeout = 30 * time.Second

	leastOwn = 1 << 10 // bytes that are left for a pointer's key and own headers
)

// Config is what a Writer is made of. Sender, Partitions, Sources and, with the default
// Naming, Group must be set.
type Config struct {
	Sender Sender
	// Partitions counts those of dead-letter topics, SourcePartitions those of source
	// topics; nil is Partitions, for sources on the same cluster.
	Partitions, SourcePartitions Counts
	// Sources are the topics whose records fail. Their dead-letter topics are looked at by
	// New and Check; a letter of another topic is looked at by Write.
	Sources []string
	// Group is the consumer group's id, or for a producer the application's name.
	Group string
	// Cluster is the source cluster's id. It is part of the letters' ids: with dead letters
	// of several clusters in one topic it must be set.
	Cluster string
	// Naming gives the dead-letter topics; nil is ByGroup.
	Naming Naming
	// Compat are the foreign formats whose headers are written too; none by default.
	Compat Compat
	// HeaderBudget bounds what a Writer's own headers take in a record, in bytes; 0 is
	// DefaultHeaderBudget. The record's own headers are not part of it.
	HeaderBudget int
	// MaxMessageBytes is the smaller of max.message.bytes and segment.bytes of the
	// dead-letter topics, in bytes; 0 is DefaultMaxMessageBytes. A larger letter becomes a
	// pointer.
	MaxMessageBytes int
	// Timeout bounds each Write and Check; 0 is DefaultTimeout.
	Timeout time.Duration
	// Handler and Client stand in letters that do not tell them.
	Handler, Client string
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

func (c Config) withDefaults() Config {
	c.HeaderBudget = cmp.Or(c.HeaderBudget, DefaultHeaderBudget)
	c.MaxMessageBytes = cmp.Or(c.MaxMessageBytes, DefaultMaxMessageBytes)
	c.Timeout = cmp.Or(c.Timeout, DefaultTimeout)
	if c.Naming == nil {
		c.Naming = ByGroup
	}
	if c.SourcePartitions == nil {
		c.SourcePartitions = c.Partitions
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// least is the size of the smallest letters that must fit into a topic.
func (c Config) least() int { return c.HeaderBudget + leastOwn }

func (c Config) valid(leastBudget int) error {
	switch {
	case c.Sender == nil:
		return errors.New("there is nothing to send by: set Sender, for example to NewClientSender's")
	case c.Partitions == nil:
		return errors.New("the number of partitions cannot be told: set Partitions, for example to that of a ClientSender")
	case len(c.Sources) == 0:
		return errors.New("no topic is named whose records may fail: set Sources")
	case c.Compat&^allCompat != 0:
		return fmt.Errorf("Compat is %d, and only Connect, Spring, Streams and ShareGroup can be joined: set it by these", c.Compat)
	case len(c.Group) > mostText || len(c.Cluster) > mostText:
		return fmt.Errorf("Group has %d bytes and Cluster %d, and a header keeps %d, so that ids would not tell them apart: shorten them", len(c.Group), len(c.Cluster), mostText)
	case c.HeaderBudget < leastBudget:
		return fmt.Errorf("HeaderBudget is %d bytes, and the headers take up to %d: raise it, or write fewer foreign formats", c.HeaderBudget, leastBudget)
	case c.MaxMessageBytes < c.least():
		return fmt.Errorf("MaxMessageBytes is %d, and a letter without its payload takes up to %d: raise max.message.bytes of the dead-letter topics", c.MaxMessageBytes, c.least())
	case c.Timeout < 0:
		return fmt.Errorf("Timeout is %v: set it above 0", c.Timeout)
	}
	return cmp.Or(c.validGroup(), c.validTopics())
}

// validTopics checks each source with its dead-letter topic.
func (c Config) validTopics() error {
	for _, source := range c.Sources {
		topic, err := c.Naming.target(source, c.Group)
		if err != nil {
			return err
		}
		if slices.Contains(c.Sources, topic) {
			return fmt.Errorf("%s is one of Sources and the dead-letter topic of %s, so that a record could go round without end: take it out of Sources, or name another topic", topic, source)
		}
		if limit := c.batchLimit(topic); limit > c.MaxMessageBytes {
			return fmt.Errorf("the client sends batches of up to %d bytes to %s, which takes %d, so that letters that fit would be refused with their neighbours: set kgo.ProducerBatchMaxBytes, or for this topic kgo.ProducerBatchMaxBytesFn, to no more than that", limit, topic, c.MaxMessageBytes)
		}
	}
	return nil
}

// validGroup: with no group two applications would write to one topic by mistake.
func (c Config) validGroup() error {
	one, other := c.Naming("topic", "a"), c.Naming("topic", "b")
	if c.Group == "" && one != other {
		return errors.New("Group is empty, and it is part of the dead-letter topics' names: set it to the consumer group's id, or to the application's name")
	}
	return nil
}

// batchLimit is the largest batch that the Sender sends to a topic, 0 if it does not tell.
func (c Config) batchLimit(topic string) int {
	if limited, tells := c.Sender.(interface{ BatchLimit(topic string) int }); tells {
		return limited.BatchLimit(topic)
	}
	return 0
}
