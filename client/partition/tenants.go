package partition

import (
	"bytes"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Split takes the key of a record apart: whose it is, and the part whose order must be
// kept. Both point into the key, or are constant; either may be empty.
type Split func(key []byte) (tenant, sub []byte)

// At splits a key at the first separator: "acme/sensor-7" at "/" is the sub-key sensor-7
// of the tenant acme. A key without a separator is a tenant with the empty sub-key.
func At(separator string) Split {
	return func(key []byte) (tenant, sub []byte) {
		tenant, sub, _ = bytes.Cut(key, []byte(separator))
		return tenant, sub
	}
}

// Tenants gives each tenant several partitions, so that one that writes more than a
// partition takes does not hold up all others: width of them from 1 up, and never more
// than the topic has. All records of one sub-key of a tenant are in one partition, in
// their order, as long as the topic's number of partitions stays what it is. The first
// partition of a tenant is the one that Java would choose for the tenant as a key, and
// the others follow it; tenants may share partitions. Records without a key go to one
// partition for each batch.
func Tenants(width int, split Split) kgo.Partitioner {
	return tenants{max(1, width), split}
}

type tenants struct {
	width int
	split Split
}

// ForTopic is the partitioner of a topic.
func (t tenants) ForTopic(topic string) kgo.TopicPartitioner {
	return &ofTenant{tenants: t, sticky: sticky{Java().ForTopic(topic)}}
}

type ofTenant struct {
	sticky
	tenants
	part kgo.Record // one topic's partitioner is asked for one record at a time
}

// Partition is one of the width partitions of the tenant, always the same for a sub-key; Java's
// for a record without a key.
func (p *ofTenant) Partition(r *kgo.Record, n int) int {
	if r.Key == nil {
		return p.sticky.Partition(r, n)
	}
	tenant, sub := p.split(r.Key)
	return (p.of(tenant, n) + p.of(sub, min(p.width, n))) % n
}

// of is where Java puts a key.
func (p *ofTenant) of(key []byte, n int) int {
	if key == nil {
		key = []byte{} // nil would be a record without a key
	}
	p.part.Key = key
	return p.sticky.Partition(&p.part, n)
}
