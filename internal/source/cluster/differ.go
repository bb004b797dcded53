package cluster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// difference is one thing that a broker tells otherwise than the others. It is
// comparable: what is the same in two looks has not changed between them.
type difference struct {
	topic     string
	partition int32 // -1: the topic itself
	kind      kind
	claim     digest // what the broker says of it
}

type kind uint8

const (
	adds  kind = iota // it alone knows the topic
	lacks             // it does not know the topic
	tells             // it tells the partition otherwise
)

// differences are what one broker tells otherwise, each with what it says and
// what the others say.
type differences map[difference]func() string

// stillIn are those that were there before.
func (d differences) stillIn(before differences) differences {
	maps.DeleteFunc(d, func(k difference, _ func() string) bool { _, was := before[k]; return !was })
	return d
}

// mostExamples is how many differences are named.
const mostExamples = 5

// sum counts them, and names the first ones.
func (d differences) sum(v *model.View) {
	all := slices.SortedFunc(maps.Keys(d), func(a, b difference) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.topic, b.topic), cmp.Compare(a.partition, b.partition))
	})
	for _, k := range all {
		switch k.kind {
		case adds:
			v.Adds++
		case lacks:
			v.Lacks++
		case tells:
			v.Differs++
		}
		if len(v.Examples) < mostExamples {
			v.Examples = append(v.Examples, d[k]())
		}
	}
}

// differ finds what a story tells otherwise than the common one: other topics,
// or of one that both have other partitions, leaders, leader epochs or
// replicas. In-sync replicas are left out: they come and go, a moment later on
// one broker than on another, and mean nothing for where a client is sent.
func differ(s, common *story) differences {
	out := differences{}
	mine := byName(s)
	for i := range common.told {
		their := &common.told[i]
		name := *their.Topic
		my := mine[name]
		if my == nil {
			out[difference{topic: name, partition: -1, kind: lacks}] = func() string { return fmt.Sprintf("topic %s is not known to it", name) }
			continue
		}
		delete(mine, name)
		out.topic(my, their)
	}
	for name := range mine {
		out[difference{topic: name, partition: -1, kind: adds}] = func() string { return fmt.Sprintf("topic %s is known to it alone", name) }
	}
	return out
}

func byName(s *story) map[string]*kmsg.MetadataResponseTopic {
	out := make(map[string]*kmsg.MetadataResponseTopic, len(s.told))
	for i := range s.told {
		out[*s.told[i].Topic] = &s.told[i]
	}
	return out
}

// topic holds the partitions of one topic against each other.
func (d differences) topic(mine, their *kmsg.MetadataResponseTopic) {
	name := *mine.Topic
	if mine.TopicID != their.TopicID {
		claim := fnvBasis
		claim.id(mine.TopicID)
		d[difference{name, -1, tells, claim}] = func() string {
			return fmt.Sprintf("topic %s has another id on it than on the others: it was deleted and created again", name)
		}
	}
	theirs := map[int32]*kmsg.MetadataResponseTopicPartition{}
	for i := range their.Partitions {
		theirs[their.Partitions[i].Partition] = &their.Partitions[i]
	}
	for i := range mine.Partitions {
		a := &mine.Partitions[i]
		b := theirs[a.Partition]
		delete(theirs, a.Partition)
		if b == nil {
			d[difference{name, a.Partition, tells, claimOf(a)}] = func() string { return fmt.Sprintf("%s/%d is known to it alone", name, a.Partition) }
		} else if claimOf(a) != claimOf(b) {
			d[difference{name, a.Partition, tells, claimOf(a)}] = func() string { return told(name, a, b) }
		}
	}
	for index := range theirs {
		d[difference{name, index, tells, 0}] = func() string { return fmt.Sprintf("%s/%d is not known to it", name, index) }
	}
}

func claimOf(p *kmsg.MetadataResponseTopicPartition) digest {
	d := fnvBasis
	d.partition(p)
	return d
}

func told(topic string, a, b *kmsg.MetadataResponseTopicPartition) string {
	return fmt.Sprintf("%s/%d: it says leader %d, epoch %d, replicas %v; the others say leader %d, epoch %d, replicas %v",
		topic, a.Partition, a.Leader, a.LeaderEpoch, a.Replicas, b.Leader, b.LeaderEpoch, b.Replicas)
}
