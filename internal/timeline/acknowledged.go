package timeline

import (
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// acknowledge has a ledger say that a record was stored.
func acknowledge(words []string) (action, error) {
	one := model.Acknowledgement{LeaderEpoch: -1, Ledger: "00000000000000a1"}
	var ago time.Duration
	var err error
	if one.Offset, err = number(words[1]); err != nil {
		return nil, err
	}
	for _, word := range words[2:] {
		name, value, ok := cutOption(word, "epoch", "ago")
		switch {
		case !ok:
			return nil, fmt.Errorf("%q is neither epoch= nor ago=", word)
		case name == "ago":
			ago, err = duration(value)
		default:
			one.LeaderEpoch, err = id(value)
		}
		if err != nil {
			return nil, err
		}
	}
	return func(w *world) error {
		one := one
		one.At = w.time().Add(-ago).UnixMilli()
		return w.each(words[0], func(at model.TopicPartition, _ *partition) error {
			w.acknowledged(at, one)
			return nil
		})
	}, nil
}

func (w *world) acknowledged(at model.TopicPartition, one model.Acknowledgement) {
	i, found := slices.BinarySearchFunc(w.ledgers, at, func(a model.Acknowledged, at model.TopicPartition) int { return a.Compare(at) })
	switch {
	case !found:
		w.ledgers = slices.Insert(w.ledgers, i, model.Acknowledged{TopicPartition: at, Highest: one})
	case one.Offset > w.ledgers[i].Highest.Offset:
		w.ledgers[i].Highest = one
	default:
		w.ledgers[i].Twice = &one
	}
}
