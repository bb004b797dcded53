package cluster

import (
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// compacted are the replicas of compacted topics whose sizes each broker is to be
// asked for. A partition with one replica has nothing that it could be held against.
func (l *look) compacted() map[int32][]kmsg.DescribeLogDirsRequestTopic {
	out := map[int32][]kmsg.DescribeLogDirsRequestTopic{}
	for _, t := range l.topics {
		if !compacts(t) {
			continue
		}
		for i := range t.Layout.Partitions {
			if p := &t.Layout.Partitions[i]; len(p.Replicas) > 1 {
				for _, id := range p.Replicas {
					out[id] = withPartition(out[id], t.Name, p.Index)
				}
			}
		}
	}
	return out
}

// withPartition adds a partition to what is asked for; those of one topic follow
// each other.
func withPartition(asked []kmsg.DescribeLogDirsRequestTopic, topic string, partition int32) []kmsg.DescribeLogDirsRequestTopic {
	if len(asked) == 0 || asked[len(asked)-1].Topic != topic {
		t := kmsg.NewDescribeLogDirsRequestTopic()
		t.Topic = topic
		asked = append(asked, t)
	}
	last := &asked[len(asked)-1]
	last.Partitions = append(last.Partitions, partition)
	return asked
}

// compacts tells whether a topic is known to be compacted, by its own setting or by
// that of the brokers.
func compacts(t *model.Topic) bool {
	const name = "cleanup.policy"
	v := t.Config.Get(name)
	if !v.IsSet() {
		v = t.Observed.Get(name)
	}
	return v.Usable() && slices.ContainsFunc(v.Split(), func(word model.Value) bool { return word.Raw() == "compact" })
}

// takeSizes keeps what one log directory holds. A replica that is moving to another
// directory is there twice: the new one is not whole yet.
func (n *node) takeSizes(topics []kmsg.DescribeLogDirsResponseDirTopic) {
	for i := range topics {
		for _, p := range topics[i].Partitions {
			if !p.IsFuture {
				n.seen.Compacted.Set(topics[i].Topic, p.Partition, p.Size)
			}
		}
	}
}
