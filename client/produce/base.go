package produce

import (
	"context"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A base is where a partition's log ended when the first of its records was still to come:
// nothing of ours lies before. As long as the leader epoch of then ends no earlier, the log
// was not cut below it since.
type base struct {
	known    bool
	offset   int64
	epoch    int32
	requests uint64 // how many requests had left then
}

// baseOf is a partition's base, for records none of which had left by then.
func (p *partition) baseOf(of []*doubt) (base, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range of {
		if !p.base.known || d.e.mark.requests < p.base.requests {
			return base{}, false
		}
	}
	return p.base, true
}

// founded notes a base, and the topic's id. What was known before is the better one.
func (p *partition) founded(id [16]byte, offset int64, epoch int32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.base.known && !p.anew {
		p.base = base{true, offset, epoch, p.requests.Load()}
	}
	if p.of == [16]byte{} {
		p.of = id
	}
}

// bases are of which topics the bases of all partitions were asked for.
type bases struct {
	mu    sync.Mutex
	known map[string]bool
}

// unknown are those of which they were not.
func (b *bases) unknown(topics []string) (out []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range topics {
		if !b.known[t] {
			out = append(out, t)
		}
	}
	return out
}

func (b *bases) knows(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known == nil {
		b.known = map[string]bool{}
	}
	b.known[topic] = true
}

// askBases asks where the partitions of topics end, unless that was told before. What is not
// told now is asked for when the limits of topics are asked for again.
func (k *kit) askBases(ctx context.Context, client *kgo.Client, topics []string) {
	for _, name := range k.bases.unknown(topics) {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = &name
		of, err := (&reader{client: client}).topic(ctx, t)
		if err != nil {
			continue
		}
		if of.TopicID != [16]byte{} {
			k.names.Store(of.TopicID, name) // before the first request, which would count for all topics
		}
		if k.askEnds(ctx, client, name, of) == len(of.Partitions) {
			k.bases.knows(name)
		}
	}
}

// askEnds asks for the ends of all partitions of a topic, and returns how many it was told.
func (k *kit) askEnds(ctx context.Context, client *kgo.Client, name string, of *kmsg.MetadataResponseTopic) (told int) {
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	topic, asked := kmsg.ListOffsetsRequestTopic{Topic: name}, map[int32]bool{}
	for i := range of.Partitions {
		p := kmsg.NewListOffsetsRequestTopicPartition()
		p.Partition, p.Timestamp = of.Partitions[i].Partition, latestOffset
		topic.Partitions, asked[p.Partition] = append(topic.Partitions, p), true
	}
	req.Topics = []kmsg.ListOffsetsRequestTopic{topic}
	for _, shard := range client.RequestSharded(ctx, req) {
		resp, is := shard.Resp.(*kmsg.ListOffsetsResponse)
		if shard.Err != nil || !is {
			continue
		}
		for _, t := range resp.Topics {
			for _, p := range t.Partitions {
				if t.Topic == name && p.ErrorCode == 0 && p.Offset >= 0 && p.LeaderEpoch >= 0 && asked[p.Partition] {
					k.parts.of(name, p.Partition).founded(of.TopicID, p.Offset, p.LeaderEpoch)
					told++
				}
			}
		}
	}
	return told
}
