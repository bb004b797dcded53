package cluster

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// offsetsQuestion is a request for offsets, with the partitions that are to
// get the answers. A leader may have tens of thousands of them, and answers
// come in any order.
type offsetsQuestion struct {
	req   *kmsg.ListOffsetsRequest
	parts [][]*model.Partition // of each topic of the request, by their numbers; nil once it is answered
	next  int                  // the topic that is answered next, if answers come in the order of the request
	index map[string]int       // where each topic is in the request; nil until an answer comes in another order
}

// newOffsetsQuestion asks for one offset of each place.
func newOffsetsQuestion(places []place, at bound) *offsetsQuestion {
	q := newTimesQuestion(places, func(*model.Partition) int64 { return at.timestamp })
	q.req.IsolationLevel = at.isolation
	return q
}

// newTimesQuestion asks for the offset of a timestamp of each place. A partition
// is among the places once.
func newTimesQuestion(places []place, timestamp func(*model.Partition) int64) *offsetsQuestion {
	places = grouped(places)
	asked, parts := make([]kmsg.ListOffsetsRequestTopicPartition, len(places)), make([]*model.Partition, len(places))
	q, topics := &offsetsQuestion{req: kmsg.NewPtrListOffsetsRequest()}, 0
	for i := range places {
		if i == 0 || places[i].topic != places[i-1].topic {
			topics++
		}
	}
	q.req.Topics, q.parts = make([]kmsg.ListOffsetsRequestTopic, 0, topics), make([][]*model.Partition, 0, topics)
	for from, to := 0, 0; from < len(places); from = to {
		t := kmsg.NewListOffsetsRequestTopic()
		t.Topic = places[from].topic
		for ; to < len(places) && places[to].topic == t.Topic; to++ {
			p := places[to].part
			parts[to] = p
			asked[to].Default()
			asked[to].Partition, asked[to].Timestamp, asked[to].CurrentLeaderEpoch = p.Index, timestamp(p), p.LeaderEpoch
		}
		t.Partitions = asked[from:to:to]
		q.req.Topics, q.parts = append(q.req.Topics, t), append(q.parts, parts[from:to:to])
	}
	return q
}

// grouped are places topic by topic, and those of one topic by their numbers. Mostly
// they are so already.
func grouped(places []place) []place {
	order := func(a, b place) int {
		return cmp.Or(strings.Compare(a.topic, b.topic), cmp.Compare(a.part.Index, b.part.Index))
	}
	if slices.IsSortedFunc(places, order) {
		return places
	}
	return slices.SortedFunc(slices.Values(places), order)
}

// answered is the partition that an answer is for; nil for one that was not
// asked for, or is answered already.
func (q *offsetsQuestion) answered(topic string, index int32) *model.Partition {
	i, has := q.place(topic)
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

// place is where a topic is in the request. Brokers mostly answer in its order.
func (q *offsetsQuestion) place(topic string) (i int, has bool) {
	for i := q.next; i < min(q.next+2, len(q.req.Topics)); i++ { // the one of the last answer, or the one after it
		if q.req.Topics[i].Topic == topic {
			q.next = i
			return i, true
		}
	}
	if q.index == nil {
		q.index = make(map[string]int, len(q.req.Topics))
		for i := range q.req.Topics {
			q.index[q.req.Topics[i].Topic] = i
		}
	}
	if i, has = q.index[topic]; has {
		q.next = i
	}
	return i, has
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
