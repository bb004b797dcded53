package cluster

import "github.com/twmb/franz-go/pkg/kmsg"

// digest hashes what a broker's metadata tell, so that brokers can be compared
// without keeping all that each of them said.
// It is FNV-1a of 64 bits, by hand because there are many small numbers.
type digest uint64

const (
	fnvBasis digest = 14695981039346656037
	fnvPrime digest = 1099511628211
)

func (d *digest) byte(b byte) { *d = (*d ^ digest(b)) * fnvPrime }

func (d *digest) number(n int64) {
	for shift := 0; shift < 64; shift += 8 {
		d.byte(byte(n >> shift))
	}
}

func (d *digest) topic(t *kmsg.MetadataResponseTopic) {
	d.number(int64(len(*t.Topic)))
	for i := range len(*t.Topic) {
		d.byte((*t.Topic)[i])
	}
	d.id(t.TopicID)
	d.number(int64(len(t.Partitions)))
	for i := range t.Partitions {
		d.partition(&t.Partitions[i])
	}
}

func (d *digest) id(id [16]byte) {
	for _, b := range id {
		d.byte(b)
	}
}

// partition takes in what must be the same on every broker that is up to date,
// and changes seldom. The in-sync replicas do not.
func (d *digest) partition(p *kmsg.MetadataResponseTopicPartition) {
	d.number(int64(p.Partition)<<32 | int64(uint32(p.Leader)))
	d.number(int64(p.LeaderEpoch))
	d.ids(p.Replicas)
}

func (d *digest) ids(ids []int32) {
	d.number(int64(len(ids)))
	for _, id := range ids {
		d.number(int64(id))
	}
}
