package history

import (
	"iter"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Subjects are the brokers, voters, topics, partitions and groups that are
// remembered, in no order and without their cluster. Those that are gone are
// among them, for as long as they are remembered.
func (s *Store) Subjects() iter.Seq[model.Subject] {
	return func(yield func(model.Subject) bool) {
		for id := range s.brokers {
			if !yield(model.Subject{Kind: model.KindBroker, Name: strconv.Itoa(int(id))}) {
				return
			}
		}
		for id := range s.voters {
			if !yield(model.Subject{Kind: model.KindVoter, Name: strconv.Itoa(int(id))}) {
				return
			}
		}
		for id := range s.groups {
			if !yield(model.Subject{Kind: model.KindGroup, Name: id}) {
				return
			}
		}
		for name, t := range s.topics {
			if !yield(model.Subject{Kind: model.KindTopic, Name: name}) {
				return
			}
			for i := range t.parts {
				if !yield(model.Subject{Kind: model.KindPartition, Name: name, Partition: t.parts[i].index}) {
					return
				}
			}
		}
	}
}
