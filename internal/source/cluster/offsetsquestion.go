package cluster

import (
	"cmp"
	"iter"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// offsetsQuestion is a request for offsets, with the partitions that are to
// get the answers. A leader may have tens of thousands of them, and answers
// come in any order.
type offsetsQuestion struct {
	req   *kmsg.ListOffsetsRequest
	index map[string]int       // where each topic is in the request
	parts [][]*model.Partition // of each topic, by their numbers; nil once it is answered
}

// newOffsetsQuestion asks for one offset of each place.
func newOffsetsQuestion(places []place, at bound) *offsetsQuestion {
	q := &offsetsQuestion{req: kmsg.NewPtrListOffsetsRequest(), index: map[string]int{}}
	q.req.IsolationLevel = at.isolation
	for _, p := range places {
		i, has := q.index[p.topic]
		if !has {
			i = len(q.parts)
			q.index[p.topic] = i
			t := kmsg.NewListOffsetsRequestTopic()
			t.Topic = p.topic
			q.req.Topics, q.parts = append(q.req.Topics, t), append(q.parts, nil)
		}
		q.parts[i] = append(q.parts[i], p.part)
	}
	for i, parts := range q.parts {
		slices.SortFunc(parts, func(a, b *model.Partition) int { return cmp.Compare(a.Index, b.Index) })
		asked := make([]kmsg.ListOffsetsRequestTopicPartition, len(parts))
		for j, p := range parts {
			asked[j].Default()
			asked[j].Partition, asked[j].Timestamp, asked[j].CurrentLeaderEpoch = p.Index, at.timestamp, p.LeaderEpoch
		}
		q.req.Topics[i].Partitions = asked
	}
	return q
}

// answered is the partition that an answer is for; nil for one that was not
// asked for, or is answered already.
func (q *offsetsQuestion) answered(topic string, index int32) *model.Partition {
	i, has := q.index[topic]
	if !has {
		return nil
	}
	j, found := slices.BinarySearchFunc(q.req.Topics[i].Partitions, index, func(p kmsg.ListOffsetsRequestTopicPartition, index int32) int {
		return cmp.Compare(p.Partition, index)
	})
	if !found {
		return nil
	}
	p := q.parts[i][j]
	q.parts[i][j] = nil
	return p
}

// open are the partitions without an answer.
func (q *offsetsQuestion) open() iter.Seq[*model.Partition] {
	return func(yield func(*model.Partition) bool) {
		for _, parts := range q.parts {
			for _, p := range parts {
				if p != nil && !yield(p) {
					return
				}
			}
		}
	}
}
